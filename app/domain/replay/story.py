"""Decides what a case would have looked like with ladders and nobody answering: who was told when, what was held.

The same judgement, ladder and clearance as the service's, over the records of the case without any response or release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.errors import ShowclearError
from app.domain.escalation import (
    OUTSIDE_ROLE,
    Escalation,
    OnCall,
    Reached,
    all_at_once,
    climbed,
    heard_before,
    ladder_of,
    next_at,
)
from app.domain.judgement import Chronicle, Climb, Rulebooks, Shelf, Violation
from app.domain.judgement.clearance import clearance
from app.domain.judgement.state import State
from app.domain.protocol.rules import Deadline
from app.domain.records import Record
from app.domain.replay.expand import Arrival, arrivals
from app.domain.replay.form import Case

_MOMENT = timedelta(microseconds=1)
_ANSWERS = frozenset({"response", "release"})
_TOLD_OF = frozenset({"incident", "concern", "day_opened"})


@dataclass(frozen=True, slots=True)
class Row:
    """One moment of the story."""

    at: datetime
    what: str
    told: tuple[str, ...]
    held: tuple[str, ...]
    granted: bool
    reasons: tuple[str, ...]
    """Hazards the handover would raise; with `hold.breached` first where something holds."""

    def to_json(self) -> dict[str, object]:
        """As the command prints it."""
        return {
            "at": self.at.isoformat(),
            "what": self.what,
            "told": list(self.told),
            "held": list(self.held),
            "handover": {"granted": self.granted, "reasons": list(self.reasons)},
        }


def story(case: Case, shelf: Shelf, handover: str | None = None) -> list[Row]:
    """The rows up to the moment of that handover (by its name in the case; without one, the last it wants refused).

    Refused: a case that names no such handover (`case.malformed`), `pack.unknown`.
    """
    told = arrivals(case)
    name = handover or (case.deny[-1] if case.deny else "")
    asked = next((one for one in told if one.name == name and one.entry.record.kind == "handover"), None)
    if asked is None:
        raise ShowclearError("case.malformed", f"The case has no handover {name!r} to ask about.")
    return list(_Story(case, shelf, asked).rows(told))


class _Story:
    def __init__(self, case: Case, shelf: Shelf, asked: Arrival) -> None:
        for pack in case.packs:
            shelf.pack(pack)
        self._books = Rulebooks(shelf, tuple(case.packs))
        self._chronicle = Chronicle(case.production, self._books)
        self._asked = asked.entry.record
        self._running: dict[str, Escalation] = {}

    def rows(self, told: Sequence[Arrival]) -> Iterator[Row]:
        for arrival in told:
            entry = arrival.entry
            if entry.record.kind in _ANSWERS:
                continue
            yield from self._climb(min(entry.recorded_at, self._asked.at))
            if entry.record.key == self._asked.key or entry.record.at >= self._asked.at:
                yield self._row(self._asked.at, f"handover {arrival.name} is asked for", ())
                return
            self._chronicle.advance(entry.recorded_at)
            change = self._chronicle.receive([entry])
            at = entry.recorded_at + _MOMENT
            if entry.record.kind in _TOLD_OF:
                yield self._row(at, _named(arrival), ())
            self._start(at, [v for v in change.violations if v.hazard == "hold.breached"])
            yield from self._climb(at)

    def _climb(self, to: datetime) -> Iterator[Row]:
        """Rung after rung in the order of their times, whichever ladder they are on."""
        while True:
            waiting = [(at, id_) for id_, one in self._running.items() if (at := next_at(one)) is not None]
            at, id_ = min(waiting, default=(to + _MOMENT, ""))
            if at >= to:
                return
            self._chronicle.advance(at + _MOMENT)
            people = people_of(self._chronicle.state_at(at + _MOMENT), at)
            one, reached = climbed(replace(self._running[id_]), at + _MOMENT, people)
            self._running[id_] = one
            for rung in reached:
                yield self._row(at + _MOMENT, _said(one, rung), _recipients(rung))

    def _start(self, at: datetime, breaches: Sequence[Violation]) -> None:
        state = self._chronicle.state_at(at)
        for climb in state.climbs.values():
            self._running.setdefault("|".join(climb.due.key), _started(climb, at))
        for breach in breaches:
            if (ladder := self._incident_ladder(state)) is not None:
                self._running.setdefault(breach.id, _of_breach(breach, ladder, at))

    def _incident_ladder(self, state: State) -> Deadline | None:
        book = self._books.of(self._books.key_after(state.adopted))
        rules = (bound.rule for bound in book.rules)
        return next((r for r in rules if isinstance(r, Deadline) and r.ladder and "incident" in r.on), None)

    def _row(self, at: datetime, what: str, told: tuple[str, ...]) -> Row:
        state = self._chronicle.state_at(at)
        answer = clearance(self._chronicle, self._asked.body, unit=self._asked.unit, at=at, by=self._asked.by)
        hazards = dict.fromkeys(reason["hazard"] for reason in answer.reasons)
        ordered = sorted(hazards, key=lambda hazard: not hazard.startswith(("hold.", "incident.")))
        held = tuple(sorted({hold.subject for hold in state.all_holds()}))
        return Row(at, what, told, held, answer.granted, tuple(ordered))


def people_of(state: State, at: datetime) -> dict[str, OnCall]:
    """Who holds which role at the moment, and the duty last recorded."""
    found = {}
    for person in state.roles:
        duty = state.duty.get(person)
        body = duty.record.body if duty else None
        roles = state.roles_at(person, at)
        found[person] = OnCall(roles, body.state, body.covered_by) if body else OnCall(roles)
    return found


def _started(climb: Climb, at: datetime) -> Escalation:
    rule, trigger = climb.due.rule, climb.due.trigger
    rungs = ladder_of(rule, heard=heard_before(trigger.record))
    return Escalation(
        id="|".join(climb.due.key),
        production=trigger.record.production,
        hazard=rule.hazard or "",
        rule=rule.id,
        record=trigger.record.key,
        subject=trigger.record.kind,
        pack=climb.pack,
        digest="",
        rungs=rungs,
        excluded=climb.due.excluded,
        started_at=at,
        origin_at=trigger.at,
    )


def _of_breach(breach: Violation, ladder: Deadline, at: datetime) -> Escalation:
    return Escalation(
        id=breach.id,
        production=breach.production,
        hazard=breach.hazard,
        rule=breach.rule,
        record=breach.records[0],
        subject=breach.subject,
        pack="",
        digest="",
        rungs=all_at_once(ladder_of(ladder, heard=False)),
        excluded=frozenset(breach.persons),
        started_at=at,
        origin_at=at - _MOMENT,
    )


def _recipients(rung: Reached) -> tuple[str, ...]:
    return (*rung.persons, *([OUTSIDE_ROLE] if rung.outside else ())) or ("nobody holds these roles",)


def _said(one: Escalation, rung: Reached) -> str:
    if one.hazard == "hold.breached":
        return "work went on with what is held" + (", again" if rung.rung else "")
    again = ", again" if rung.rung >= len(one.rungs) else ""
    asked = rung.rung == 0 and not one.rungs[0].after
    silence = "unanswered" if one.rule != "resolved-in-time" else "not resolved"
    return f"{one.subject}: asked" if asked else f"{one.subject} {silence}{again}"


def _named(arrival: Arrival) -> str:
    record: Record = arrival.entry.record
    if record.kind == "incident":
        return f"{arrival.name}: {record.body.what.replace('_', ' ')}"
    return arrival.name if record.kind == "concern" else f"{arrival.name}: the day is opened"
