"""The canonical form against its published samples, against its slow reference, and against what must be refused."""

from __future__ import annotations

import json
import struct
import uuid
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import MAX_SAFE, canonical, is_canonical, parse_canonical, parse_strict

# RFC 8785, appendix B: the bits of a double, and its text.
NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))  # anything but lone surrogates
DECIMALS = st.builds(
    lambda digits, places: float(f"{digits}e-{places}"),
    st.integers(-(10**16), 10**16),
    st.integers(0, 9),
)
NUMBERS_OF_ANY_SHAPE = st.one_of(
    st.integers(-MAX_SAFE, MAX_SAFE), st.floats(allow_nan=False, allow_infinity=False), DECIMALS
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS_OF_ANY_SHAPE, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(TEXTS, inner, max_size=5)),
    max_leaves=20,
)


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_published_samples(name: str, data: Path) -> None:
    given_text = (data / "jcs" / "input" / f"{name}.json").read_text(encoding="utf-8")
    expected = (data / "jcs" / "output" / f"{name}.json").read_bytes()
    assert canonical(json.loads(given_text)) == expected
    assert is_canonical(expected)
    assert not is_canonical(given_text.encode())


@pytest.mark.parametrize(("bits", "text"), NUMBERS)
def test_published_numbers(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    for wrap, around in (({"n": number}, '{"n":%s}'), ([1, number], "[1,%s]"), (number, "%s")):
        expected = (around % text).encode()
        assert canonical(wrap) == expected
        assert is_canonical(expected)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_the_fast_path_is_the_reference(value: Any) -> None:
    expected = rfc8785.dumps(value)
    assert canonical(value) == expected
    assert is_canonical(expected)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(DECIMALS, NUMBERS_OF_ANY_SHAPE), min_size=1, max_size=5))
def test_numbers_take_no_short_cut(numbers: list[float]) -> None:
    value: Any = {"list": numbers, "objects": [{"n": number} for number in numbers]}
    assert canonical(value) == rfc8785.dumps(value)


def test_every_character_is_written_as_the_reference_writes_it() -> None:
    for start in range(0, 0x110000, 0x800):
        if start != 0xD800:
            text = "".join(map(chr, range(start, start + 0x800)))
            assert canonical({text: text}) == rfc8785.dumps({text: text})


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from([{"indent": 1}, {"separators": (", ", ":")}, {"ensure_ascii": True}, {}]))
def test_canonical_is_what_the_reference_would_write_again(value: Any, style: dict[str, Any]) -> None:
    text = json.dumps(value, **style).encode()
    assert is_canonical(text) == (rfc8785.dumps(json.loads(text, parse_int=_as_double)) == text)


def _as_double(digits: str) -> int | float:
    return int(digits) if abs(int(digits)) <= MAX_SAFE else float(digits)


@pytest.mark.parametrize(
    "text",
    [
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":01}',
        b'{"a":6.10}',
        b'{"a":1e-5}',
        b'{"a":9007199254740993}',
        b'{"a":123456789012345678901234567890}',
        b'{"a":"\\u0041"}',
        b'{"a":"\\/"}',
        b'{"a":"\\ud83d\\ude02"}',
        b'{"a":"\\ud83d"}',
        b'{"a":1} ',
        b'{"a":1}\n',
        b' {"a":1}',
        b"\xef\xbb\xbf{}",
        b'{"a":NaN}',
        b'{"a":"\xff"}',
        b"{",
        b"",
        b"[" * 5000 + b"]" * 5000,
        b"[" * 300 + b"]" * 300 + b" ",
        '{"\ufb33":1,"\U0001f602":2}'.encode(),
    ],
)
def test_what_is_not_canonical(text: bytes) -> None:
    assert not is_canonical(text)
    with pytest.raises(ShowclearError) as refused:
        parse_canonical(text)
    assert refused.value.code == "json.not_canonical"


@pytest.mark.parametrize(
    ("value", "code", "place"),
    [
        ({"a": [float("nan")]}, "json.not_finite", "/a/0"),
        ({"a": float("inf")}, "json.not_finite", "/a"),
        ({"a": {"b": 2**53}}, "json.number_range", "/a/b"),
        ({"a": -(2**53)}, "json.number_range", "/a"),
        (["\ud800"], "json.surrogate", "/0"),
        ({"\udfff": 1}, "json.surrogate", ""),
        ({"a/b~c": "\ud800"}, "json.surrogate", "/a~1b~0c"),
        ({1: 2}, "json.not_json", ""),
        ({"a": uuid.UUID(int=1)}, "json.not_json", "/a"),
        ((1, 2), "json.not_json", ""),
        (b"bytes", "json.not_json", ""),
    ],
)
def test_values_without_a_canonical_form_are_refused_with_their_place(
    value: Any, code: str, place: str
) -> None:
    with pytest.raises(ShowclearError) as refused:
        canonical(value)
    assert refused.value.code == code
    assert refused.value.where[0]["at"] == place


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"a":1,"a":2}', "json.duplicate_key"),
        (b'{"b":{"a":1,"\\u0061":1}}', "json.duplicate_key"),
        (b'{"a":NaN}', "json.malformed"),
        (b'{"a":-Infinity}', "json.malformed"),
        (b'{"a":1} x', "json.malformed"),
        (b'{"a":1}{}', "json.malformed"),
        (b"\xef\xbb\xbf{}", "json.malformed"),
        (b"", "json.malformed"),
        (b'{"a":"\x01"}', "json.malformed"),
        (b'{"a":"\xff"}', "json.not_utf8"),
        ('{"a":1}'.encode("utf-16"), "json.not_utf8"),
        (b'{"a":"\\ud800"}', "json.surrogate"),
        (b'{"a":9007199254740992}', "json.number_range"),
        (b'{"a":1' + b"0" * 100_000 + b"}", "json.number_range"),
        (b'{"a":1e16}', "json.number_range"),
        (b'{"a":1e400}', "json.number_range"),
        (b"[" * 65 + b"]" * 65, "json.too_deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "json.too_deep"),
        (b"[" * 100_000, "json.too_deep"),
    ],
)
def test_what_a_client_may_not_send(text: bytes, code: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        parse_strict(text)
    assert refused.value.code == code


def test_what_a_client_may_send() -> None:
    assert parse_strict(b' {"a" : [1, 8.0, "\\u00e9", null, true]}\n') == {"a": [1, 8.0, "é", None, True]}
    assert canonical(parse_strict(b'{"b":8.0,"a":-0.0}')) == b'{"a":0,"b":8}'
    assert parse_strict(b"[" * 64 + b"]" * 64) is not None


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_what_was_accepted_once_is_accepted_again(value: Any) -> None:
    try:
        first = canonical(parse_strict(json.dumps(value).encode()))
    except ShowclearError as refused:
        assert refused.code == "json.number_range"
        return
    assert canonical(parse_strict(first)) == first
    assert canonical(parse_canonical(first)) == first
