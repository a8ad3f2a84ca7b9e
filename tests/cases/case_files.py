"""Reads and judges case files as `showclear replay` does, and says in words why one does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.domain.judgement.violation import Violation
from app.domain.replay.case import read_case
from app.domain.replay.outcome import Outcome, outcome
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue
from app.protocols.strict_yaml import load
from tests.published import published

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = sorted(HERE.glob("*.yaml"))
CONTRACT = sorted((HERE / "contract").glob("*.yaml"))
PROTOCOLS = sorted((ROOT / "protocols").glob("*/cases/*.yaml"))


@cache
def catalogue() -> Catalogue:
    """The protocols as published."""
    return published()


@cache
def judged(path: Path) -> Outcome:
    """What judging the file gave; each file is judged once however many tests ask."""
    case = read_case(load(path.read_bytes(), source=path.name).data)
    return outcome(case, judge_case(case, catalogue()))


def _told(found: Outcome, violation: Violation) -> str:
    records = ", ".join(found.found.names.get(one, one) for one in violation.records)
    of = f"{violation.hazard} ({violation.rule}) of {violation.subject}"
    return f"{of}, flagged {violation.flagged_at}, by [{records}]: {violation.message}"


def failures(found: Outcome) -> Iterator[str]:
    """One line for everything the case says that did not come out so."""
    for line in found.expected:
        if line.violation is None:
            yield f"missing: {line.expected.model_dump(exclude_none=True)}"
            near = [v for v in found.found.violations if v.hazard in line.expected.hazard]
            yield from (f"  near it: {_told(found, v)}, {v.status}" for v in near)
    for name in found.case.deny:
        if found.found.asked[name].granted:
            yield f"granted, to be refused: {name}"
    for name in found.case.grant:
        for reason in found.found.asked[name].reasons:
            yield f"refused, to be granted: {name}: {reason['hazard']}: {reason['message']}"
    yield from (f"to be absent: {_told(found, v)}" for v in found.present)
    if found.case.strict:
        yield from (f"unexpected: {_told(found, v)}" for v in found.unexpected)
