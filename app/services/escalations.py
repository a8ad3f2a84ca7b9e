"""Decides which escalations start, climb, wait and end with what the judgement says, in the transaction of their cause."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from app.domain.answering.routing import Crew, kept_from
from app.domain.escalation import (
    Ended,
    Escalation,
    OnCall,
    People,
    Rung,
    acknowledge,
    all_at_once,
    begun_at,
    climbed,
    ended,
    heard_before,
    ladder_of,
)
from app.domain.judgement import Climb
from app.domain.records import Concern, Record, parse_moment
from app.services.admission import Draft
from app.services.messages import Outbox
from app.services.ports import LedgerWriter, Stands
from app.services.roster import Roster
from app.services.telling import OutsideOf, Telling, tell

BREACH: Final = "hold.breached"
"""Goes to the last rung at once."""
_ENDS: Final[Mapping[str, Ended]] = {"corrected": "resolved", "rebutted": "withdrawn"}

Beside = Callable[[Draft], Sequence[Draft]]
"""Records of the service's own that go in with one that was brought, if that is new: who could be reached as a day began."""


class Heard(NamedTuple):
    """What one commit group, or time alone, changed for the escalations of a production."""

    now: datetime
    stands: Stands | None
    """What the judgement says stands; None where it cannot say, and then what runs goes on climbing."""
    roster: Roster
    breaches: Sequence[dict[str, Any]]
    """Violations of holds, new or altered."""
    records: Sequence[Record]
    """The records of the group."""


class Table(Protocol):
    """Where escalations are kept: in the transaction of whatever changes them."""

    def running(self, transaction: LedgerWriter, production: str) -> list[Escalation]:
        """Those that have not ended."""
        ...

    def known(self, transaction: LedgerWriter, production: str, ids: Sequence[str]) -> set[str]:
        """Which of these ever started."""
        ...

    def put(self, transaction: LedgerWriter, changed: Sequence[Escalation], told: Sequence[Telling]) -> None:
        """New ones and changed ones, and who was told."""
        ...


class Ladders(Protocol):
    """What the packs say of ladders. `key` names a rulebook as the judgement does."""

    def digest(self, key: str) -> str:
        """The digest of the pack, or digests of the packs, that the key means."""
        ...

    def of_incidents(self, key: str) -> Sequence[Rung]:
        """The ladder of an incident that nobody answers; empty where the pack has none."""
        ...

    def every_rung(self, key: str) -> Mapping[int | str, Sequence[str]]:
        """Whom all ladders of a pack tell, each set of roles once, by a number or a name of the rung."""
        ...


@dataclass
class _Step:
    """What one step changes."""

    running: dict[str, Escalation]
    changed: dict[str, Escalation] = field(default_factory=dict)
    told: list[Telling] = field(default_factory=list)

    def put(self, one: Escalation) -> None:
        """Remember it, if it is another than before."""
        if self.running.get(one.id) != one:
            self.running[one.id] = self.changed[one.id] = one


class Escalations:
    """Running escalations. Everything happens in the caller's transaction, who holds the production's head."""

    def __init__(
        self,
        table: Table,
        outbox: Outbox,
        ladders: Ladders,
        outside: OutsideOf,
        beside: Beside = lambda _item: (),
    ) -> None:
        self._table, self._outbox, self._ladders, self._outside = table, outbox, ladders, outside
        self.beside = beside

    def step(self, transaction: LedgerWriter, production: str, heard: Heard) -> None:
        """Tell every rung whose time passed before now; then hear answers and ends; then start what is new."""
        people = people_of(heard)
        step = _Step({one.id: one for one in self._table.running(transaction, production)})
        self._climb(step, heard.now, people)
        if heard.stands is not None:
            self._hold_against(step, heard, heard.stands.climbs, people)
        for told in heard.breaches:
            self._hear_breach(step, told, heard, people)
        self._start(step, transaction, production, heard)
        self._climb(step, heard.now, people)
        if step.changed:
            messages = tell(step.told, step.running, heard.now, self._outside)
            self._table.put(transaction, list(step.changed.values()), [told for told, _ in messages])
            self._outbox.queue(transaction, [message for _, message in messages if message is not None])

    def _climb(self, step: _Step, now: datetime, people: People) -> None:
        for one in list(step.running.values()):
            after, reached = climbed(one, now, people)
            for rung in reached:
                names = [*rung.persons, *(["outside"] if rung.outside else [])] or ["nobody"]
                step.told += [
                    Telling(one.production, one.id, rung.rung, n, rung.due_at, now, None) for n in names
                ]
            step.put(after)

    def _hold_against(self, step: _Step, heard: Heard, climbs: Iterable[Climb], people: People) -> None:
        """What the judgement still waits for goes on, with the answers it counts; what it does not wait for has ended."""
        waiting = {id_of(climb): climb for climb in climbs}
        for one in list(step.running.values()):
            if one.hazard == BREACH or not one.open:
                continue
            climb = waiting.get(one.id)
            if climb is None:
                step.put(ended(one, heard.now, _how(heard.records)))
            for answer in climb.answers if climb else ():
                now_known = step.running[one.id]
                by = answer.record.by or ""
                step.put(acknowledge(now_known, answer.record.key, by, heard.now, people))

    def _hear_breach(self, step: _Step, told: dict[str, Any], heard: Heard, people: People) -> None:
        """A breach that was answered waits or ends as its violation does."""
        one = step.running.get(breach_id(told["id"]))
        if one is None:
            return
        if (how := _ENDS.get(told["status"])) is not None:
            step.put(ended(one, heard.now, how))
        elif told["status"] == "acknowledged":
            by = next((r.by for r in heard.records if r.key == told["answers"][-1]), None)
            step.put(acknowledge(one, told["answers"][-1], by or "", heard.now, people))

    def _start(self, step: _Step, transaction: LedgerWriter, production: str, heard: Heard) -> None:
        """Ladders that nobody has climbed yet, each once for ever."""
        stands = heard.stands
        if stands is None:
            return
        new = {id_of(climb): self._of_climb(production, climb, heard) for climb in stands.climbs}
        for told in heard.breaches:
            if told["status"] == "open" and (rungs := self._ladders.of_incidents(_pack(told, stands, heard))):
                new[breach_id(told["id"])] = self._of_breach(production, told, rungs, stands, heard)
        missing = [id_ for id_ in new if id_ not in step.running]
        known = self._table.known(transaction, production, missing) if missing else set()
        for id_ in missing:
            if id_ not in known:
                step.put(new[id_])

    def _of_climb(self, production: str, climb: Climb, heard: Heard) -> Escalation:
        due, rule, now = climb.due, climb.due.rule, heard.now
        rungs = ladder_of(rule, heard=heard_before(due.trigger.record))
        return Escalation(
            id=id_of(climb),
            production=production,
            hazard=rule.hazard or "judgement.fault",
            rule=f"{due.protocol}/{rule.id}",
            record=due.trigger.record.key,
            subject=due.subject,
            pack=climb.pack.partition("#")[0],
            digest=self._ladders.digest(climb.pack),
            rungs=rungs,
            excluded=due.excluded | _kept_from(due.trigger.record, people_of(heard)),
            started_at=now,
            origin_at=begun_at(rungs, due.trigger.at, now),
        )

    def _of_breach(
        self, production: str, told: dict[str, Any], rungs: Sequence[Rung], stands: Stands, heard: Heard
    ) -> Escalation:
        key = _pack(told, stands, heard)
        return Escalation(
            id=breach_id(told["id"]),
            production=production,
            hazard=BREACH,
            rule=f"{told['protocol']}/{told['rule']}",
            record=told["records"][0],
            subject=told["subject"],
            pack=key.partition("#")[0],
            digest=self._ladders.digest(key),
            rungs=all_at_once(rungs),
            excluded=frozenset(told["persons"]),
            started_at=heard.now,
            origin_at=min(heard.now, parse_moment(told["flagged_at"])),
        )


def people_of(heard: Heard) -> dict[str, OnCall]:
    """Who holds which role now, and what duty they recorded last."""
    duties = heard.stands.duties if heard.stands else {}
    found = {}
    for person in heard.roster.people():
        duty = duties.get(person)
        body = duty.record.body if duty else None
        roles = heard.roster.roles(person, heard.now)
        found[person] = OnCall(roles, body.state, body.covered_by) if body else OnCall(roles)
    return found


def _kept_from(record: Record, people: People) -> frozenset[str]:
    """Of a concern: whom it is about, and whoever answers to them; nothing else is kept from anybody here."""
    if not isinstance(record.body, Concern) or not record.body.about:
        return frozenset()
    return kept_from(record.body.about, Crew({one: call.roles for one, call in people.items() if call.roles}))


def id_of(climb: Climb) -> str:
    """The same for the same rule, trigger and subject: 40 hexadecimal digits."""
    return _id(*climb.due.key)


def breach_id(violation: str) -> str:
    """The id of the escalation of a breached hold, by the id of its violation."""
    return _id(BREACH, violation)


def _id(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def _how(records: Iterable[Record]) -> Ended:
    """Resolved, when a response came; else the records no longer say so."""
    resolved = any(record.kind == "response" and record.body.action == "resolve" for record in records)
    return "resolved" if resolved else "withdrawn"


def _pack(told: dict[str, Any], stands: Stands, heard: Heard) -> str:
    """The key of the rulebook of the day on which it happened; of what arrives late, of the pack adopted last."""
    unit = next((record.unit for record in heard.records if record.key == told["records"][0]), "")
    return stands.packs.get(unit) or stands.packs.get("", "")
