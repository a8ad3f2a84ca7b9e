"""Decides what a violation says to people and to later readers; it states records and rules, never a finding of law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.judgement.entry import Placed
from app.domain.judgement.finding import Finding
from app.domain.judgement.identity import violation_id
from app.domain.judgement.rulebook import Rulebook
from app.domain.judgement.state import State
from app.domain.protocol.pack import Knowledge


def moment_text(at: datetime) -> str:
    """An instant as the service writes it: UTC, microseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that was not met, with its evidence; never removed, only answered, contested or rebutted."""

    id: str
    production: str
    hazard: str
    protocol: str
    rule: str
    gravity: str
    subject: str
    occurred_at: str
    flagged_at: str
    records: tuple[str, ...]
    """Ids of the trigger and of every record relied on or contradicting it."""
    positions: tuple[int, ...]
    citations: tuple[Mapping[str, Any], ...]
    message: str
    knowledge: tuple[str, ...]
    answers_role: tuple[str, ...]
    status: str
    blocking: bool
    persons: tuple[str, ...]
    day: str
    cure: str
    cure_by: tuple[str, ...]
    firearm: str | None = None
    repeat_of: str | None = None
    rebutted_by: str | None = None
    answers: tuple[str, ...] = ()
    """Ids of the responses to it."""
    by_correction: bool = False
    """It no longer follows, but only because of a correction nobody else has agreed to."""
    unit: str | None = None
    """The shooting unit of its trigger; None for `main`."""

    def to_json(self) -> dict[str, Any]:
        """Its fields as plain JSON; what is not so is left out."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in plain.items()
            if value is not None
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Violation:
        """The violation that `to_json` wrote."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in plain.items()}
        return cls(**fields)

    def flagged(self, at: datetime) -> Violation:
        """The same, known to follow from this moment on."""
        return replace(self, flagged_at=moment_text(at))


def _says(finding: Finding) -> str:
    said = finding.bound.rule.message or "Not met."
    person = ", ".join(finding.persons[:1])
    filled = said.replace("{firearm}", finding.firearm or "the firearm").replace(
        "{person}", person or "the person"
    )
    return filled.replace("{detail}", finding.detail or "as recorded").rstrip(". ") + "."


def _bears_on(row: Knowledge, placed: Placed, family: str, state: State) -> bool:
    body = placed.record.body
    if row.kind != placed.record.kind or family not in row.hazards:
        return False
    if placed.record.kind == "response" and all(p is not placed for p in state.denied):
        return False
    return all(getattr(body, name, None) in values for name, values in row.when.items())


def _management_knew(placed: Placed, state: State, roles: frozenset[str]) -> bool:
    """Written by, addressed to, or in the presence of a management role."""
    body = placed.record.body
    persons = {placed.record.by, getattr(body, "addressed_to", None), *(getattr(body, "present", None) or ())}
    return any(p and not roles.isdisjoint(state.roles_at(p, placed.at)) for p in persons)


def known_before(finding: Finding, state: State, book: Rulebook) -> tuple[Placed, ...]:
    """Earlier records on this hazard that a management role wrote, was told, or was there for."""
    roles, look_back = book.management
    family = finding.hazard.partition(".")[0]
    since = finding.trigger.at - (look_back or timedelta())
    return tuple(
        placed
        for placed in state.knowledge
        if placed.order < finding.trigger.order
        and placed.at >= since
        and any(_bears_on(row, placed, family, state) for row in book.knowledge)
        and _management_knew(placed, state, roles)
    )


def _other_unit(placed: Placed) -> str | None:
    unit = placed.record.unit
    return None if unit == "main" else unit


def made(finding: Finding, state: State, book: Rulebook, day: str) -> Violation:
    """The violation a finding is, flagged for now at the moment it is judged at."""
    rule = finding.bound.rule
    earlier = [
        r
        for r in finding.records
        if r is not finding.trigger and r.record.kind == finding.trigger.record.kind
    ]
    return Violation(
        id=violation_id(finding.trigger.record.production, finding),
        production=finding.trigger.record.production,
        hazard=finding.hazard,
        protocol=finding.bound.protocol,
        rule=rule.id,
        gravity=finding.gravity,
        subject=finding.subject,
        occurred_at=moment_text(finding.trigger.at),
        flagged_at=moment_text(finding.at),
        records=tuple(r.record.key for r in finding.records),
        positions=tuple(r.position for r in finding.records),
        citations=tuple(c.model_dump(exclude_none=True) for c in rule.cite),
        message=_says(finding),
        knowledge=tuple(p.record.key for p in known_before(finding, state, book)),
        answers_role=tuple(rule.answers or ()),
        status="open",
        blocking=finding.gravity in ("critical", "serious"),
        persons=finding.persons,
        firearm=finding.firearm,
        day=day,
        unit=_other_unit(finding.trigger),
        cure=rule.cure.say if rule.cure else "",
        cure_by=tuple(rule.cure.who) if rule.cure else (),
        repeat_of=earlier[0].record.key
        if earlier and finding.hazard.endswith((".repeat", ".repeated"))
        else None,
    )
