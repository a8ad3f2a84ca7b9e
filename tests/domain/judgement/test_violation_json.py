"""What is stored of a violation is the violation: every one of the documented days comes back as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.judgement import Violation
from app.domain.replay.case import read_case
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue
from app.protocols.strict_yaml import load

CASES = Path(__file__).parents[2] / "cases"


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
