"""Decides whether what was found meets what a case expects, and says it as one plain object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.judgement.violation import Violation
from app.domain.replay.case import Case, Expected, moment
from app.domain.replay.run import Found


@dataclass(frozen=True, slots=True)
class Met:
    """An expected line, and the first violation that meets it."""

    expected: Expected
    violation: Violation | None
    lead_minutes: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case judged against its expectations."""

    case: Case
    found: Found
    expected: tuple[Met, ...]
    unexpected: tuple[Violation, ...]
    present: tuple[Violation, ...]
    """What the case says must be absent and is not."""

    @property
    def met(self) -> bool:
        """Whether every line holds."""
        lines = all(m.violation is not None for m in self.expected)
        denied = all(not self.found.asked[n].granted for n in self.case.deny)
        granted = all(self.found.asked[n].granted for n in self.case.grant)
        return lines and denied and granted and not self.present and not (self.case.strict and self.unexpected)

    def to_json(self) -> dict[str, Any]:
        """As `showclear replay --json` prints it; records by the names the file gives them."""
        return {
            "case": self.case.case,
            "met": self.met,
            "expected": [_line(m) for m in self.expected],
            "denied": [self._asked(n) for n in self.case.deny],
            "granted": [self._asked(n) for n in self.case.grant],
            "unexpected": [self._violation(v) for v in self.unexpected],
            "present": [self._violation(v) for v in self.present],
            "violations": [self._violation(v) for v in self.found.violations],
        }

    def _asked(self, name: str) -> dict[str, Any]:
        answer = self.found.asked[name]
        return {
            "record": name,
            "granted": answer.granted,
            "reasons": [reason["hazard"] for reason in answer.reasons],
        }

    def _violation(self, violation: Violation) -> dict[str, Any]:
        names = self.found.names
        plain = violation.to_json()
        for field in ("records", "knowledge", "answers"):
            plain[field] = [names.get(one, one) for one in plain[field]]
        return plain


def _line(met: Met) -> dict[str, Any]:
    hazard = met.violation.hazard if met.violation else met.expected.hazard
    flagged_at = met.violation.flagged_at if met.violation else None
    return {
        "lapse": met.expected.lapse,
        "hazard": hazard,
        "met": met.violation is not None,
        "flagged_at": flagged_at,
        "lead_minutes": met.lead_minutes,
    }


def _flagged(violation: Violation) -> datetime:
    return moment(violation.flagged_at)


def names(line: Expected, violation: Violation, ids: dict[str, str]) -> bool:
    """Whether the line is about this violation, whenever it was flagged."""
    if violation.hazard not in line.hazards:
        return False
    if line.record and line.record not in {ids.get(r, r) for r in violation.records}:
        return False
    if line.firearm and line.firearm != violation.firearm and violation.subject != f"firearm:{line.firearm}":
        return False
    return not line.person or line.person in violation.persons or violation.subject == f"person:{line.person}"


def _meets(line: Expected, violation: Violation, ids: dict[str, str]) -> bool:
    in_time = not line.by or _flagged(violation) <= moment(line.by)
    known = line.known is None or bool(violation.knowledge) is line.known
    return names(line, violation, ids) and in_time and known


def outcome(case: Case, found: Found) -> Outcome:
    """The case against what was found."""
    harm = moment(case.harm_at) if case.harm_at else None
    lines = []
    for line in case.expect:
        meeting = [v for v in found.violations if _meets(line, v, found.names)]
        first = min(meeting, key=_flagged, default=None)
        lead = int((harm - _flagged(first)).total_seconds() // 60) if first and harm else None
        lines.append(Met(line, first, lead))
    standing = [v for v in found.violations if v.status != "rebutted"]
    unexpected = tuple(v for v in standing if not any(names(e, v, found.names) for e in case.expect))
    barred = {h for one in case.absent for h in ([one] if isinstance(one, str) else one)}
    return Outcome(case, found, tuple(lines), unexpected, tuple(v for v in standing if v.hazard in barred))
