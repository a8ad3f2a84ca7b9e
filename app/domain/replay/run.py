"""Decides what a judgement finds in a case, moving the clock record by record; the same judgement as the service's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.domain.judgement.chronicle import Chronicle
from app.domain.judgement.clearance import Clearance, clearance
from app.domain.judgement.rulebook import Rulebooks, Shelf
from app.domain.judgement.violation import Violation
from app.domain.replay.case import Case, moment
from app.domain.replay.expand import Arrival, arrivals

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Found:
    """What judging a case gave."""

    violations: tuple[Violation, ...]
    asked: dict[str, Clearance] = field(default_factory=dict)
    """The clearance asked the moment before, by the name of its handover."""
    names: dict[str, str] = field(default_factory=dict)
    """The name the file gives a record, by its id."""


def _ends_at(case: Case, told: list[Arrival]) -> datetime:
    """Deadlines fire up to the latest of: last record, harm, until, any `by`."""
    moments = [a.entry.recorded_at for a in told] + [a.entry.record.at for a in told]
    moments += [moment(t) for t in (case.harm_at, case.until, *(e.by for e in case.expect)) if t]
    return max(moments)


def judge_case(case: Case, shelf: Shelf) -> Found:
    """Feed every record in order of arrival, ask the clearances the case asks, let the time run out."""
    told = arrivals(case)
    chronicle = Chronicle(case.case, Rulebooks(shelf, tuple(case.packs)))
    asked: dict[str, Clearance] = {}
    wanted = {*case.deny, *case.grant}
    for arrival in told:
        entry = arrival.entry
        chronicle.advance(entry.recorded_at)
        if arrival.name in wanted:
            record = entry.record
            asked[arrival.name] = clearance(chronicle, record.body, unit=record.unit, at=record.at, by=record.by)
        chronicle.receive([entry])
    if told:
        chronicle.advance(_ends_at(case, told) + MOMENT)
    return Found(chronicle.violations(), asked, {a.entry.record.key: a.name for a in told})
