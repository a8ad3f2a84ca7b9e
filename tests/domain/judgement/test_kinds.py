"""Each kind of rule is one file that says when such a rule is met, broken, and not yet either; facts all have words."""

from __future__ import annotations

import importlib
import pkgutil
from typing import get_args

import pytest

from app.domain.judgement import kinds
from app.domain.judgement.kinds import prerequisite, prohibition
from app.domain.judgement.step import BEFORE
from app.domain.protocol.rules import RULE_KINDS, Concurrence, Deadline, Interlock
from app.domain.protocol.words import FACTS, OCCASIONS, Ban, Fact

NAMES = sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))


def test_nine_kinds_one_file_each() -> None:
    assert sorted(kind.__name__.lower() for kind in RULE_KINDS) == NAMES
    assert len(NAMES) == 9


@pytest.mark.parametrize("name", NAMES)
def test_a_kind_says_when_it_is_met_broken_and_not_yet(name: str) -> None:
    text = importlib.import_module(f"{kinds.__name__}.{name}").__doc__ or ""
    for part in ("Met when: ", "Broken when: ", "Not yet when: "):
        assert part in text, f"{name} does not say {part}"


def test_every_kind_is_judged() -> None:
    assert set(BEFORE) | {Concurrence, Deadline, Interlock} == set(RULE_KINDS)


def test_every_fact_a_rule_may_name_is_computed_and_explained() -> None:
    asked = set(prerequisite.FACTS) | set(prerequisite.FACTS_OF_A_PERSON)
    assert asked == set(get_args(Fact))
    assert set(prohibition.FINDERS) == set(get_args(Ban))
    assert all(len(said) > 20 for said in FACTS.values())
    assert "issue" in OCCASIONS
