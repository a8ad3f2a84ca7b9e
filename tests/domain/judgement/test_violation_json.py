"""What is stored of a violation is the violation: every one of the documented days comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.judgement import Rulebooks, Violation, judge
from app.domain.replay.case import read_case
from app.domain.replay.expand import arrivals
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue
from app.protocols.strict_yaml import load
from tests.published import published

CASES = Path(__file__).parents[2] / "cases"
RUST = CASES / "rust-2021.yaml"


@pytest.mark.parametrize("name", ["rust-2021", "crow-1993"])
def test_through_json_and_back(name: str) -> None:
    case = read_case(load((CASES / f"{name}.yaml").read_text(), source=name).data)
    found = judge_case(case, Catalogue()).violations
    assert {v.firearm for v in found} >= {None}
    for violation in found:
        plain = json.loads(json.dumps(violation.to_json()))
        back = Violation.from_json(plain)
        assert back.to_json() == plain
        assert (back.id, back.firearm, back.persons) == (violation.id, violation.firearm, violation.persons)


def test_it_says_which_unit_it_is_of_where_that_is_not_the_main_one() -> None:
    entries = [one.entry for one in arrivals(read_case(load(RUST.read_text(), source=RUST.name).data))]
    books, at = Rulebooks(published(), ("us-base",)), entries[-1].recorded_at
    other = [replace(one, record=one.record.model_copy(update={"unit": "splinter"})) for one in entries]
    assert all("unit" not in one.to_json() for one in judge(books, entries, at).violations)
    assert {one.to_json()["unit"] for one in judge(books, other, at).violations} == {"splinter"}
