"""What is taken out of a text before it is published."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answering.stripping import month_of, stripped

NAMES = {"p-upm": "Una Marsh", "ada": "Ada Quill", "p-crew": None}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Una Marsh told Ada.", "[person] told [person]."),
        ("ask MARSH or p-upm", "ask [person] or [person]"),
        ("on 2026-03-02 at 14:35", "on [day] at [time]"),
        ("Tuesday, 3pm, March 3rd", "[day], [time], [day]"),
        ("scene 42A, take 3", "[scene], [scene]"),
        ("write to una@example.org or +1 505 555 0101", "write to [address] or [number]"),
        ("the colt-45 again", "the [thing] again"),
        ("A marshmallow for the crew", "A marshmallow for the crew"),
        ("We loaded 6 rounds 20 feet away.", "We loaded 6 rounds 20 feet away."),
    ],
)
def test_nobody_is_named_and_no_hour(said: str, left: str) -> None:
    assert stripped(said, NAMES, ["colt-45"]) == left


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["Una Marsh", "Quill", "p-upm", "ADA"]))
def test_a_name_between_any_words_is_taken_out(before: str, after: str, name: str) -> None:
    assert name.casefold() not in stripped(f"{before} {name} {after}", NAMES).casefold().replace(
        before.casefold(), ""
    ).replace(after.casefold(), "")


def test_the_month_is_that_of_the_place() -> None:
    moment = datetime(2026, 4, 1, 3, tzinfo=UTC)
    assert month_of(moment, ZoneInfo("America/Denver")) == "2026-03"
