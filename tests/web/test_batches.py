"""One bad record stands where it stood; only a text that is no JSON sinks the whole array."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.web.batches import is_array, records_in

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=5), st.sampled_from([None, 1]))
def test_a_bad_one_does_not_move_the_others(values: list[object], indent: int | None) -> None:
    texts = [json.dumps(value, indent=indent) for value in values]
    doubled = '{"a": 1, "a": 2}'
    sent = f" [ {', '.join([*texts, doubled])} ] ".encode()
    *rest, bad = records_in(sent)
    assert rest == values
    assert isinstance(bad, ShowclearError)
    assert bad.code == "json.duplicate_key"


@pytest.mark.parametrize(
    ("one", "code"),
    [
        ('{"a": 1e400}', "json.number_range"),
        ('{"a": 9007199254740993}', "json.number_range"),
        ("9" * 5000, "json.number_range"),
        ('"\\ud800"', "json.surrogate"),
        ("[" * 100 + "]" * 100, "json.too_deep"),
    ],
)
def test_faults_of_one_value_are_told_in_its_place(one: str, code: str) -> None:
    first, bad, last = records_in(f'[{{"x": 1}}, {one}, {{"y": 2}}]'.encode())
    assert (first, last) == ({"x": 1}, {"y": 2})
    assert isinstance(bad, ShowclearError)
    assert bad.code == code


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b'[{"a":1,"a":2}, {"b":1}', "json.malformed"),
        (b'[{"a":1,"a":2} {"b":1}]', "json.malformed"),
        (b'[{"a":1,"a":2}, NaN]', "json.malformed"),
        (b'[{"a":1,"a":2},]', "json.malformed"),
        (b'[{"a":1,"a":2}] x', "json.malformed"),
        (b'[{"a":1,"a":2}, "\x00"]', "json.malformed"),
        (b'["\xff"]', "json.not_utf8"),
        (b"[" * 200_000 + b"]" * 200_000, "json.too_deep"),
    ],
)
def test_what_is_no_json_is_refused_whole(sent: bytes, code: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        records_in(sent)
    assert refused.value.code == code


def test_an_array_is_known_by_its_first_letter() -> None:
    assert is_array(b" \r\n\t[")
    assert not is_array(b' {"a": []}')
    assert not is_array(b"")
