"""Decides whether what was found meets what a case expects, and says it as one plain object."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.judgement.violation import Violation
from app.domain.records import Record
from app.domain.replay.form import Case, ExpectLine, moment
from app.domain.replay.run import Found


@dataclass(frozen=True, slots=True)
class Met:
    """An expected line, and the violation that met it first; None when none did."""

    expected: ExpectLine
    violation: Violation | None
    lead_minutes: int | None
    """Whole minutes from being flagged to the harm, rounded down; None when the case has no harm."""

    @property
    def hazard(self) -> str:
        """What was found, else what was asked for."""
        return self.violation.hazard if self.violation else " or ".join(self.expected.hazard)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case judged against its expectations."""

    case: Case
    found: Found
    expected: tuple[Met, ...]
    unexpected: tuple[Violation, ...]
    """What stands and no line names; only where the case is strict does it fail the case."""
    present: tuple[Violation, ...]
    """What the case says must be absent and is not."""

    @property
    def met(self) -> bool:
        """Whether every line holds."""
        lines = all(m.violation is not None for m in self.expected)
        denied = all(not self.found.asked[n].granted for n in self.case.deny)
        granted = all(self.found.asked[n].granted for n in self.case.grant)
        return lines and denied and granted and not self.false_alarms

    @property
    def false_alarms(self) -> tuple[Violation, ...]:
        """What fails the case by being there."""
        return self.unexpected if self.case.strict else self.present

    def to_json(self) -> dict[str, Any]:
        """As `showclear replay --json` prints it; records by the names the file gives them."""
        return {
            "case": self.case.case,
            "met": self.met,
            "expected": [_line(m) for m in self.expected],
            "denied": [self._asked(n) for n in self.case.deny],
            "granted": [self._asked(n) for n in self.case.grant],
            "unexpected": [self.named(v) for v in self.unexpected],
            "violations": [self.named(v) for v in self.found.violations],
        }

    def _asked(self, name: str) -> dict[str, Any]:
        answer = self.found.asked[name]
        reasons = [reason["hazard"] for reason in answer.reasons]
        return {"record": name, "granted": answer.granted, "reasons": reasons}

    def named(self, violation: Violation) -> dict[str, Any]:
        """The violation as plain JSON, with records by the names the file gives them."""
        plain = violation.to_json()
        for field in ("records", "knowledge", "answers"):
            plain[field] = [self.found.names.get(one, one) for one in plain[field]]
        for field in ("repeat_of", "rebutted_by"):
            if field in plain:
                plain[field] = self.found.names.get(plain[field], plain[field])
        return plain


def _line(met: Met) -> dict[str, Any]:
    return {
        "lapse": met.expected.lapse,
        "hazard": met.hazard,
        "met": met.violation is not None,
        "flagged_at": met.violation.flagged_at if met.violation else None,
        "lead_minutes": met.lead_minutes,
    }


def flagged(violation: Violation) -> datetime:
    """When it was first known to follow, in UTC."""
    return moment(violation.flagged_at)


def names(line: ExpectLine, violation: Violation, found: Found) -> bool:
    """Whether the line is about this violation, whenever it was flagged."""
    if violation.hazard not in line.hazard:
        return False
    if line.record and line.record not in {found.names.get(r, r) for r in violation.records}:
        return False
    if line.firearm and line.firearm not in _firearms(violation, found):
        return False
    return not line.person or line.person in _persons(violation, found)


def _firearms(violation: Violation, found: Found) -> set[str]:
    """The firearm it is about; where it is about none, what its record lists."""
    kind, _, subject = violation.subject.partition(":")
    if kind == "firearm" or violation.firearm:
        return {subject if kind == "firearm" else "", violation.firearm or ""}
    trigger = found.records.get(violation.records[0])
    return set(getattr(trigger.body, "items", ()) or ()) if trigger else set()


def _persons(violation: Violation, found: Found) -> set[str]:
    """Whom it concerns; where it concerns nobody, whom its record names as doing or receiving."""
    kind, _, subject = violation.subject.partition(":")
    concerned = {*violation.persons, *([subject] if kind == "person" else [])}
    trigger = found.records.get(violation.records[0])
    return concerned or (set(_named(trigger)) if trigger else set())


def _named(record: Record) -> Iterator[str]:
    for field in ("person", "from_", "to"):
        value = getattr(record.body, field, None)
        if isinstance(value, str):
            yield value
    yield from getattr(record.body, "people", None) or ()
    if record.by:
        yield record.by


def _meets(line: ExpectLine, violation: Violation, found: Found) -> bool:
    in_time = not line.by or flagged(violation) <= moment(line.by)
    known = line.known is None or bool(violation.knowledge) is line.known
    return names(line, violation, found) and in_time and known


def outcome(case: Case, found: Found) -> Outcome:
    """The case against what was found: lines look at all that was ever flagged, the rest at what stands."""
    harm = moment(case.harm_at) if case.harm_at else None
    lines = []
    for line in case.expect:
        meeting = [v for v in found.violations if _meets(line, v, found)]
        first = min(meeting, key=flagged, default=None)
        lead = int((harm - flagged(first)).total_seconds() // 60) if first and harm else None
        lines.append(Met(line, first, lead))
    standing = [v for v in found.violations if v.status != "rebutted"]
    present = tuple(v for v in standing if v.hazard in case.absent)
    unexpected = tuple(
        v for v in standing if v in present or not any(names(e, v, found) for e in case.expect)
    )
    return Outcome(case, found, tuple(lines), unexpected, present)
