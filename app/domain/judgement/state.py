"""Decides what is remembered of a production between two records: plain values by id, cheap to copy; no rule is here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.judgement.altered import altered
from app.domain.judgement.calendar import DEFAULT_CUT_OVER_HOUR
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.things import Container, DayId, Firearm, Out
from app.domain.judgement.trouble import Asked, Climb, Due, IncidentState, Standing, Waiting
from app.domain.records.words import HANDLERS

UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Span:
    """A role a person holds for a time."""

    role: str
    from_at: datetime
    until_at: datetime | None
    minor: bool
    placed: Placed

    def holds(self, at: datetime) -> bool:
        """Whether the role is held at the moment."""
        return self.from_at <= at and (self.until_at is None or at <= self.until_at)


class State:
    """Everything later records may be judged against. Values are frozen; a copy shares them."""

    __slots__ = (
        "adopted",
        "assessments",
        "climbs",
        "concerns",
        "containers",
        "credentials",
        "cut_over_hour",
        "days",
        "denied",
        "dues",
        "duty",
        "firearms",
        "fitness",
        "holds",
        "incidents",
        "knowledge",
        "outs",
        "releases",
        "requests",
        "roles",
        "settings",
        "settled",
        "trained",
        "zone",
    )

    def __init__(self) -> None:
        self.settings: Placed | None = None
        self.adopted: tuple[Placed, ...] = ()
        self.zone = UTC_ZONE
        self.cut_over_hour = DEFAULT_CUT_OVER_HOUR
        self.roles: dict[str, tuple[Span, ...]] = {}
        self.credentials: dict[str, tuple[Placed, ...]] = {}
        self.trained: dict[str, tuple[tuple[int, Placed], ...]] = {}
        self.duty: dict[str, Placed] = {}
        self.fitness: dict[str, Placed] = {}
        self.firearms: dict[str, Firearm] = {}
        self.containers: dict[str, Container] = {}
        self.outs: dict[str, tuple[Out, ...]] = {}
        self.days: dict[str, UnitDay] = {}
        self.assessments: tuple[Placed, ...] = ()
        self.incidents: dict[str, IncidentState] = {}
        self.holds: dict[str, tuple[Standing, ...]] = {}
        self.dues: dict[tuple[str, str, str], Due] = {}
        self.climbs: dict[tuple[str, str, str], Climb] = {}
        self.concerns: dict[str, Asked] = {}
        self.requests: dict[str, Asked] = {}
        self.denied: tuple[Placed, ...] = ()
        self.releases: dict[str, Waiting] = {}
        self.knowledge: tuple[Placed, ...] = ()
        self.settled: dict[str, tuple[Placed, ...]] = {}
        """What ended the holds and deadlines a record began, by its root: carried with it, or they would stand again."""

    def copy(self) -> State:
        """A state that can go its own way; costs a shallow copy of each table."""
        other = State.__new__(State)
        for name in State.__slots__:
            value = getattr(self, name)
            setattr(other, name, value.copy() if isinstance(value, dict) else value)
        return other

    # People

    def roles_at(self, person: str, at: datetime) -> frozenset[str]:
        """The roles the person holds at the moment."""
        return frozenset(span.role for span in self.roles.get(person, ()) if span.holds(at))

    def handles(self, person: str, at: datetime) -> bool:
        """Whether the person is a handler at the moment."""
        return any(span.role in HANDLERS and span.holds(at) for span in self.roles.get(person, ()))

    def minor(self, person: str, at: datetime) -> Placed | None:
        """The record that says the person is a minor, if one does."""
        return next((s.placed for s in self.roles.get(person, ()) if s.minor and s.holds(at)), None)

    # Things

    def firearm(self, id_: str) -> Firearm:
        """The firearm, or one never taken in under that id."""
        return self.firearms.get(id_) or Firearm(id_)

    def container(self, id_: str) -> Container:
        """The container, or one never taken in under that id."""
        return self.containers.get(id_) or Container(id_)

    def is_firearm(self, id_: str) -> bool:
        """Whether an item named in a storage or departure is a firearm: taken in as one, or handled as one."""
        return id_ in self.firearms

    def put(self, item: Firearm | Container) -> None:
        """Remember the item as it is now."""
        if isinstance(item, Firearm):
            self.firearms[item.id] = item
        else:
            self.containers[item.id] = item

    # Holds

    def holds_on(self, subjects: tuple[str, ...]) -> tuple[Standing, ...]:
        """Every hold on any of the subjects."""
        return tuple(hold for subject in subjects for hold in self.holds.get(subject, ()))

    def add_hold(self, hold: Standing) -> None:
        """Put a hold on its subject, once per rule and source."""
        present = self.holds.get(hold.subject, ())
        if all((h.rule, h.source.root) != (hold.rule, hold.source.root) for h in present):
            self.holds[hold.subject] = (*present, hold)

    def change_holds(self, change: dict[int, Standing | None]) -> None:
        """Replace (or, by None, end) holds, known by `id()` of the present value."""
        for subject, holds in list(self.holds.items()):
            if any(id(h) in change for h in holds):
                kept = tuple(n for n in (change.get(id(h), h) for h in holds) if n is not None)
                if kept:
                    self.holds[subject] = kept
                else:
                    del self.holds[subject]

    def all_holds(self) -> Iterator[Standing]:
        """Every hold standing."""
        for holds in self.holds.values():
            yield from holds

    def settle(self, source: Placed, *by: Placed) -> None:
        """Remember what ended a hold or deadline that a record began."""
        self.settled[source.root] = tuple(dict.fromkeys((*self.settled.get(source.root, ()), *by)))

    # Days

    def day_with(self, day: DayId) -> UnitDay | None:
        """The unit's current day, if it is that one."""
        current = self.days.get(day[0])
        return current if current is not None and current.id == day else None

    def change_day(self, day: UnitDay, **changes: object) -> UnitDay:
        """Remember the day with some of it changed."""
        changed = altered(day, **changes)
        self.days[day.id[0]] = changed
        return changed
