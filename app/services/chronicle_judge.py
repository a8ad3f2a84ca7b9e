"""Decides how the write path and readers use the judgement: each step of it with time gone on to the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Self

from app.domain.judgement import (
    Begin,
    Change,
    Chronicle,
    Earlier,
    Entry,
    Rulebooks,
    Violation,
    clearance,
)
from app.domain.judgement.board import board
from app.domain.judgement.missing import holds_told
from app.domain.judgement.set_up import lapsing, next_scene, set_up
from app.domain.judgement.state import State
from app.domain.judgement.step import next_end
from app.domain.judgement.things import Container, Firearm
from app.domain.records import Handover, Record
from app.domain.records.words import CAN_FIRE
from app.services.ports import Judge, Lookup, LookupViolation, OpenJudge, Stands

_MOMENT = timedelta(microseconds=1)
AHEAD = timedelta(minutes=20)
"""How long before a set-up a first AD wants to know what it will lack."""


class ChronicleJudge:
    """A chronicle as the use cases know it. One thread at a time may use one; others fork it."""

    def __init__(self, chronicle: Chronicle) -> None:
        self._chronicle = chronicle

    def fork(self) -> Self:
        """A judge that can go its own way."""
        return type(self)(self._chronicle.fork())

    def advance(self, to: datetime) -> Change:
        """Fire what is due strictly before the moment."""
        return self._chronicle.advance(to)

    def receive(self, entries: Sequence[Entry]) -> Change:
        """One commit group. Raises TooEarlyError before anything changed."""
        return self._chronicle.receive(entries)

    def stands(self, moment: datetime) -> Stands:
        """Holds and deadlines at that moment, and when passing time alone next changes something."""
        state = self._state(moment)
        packs = {unit: day.pack for unit, day in state.days.items()}
        return Stands(
            tuple(state.all_holds()),
            tuple(state.dues.values()),
            next_end(state),
            tuple(state.climbs.values()),
            state.duty,
            {**packs, "": self._chronicle.books.key_after(state.adopted)},
        )

    def segment_of(self, record: Record) -> date:
        """The date a record belongs to."""
        return self._chronicle.segment_of(record)

    def selection(self, segment: date) -> tuple[int, ...]:
        """The earlier records that a segment is judged with."""
        return self._chronicle.selection(segment)

    def custody(self, moment: datetime) -> list[dict[str, Any]]:
        """Every firearm and container: who has it, whether it is locked, what is known to be in it, what holds it."""
        state = self._state(moment)
        items: list[Firearm | Container] = [*state.firearms.values(), *state.containers.values()]
        return [_custody(state, item) for item in items]

    def firearm(self, firearm: str, moment: datetime) -> dict[str, Any] | None:
        """The same of one firearm; None when nothing was recorded of it."""
        state = self._state(moment)
        item = state.firearms.get(firearm)
        return _custody(state, item) if item is not None else None

    def awaited(self, moment: datetime) -> list[dict[str, Any]]:
        """Signatures that are asked for and may still come at that moment, what is due first first."""
        days = self._state(moment).days.values()
        waits = [one for day in days for of_record in day.awaited.values() for one in of_record]
        open_ones = [one for one in waits if moment <= one.due_at]
        return [one.to_json() for one in sorted(open_ones, key=lambda one: (one.due_at, one.placed.order))]

    def holds(self, moment: datetime) -> list[dict[str, Any]]:
        """Every hold, with what it still waits for and who can give it."""
        return holds_told(self._state(moment), moment)

    def clear(self, handover: Handover, *, unit: str, at: datetime, by: str | None) -> dict[str, Any]:
        """Whether that handover may be made."""
        return clearance(self._chronicle, handover, unit=unit, at=at, by=by).to_json()

    def pack(self, moment: datetime) -> tuple[str, str | None] | None:
        """The name and digest of the pack adopted last; None where none was."""
        adopted = self._state(moment).adopted
        newest = max(adopted, key=lambda placed: placed.order, default=None)
        return (newest.record.body.pack, newest.record.body.digest) if newest else None

    def day_pack(self, unit: str, moment: datetime) -> tuple[str, str | None] | None:
        """The name and digest of the pack that the unit's day pinned when it opened; between days the newest."""
        day = self._state(moment).days.get(unit)
        if day is None or not day.running:
            return self.pack(moment)
        name, _, digest = day.pack.partition("#")
        return (name, digest or None) if digest else None

    def board(self, unit: str, moment: datetime) -> dict[str, Any]:
        """The unit's day as recorded: what stands of sweep, meetings, plans and inspections, who has what."""
        state = self._state(moment)
        day = state.days.get(unit)
        key = day.pack if day else self._chronicle.books.key_after(state.adopted)
        return board(state, self._chronicle.books.of(key), unit, moment)

    def next_set_up(self, unit: str, moment: datetime) -> dict[str, Any] | None:
        """How ready the next planned scene is, and what it lacks by then (`lapsing`); None where none is planned."""
        day = self._state(moment).days.get(unit)
        scene = next_scene(day) if day and day.running else None
        at = self._latest(moment)
        found = set_up(self._chronicle, unit, scene, at) if scene else None
        then = set_up(self._chronicle, unit, scene, at + AHEAD) if scene else None
        return found.to_json() | {"lapsing": lapsing(found, then)} if found and then else None

    def _state(self, moment: datetime) -> State:
        """What is known at that moment, what phones with fast clocks already told included."""
        return self._chronicle.state_at(self._latest(moment))

    def _latest(self, moment: datetime) -> datetime:
        newest = self._chronicle.timeline.judged(-1)
        return (max(moment, newest[0].placed.at) if newest else moment) + _MOMENT


def chronicle_judges(books: Rulebooks) -> OpenJudge:
    """Opens judges by these rulebooks."""

    def open_judge(
        production: str,
        begins_on: date | None,
        carried: Sequence[Entry],
        entries: Sequence[Entry],
        standing: Sequence[dict[str, Any]],
        lookup: Lookup,
        lookup_violation: LookupViolation,
    ) -> Judge:
        def violation(violation_id: str) -> Violation | None:
            found = lookup_violation(violation_id)
            return Violation.from_json(found) if found is not None else None

        known = [Violation.from_json(told) for told in standing if told["protocol"] != _OWN]
        begin = Begin(begins_on, carried, entries, known)
        return ChronicleJudge(Chronicle(production, books, begin, Earlier(lookup, violation)))

    return open_judge


_OWN = "showclear"
"""What the service itself says of a record that could not be judged; the judgement knows nothing of it."""


def _custody(state: State, item: Firearm | Container) -> dict[str, Any]:
    firearm = isinstance(item, Firearm)
    told: dict[str, Any] = {
        "id": item.id,
        "what": "firearm" if firearm else "container",
        "holder": item.holder,
        "locked": item.locked,
        "departed": item.departed,
        "records": [placed.record.key for placed in item.custody],
    }
    subject = f"firearm:{item.id}" if firearm else f"lot:{item.id}"
    told["holds"] = [hold.to_json() for hold in state.holds_on((subject,))]
    if isinstance(item, Firearm):
        told["load"] = [
            {"type": one.type, "container": one.container, "count": one.count} for one in item.load
        ]
        told["class"] = item.class_
        told["can_fire"] = item.class_ is None or item.class_ in CAN_FIRE or item.class_ == "airsoft"
        told["inspection"] = item.inspection.placed.record.key if item.inspection else None
    return told
