"""What the YAML loader reads, what it refuses, and with which words; both of PyYAML's parsers must agree."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.protocols.building import LOADER, MAX_DEPTH, Building
from app.protocols.characters import MAX_BYTES
from app.protocols.faults import Place
from app.protocols.strict_yaml import load, read

REFUSED = {
    "duplicate key": ("a: 1\nb: 2\na: 3\n", (3, 1), "the key a stands here again"),
    "duplicate key, quoted once": ('on: 1\n"on": 2\n', (2, 1), "the key on stands here again"),
    "duplicate in a flow mapping": ("x: {a: 1, a: 2}\n", (1, 11), "the key a stands here again"),
    "anchor": ("a: &x 1\n", (1, 4), "an anchor &x"),
    "alias": ("a: &x 1\nb: *x\n", (2, 4), "an alias *x"),
    "tag": ("a: !!str 1\n", (1, 4), "a tag !"),
    "local tag": ("a: !thing {b: 1}\n", (1, 4), "a tag !"),
    "merge key": ("a: {b: 1}\nc:\n  <<: {d: 1}\n", (3, 3), "a merge key <<"),
    "second document": ("a: 1\n---\nb: 2\n", (2, 1), "a second document begins"),
    "directive": ("%YAML 1.2\n---\na: 1\n", (1, 1), "a % directive"),
    "tab": ("a:\n\tb: 1\n", (2, 1), "a tab"),
    "tab in a comment": ("a: 1 #\tb\n", (1, 7), "a tab"),
    "NUL": ("a: b\x00c\n", (1, 5), "the character U+0000"),
    "right-to-left override": ("a: b\u202ec\n", (1, 5), "the character U+202E"),
    "line separator": ("a: b\u2028c\n", (1, 5), "the character U+2028"),
    "date": ("a: 2026-03-02\n", (1, 4), "2026-03-02 unquoted is read as a date"),
    "time": (
        "a: 2026-03-02T07:40:00-07:00\n",
        (1, 4),
        "2026-03-02T07:40:00-07:00 unquoted is read as a date",
    ),
    "sexagesimal": ("a: 1:30\n", (1, 4), "1:30 unquoted is read as a number to base sixty"),
    "clock time": ("a: 06:30\n", (1, 4), "06:30 unquoted is read as a number to base sixty"),
    "yes": ("a: yes\n", (1, 4), "yes unquoted is read as true"),
    "no": ("a: No\n", (1, 4), "No unquoted is read as false"),
    "on": ("state: on\n", (1, 8), "on unquoted is read as true"),
    "off": ("state: off\n", (1, 8), "off unquoted is read as false"),
    "y": ("a: y\n", (1, 4), "y unquoted is read as true"),
    "True": ("a: True\n", (1, 4), "True unquoted is read as true"),
    "octal": ("a: 010\n", (1, 4), "010 unquoted is read as another number"),
    "octal of YAML 1.2": ("a: 0o17\n", (1, 4), "0o17 unquoted is read as another number"),
    "hexadecimal": ("a: 0x1f\n", (1, 4), "0x1f unquoted is read as another number"),
    "binary": ("a: 0b11\n", (1, 4), "0b11 unquoted is read as another number"),
    "underscores": ("a: 1_000\n", (1, 4), "1_000 unquoted is read as another number"),
    "plus": ("a: +5\n", (1, 4), "+5 unquoted is read as another number"),
    "trailing zero": ("a: 1.10\n", (1, 4), "1.10 unquoted is read as another number"),
    "exponent": ("a: 1e3\n", (1, 4), "1e3 unquoted is read as another number"),
    "infinity": ("a: .inf\n", (1, 4), ".inf unquoted is read as another number"),
    "not a number": ("a: .nan\n", (1, 4), ".nan unquoted is read as another number"),
    "too large": ("a: 9007199254740992\n", (1, 4), "9007199254740992 unquoted is read as another number"),
    "tilde": ("a: ~\n", (1, 4), "~ unquoted is silently read as null"),
    "nothing": ("a:\nb: 1\n", (1, 3), "nothing after the colon or dash is silently read as null"),
    "value tag": ("a: =\n", (1, 4), "= unquoted has a meaning of its own"),
    "collection as key": ("{[a]: 1}\n", (1, 2), "a collection as a key"),
    "alias as key": ("a: &x b\n*x : 1\n", (2, 1), "an alias *x"),
    "no YAML": ("a: b: c\n", (1, 5), "no YAML: "),
    "unclosed": ("a: [1, 2\n", (2, 1), "no YAML: "),
    "empty": ("", (1, 1), "the file says nothing"),
    "only a comment": ("# nothing\n", (1, 1), "the file says nothing"),
    "deep": ("[" * (MAX_DEPTH + 1), (1, MAX_DEPTH + 1), f"more than {MAX_DEPTH} levels"),
    "large": ("#" * (MAX_BYTES + 1), (1, 1), f"the file has {MAX_BYTES + 1} bytes"),
}
PARSERS = [LOADER, yaml.SafeLoader]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_two_readers_could_take_differently_is_refused_with_its_place(name: str, parser: type) -> None:
    text, place, problem = REFUSED[name]
    building = Building("file.yaml", join_cut_text=False, loader=parser)
    building.read(text)
    told = [(fault.place, fault.problem) for fault in building.faults]
    assert any(at == Place(*place) and said.startswith(problem) for at, said in told), told


@pytest.mark.parametrize("parser", PARSERS)
def test_plain_data_is_read_as_it_stands(parser: type) -> None:
    text = """\
on: [issue, 30-06, 5.56x45, 22LR, 12-gauge]
state: "on"
when: {purpose: [take], "off": 'yes'}
count: -3
far: 6.1
whole: 8.0
zero: 0
yes: true
no: null
at: "2026-03-02T07:40-07:00"
version: "1.10"
block: |
  two
  lines
folded: >-
  one
  line
1.10: a key is text
"""
    building = Building("file.yaml", join_cut_text=False, loader=parser)
    building.read(text)
    assert building.faults == []
    assert building.data == {
        "on": ["issue", "30-06", "5.56x45", "22LR", "12-gauge"],
        "state": "on",
        "when": {"purpose": ["take"], "off": "yes"},
        "count": -3,
        "far": 6.1,
        "whole": 8.0,
        "zero": 0,
        "yes": True,
        "no": None,
        "at": "2026-03-02T07:40-07:00",
        "version": "1.10",
        "block": "two\nlines\n",
        "folded": "one line",
        "1.10": "a key is text",
    }


def test_every_fault_is_told_at_once_and_in_order() -> None:
    with pytest.raises(ShowclearError) as refused:
        load("a: no\nb: 010\na: 2\nc: *x\n", source="cases/x.yaml")
    assert refused.value.code == "yaml.refused"
    assert [(one["file"], one["line"], one["path"]) for one in refused.value.where] == [
        ("cases/x.yaml", "1", "a"),
        ("cases/x.yaml", "2", "b"),
        ("cases/x.yaml", "3", "a"),
        ("cases/x.yaml", "4", "c"),
    ]
    assert all(one["expected"] for one in refused.value.where)


def test_bytes_that_are_no_utf_8_are_told_with_their_line() -> None:
    _, faults = read(b"a: 1\nb: \xff\n", source="x")
    assert [(fault.place, fault.problem) for fault in faults] == [(Place(2, 4), "the byte 0xff is no UTF-8")]


def test_places_lead_to_the_line_of_each_value_and_of_what_should_hold_a_missing_one() -> None:
    loaded = load("a:\n  - b: 1\n    c:\n      - x\n      - {d: 2}\n", source="x")
    assert loaded.place(("a", 0, "b")) == Place(2, 8)
    assert loaded.place(("a", 0, "c")) == Place(3, 5)
    assert loaded.place(("a", 0, "c", 1, "d")) == Place(5, 13)
    assert loaded.place(("a", 0, "missing", "deeper")) == Place(2, 5)
    assert loaded.place(()) == Place(1, 1)


def test_a_text_that_a_comma_cuts_is_put_together_for_cases_and_refused_in_protocols() -> None:
    text = "body: {detail: two discharges, no meetings,\n  no, explanation, place: church}\n"
    assert load(text, source="case").data == {
        "body": {"detail": "two discharges, no meetings, no, explanation", "place": "church"}
    }
    _, faults = read(text, source="protocol")
    assert [fault.problem.split(" stands")[0] for fault in faults] == ["no meetings", "no", "explanation"]


@pytest.mark.parametrize(
    "text", ['{a: "x", b}', "{a: [1], b}", "{a}", "{a: x, b, a: y, c}", "{a: x, # why\n b}", "{a: x, b: }"]
)
def test_what_no_comma_cut_is_not_put_together(text: str) -> None:
    with pytest.raises(ShowclearError):
        load(text, source="case")


SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
)


@given(VALUES)
def test_what_is_read_is_what_pyyaml_would_say_or_is_refused(value: object) -> None:
    text = yaml.safe_dump(value)
    loaded, faults = read(text, source="x")
    if not faults:
        assert loaded.data == yaml.safe_load(text) == value


@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{},&*!|>'\"%#?\n 01.~<", max_size=40))
def test_no_text_ends_in_anything_but_data_or_faults(text: bytes | str) -> None:
    loaded, faults = read(text, source="x", join_cut_text=True)
    assert faults or loaded.places
