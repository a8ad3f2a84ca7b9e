"""Decides what is judged of a case and when, moving the clock record by record; rules are asked elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from app.domain.judgement.chronicle import Chronicle
from app.domain.judgement.clearance import Clearance, clearance
from app.domain.judgement.rulebook import Rulebooks, Shelf
from app.domain.judgement.violation import Violation, moment_text
from app.domain.records import Record
from app.domain.replay.expand import Arrival, arrivals
from app.domain.replay.form import Case, moment

MOMENT = timedelta(microseconds=1)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What judging a case gave."""

    violations: tuple[Violation, ...]
    asked: dict[str, Clearance] = field(default_factory=dict)
    """The clearance asked the moment before, by the name of its handover."""
    names: dict[str, str] = field(default_factory=dict)
    """The name the file gives a record, by its id."""
    records: dict[str, Record] = field(default_factory=dict)
    """The records, by id."""


def _ends_at(case: Case, told: list[Arrival]) -> datetime:
    """Deadlines fire up to the latest of: last record, harm, until, any `by`."""
    moments = [a.entry.recorded_at for a in told] + [a.entry.record.at for a in told]
    moments += [moment(t) for t in (case.harm_at, case.until, *(e.by for e in case.expect)) if t]
    return max(moments)


def judge_case(case: Case, shelf: Shelf, progress: Progress | None = None) -> Found:
    """Feed every record in order of arrival, ask the clearances the case asks, let the time run out.

    `pack.unknown` when the shelf lacks a pack the case names. `progress` is told how many records of all are judged.
    """
    for pack in case.packs:
        shelf.pack(pack)
    told = arrivals(case)
    chronicle = Chronicle(case.production, Rulebooks(shelf, tuple(case.packs)))
    asked: dict[str, Clearance] = {}
    for number, arrival in enumerate(told, 1):
        entry = arrival.entry
        chronicle.advance(entry.recorded_at)
        if arrival.name in case.deny or arrival.name in case.grant:
            record = entry.record
            asked[arrival.name] = clearance(
                chronicle, record.body, unit=record.unit, at=record.at, by=record.by
            )
        chronicle.receive([entry])
        if progress is not None:
            progress(number, len(told))
    if told:
        chronicle.advance(_ends_at(case, told) + MOMENT)
    violations = _as_written(chronicle.violations(), told)
    return Found(violations, asked, *_by_id(told))


def _by_id(told: list[Arrival]) -> tuple[dict[str, str], dict[str, Record]]:
    return {a.entry.record.key: a.name for a in told}, {a.entry.record.key: a.entry.record for a in told}


def _as_written(violations: Iterable[Violation], told: list[Arrival]) -> tuple[Violation, ...]:
    """Flagged when the file says the record arrived, though records of one moment are judged one after the other."""
    said = {moment_text(a.entry.recorded_at): moment_text(a.arrives_at) for a in told}
    return tuple(replace(v, flagged_at=said.get(v.flagged_at, v.flagged_at)) for v in violations)
