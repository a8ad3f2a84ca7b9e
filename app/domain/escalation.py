"""Decides who must be told next of what nobody has put to rest, and when; it delivers nothing and reads no clock.

An escalation climbs a ladder of rungs. The first is told at once; each later one when its time has passed without an answer
(an answer at exactly its end is in time). An acknowledgement starts the wait for the next rung anew, once per rung, so one
that leads nowhere expires. After the last rung the last is told again each day: silence never ends it, only an answer does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from app.domain.protocol.rules import Deadline
from app.domain.records import Record

AGAIN_AFTER: Final = timedelta(hours=24)
"""How long after the last rung that rung is told again while nobody answers."""
OUTSIDE_ROLE: Final = "outside"
"""The word a ladder has for studio safety, insurer, bond company, union: not a role, addresses."""

NOBODY: Final = "nobody"
"""Stands in the place of a person where nobody holds a rung."""

Ended = Literal["resolved", "withdrawn"]
"""resolved: somebody who may, answered for good. withdrawn: the records no longer say that it happened."""


@dataclass(frozen=True, slots=True)
class Rung:
    """From how long after the beginning which roles are told."""

    after: timedelta
    tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnCall:
    """What is known of one person's reach: the roles held now, the duty last recorded, who covers."""

    roles: frozenset[str]
    duty: str | None = None
    covered_by: str | None = None

    @property
    def there(self) -> bool:
        """Whether nothing says that the person is away or off."""
        return self.duty not in ("away", "off")


People = Mapping[str, OnCall]
"""Everybody of the production, by id."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Somebody answered without resolving it: on which rung it stood, and whether that held the ladder."""

    record: str
    by: str
    at: datetime
    rung: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Escalation:
    """One ladder on its way up, as it started: later editions of its pack change nothing here."""

    id: str
    production: str
    hazard: str
    rule: str
    """`protocol@version/rule`."""
    record: str
    """The record that began it."""
    subject: str
    pack: str
    digest: str
    """Of the pack as it was when this began."""
    rungs: tuple[Rung, ...]
    excluded: frozenset[str]
    """Who is not asked and cannot answer: those involved, or whom it is about."""
    started_at: datetime
    origin_at: datetime
    """The moment the rungs' times are counted from; an acknowledgement moves it."""
    climbed: int = 0
    """How many rungs were told; the last one again counts again."""
    acknowledged: tuple[Acknowledgement, ...] = ()
    ended_at: datetime | None = None
    ended: Ended | None = None

    @property
    def open(self) -> bool:
        """Whether it still climbs."""
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung whose time came, and who is on it."""

    rung: int
    """From 0; beyond the last, the last again."""
    due_at: datetime
    persons: tuple[str, ...]
    outside: bool

    @property
    def nobody(self) -> bool:
        """Whether there was nobody to tell."""
        return not self.persons and not self.outside


def after(rungs: Sequence[Rung], number: int) -> timedelta:
    """How long after the origin that rung's time comes; beyond the last, a day more each time."""
    last = len(rungs) - 1
    return rungs[min(number, last)].after + AGAIN_AFTER * max(0, number - last)


def next_at(one: Escalation) -> datetime | None:
    """When the next rung's time comes if nobody answers; None once it has ended."""
    return one.origin_at + after(one.rungs, one.climbed) if one.open else None


def begun_at(rungs: Sequence[Rung], happened_at: datetime, now: datetime) -> datetime:
    """The origin of a ladder that starts now, for what happened then.

    What reaches the service late has its first waits behind it: the rung after the first is told at once, and from
    there the waits are whole again, since until now nobody could have answered.
    """
    first_wait = next((rung.after for rung in rungs if rung.after), timedelta())
    return max(happened_at, now - first_wait)


def climbed(one: Escalation, now: datetime, people: People) -> tuple[Escalation, tuple[Reached, ...]]:
    """The escalation with every rung told whose time has passed by now, and those rungs in order.

    A rung with nobody on it holds nobody up: the next is told at once. A last rung told again is told once, however many
    days nobody looked.
    """
    reached: list[Reached] = []
    while (due_at := next_at(one)) is not None and (due_at < now or (one.climbed == 0 and due_at <= now)):
        rung = one.rungs[min(one.climbed, len(one.rungs) - 1)]
        persons = on_rung(rung.tell, people, one.excluded)
        told = Reached(one.climbed, due_at, persons, OUTSIDE_ROLE in rung.tell)
        one = _after_telling(one, told, now)
        reached.append(told)
    return one, tuple(reached)


def _after_telling(one: Escalation, told: Reached, now: datetime) -> Escalation:
    origin_at, number = one.origin_at, one.climbed + 1
    last = len(one.rungs) - 1
    if told.nobody and number <= last:
        origin_at = min(origin_at, told.due_at - after(one.rungs, number))
    elif number > last + 1:
        origin_at = max(origin_at, now - after(one.rungs, one.climbed))
    return replace(one, climbed=number, origin_at=origin_at)


def on_rung(tell: Iterable[str], people: People, excluded: frozenset[str]) -> tuple[str, ...]:
    """Who is told on a rung: holders of its roles who are there, and whoever covers for those who are not.

    Where that is nobody, those who are away after all. Nobody it is about or who was involved.
    """
    wanted = frozenset(tell)
    holders = [(person, call) for person, call in people.items() if call.roles & wanted]
    found = [person if call.there else call.covered_by for person, call in holders]
    there = [p for p in found if p is not None and p in people and p not in excluded]
    away = [person for person, _ in holders if person not in excluded]
    return tuple(dict.fromkeys(there or away))


def on_ladder(one: Escalation, person: str, people: People) -> bool:
    """Whether an acknowledgement by this person holds the ladder: on any of its rungs, or covering for somebody on one."""
    roles = frozenset(role for rung in one.rungs for role in rung.tell)
    call = people.get(person)
    if person in one.excluded or call is None:
        return False
    covers = any(other.covered_by == person and other.roles & roles for other in people.values())
    return bool(call.roles & roles) or covers


def acknowledge(one: Escalation, record: str, by: str, at: datetime, people: People) -> Escalation:
    """The escalation after an answer that does not resolve it: the wait for the next rung begins again.

    Once per rung: a second acknowledgement, the same again, or one by somebody who is not on the ladder moves nothing.
    """
    if not one.open or any(ack.record == record for ack in one.acknowledged):
        return one
    held = any(ack.counted and ack.rung == one.climbed for ack in one.acknowledged)
    counted = not held and on_ladder(one, by, people)
    heard = (*one.acknowledged, Acknowledgement(record, by, at, one.climbed, counted))
    if not counted:
        return replace(one, acknowledged=heard)
    stood = after(one.rungs, one.climbed - 1) if one.climbed else timedelta()
    return replace(one, acknowledged=heard, origin_at=max(one.origin_at, at - stood))


def ended(one: Escalation, at: datetime, how: Ended) -> Escalation:
    """The escalation at its end; one that has ended stays as it ended."""
    return replace(one, ended_at=at, ended=how) if one.open else one


def all_at_once(rungs: Iterable[Rung]) -> tuple[Rung, ...]:
    """The ladder of what goes to the last rung at once: everybody on any rung, and outside, from the first moment."""
    told = dict.fromkeys(role for rung in rungs for role in rung.tell)
    return (Rung(timedelta(), tuple(told)),)


def asked_first(rungs: Iterable[Rung], who: Iterable[str]) -> tuple[Rung, ...]:
    """The ladder with those who can cure it told in the first moment, so that nobody is told only of being late."""
    return (Rung(timedelta(), tuple(dict.fromkeys(who))), *rungs)


def ladder_of(rule: Deadline, *, heard: bool) -> tuple[Rung, ...]:
    """The ladder of a rule as it is climbed: those who can cure it are asked in the first moment.

    Not again where they `heard` of it in another way: whoever receives concerns is told of each that bears no name.
    """
    rungs = tuple(Rung(rung.after, tuple(rung.tell)) for rung in rule.ladder)
    if rule.cure is None or heard or "acknowledge" not in (rule.actions or ()):
        return rungs
    return asked_first(rungs, rule.cure.who)


def heard_before(record: Record) -> bool:
    """Whether those who can cure it hear of it in another way: a concern without a name goes to its receivers."""
    return record.kind == "concern" and record.by is None
