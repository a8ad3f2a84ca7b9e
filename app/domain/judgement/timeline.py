"""Decides the order in which known records are judged, and judges again only from where something new stands.

A timeline is a pure function of the records put into it: the same records in any order of arrival leave the same findings.
What it keeps between calls (the state at some places) is only what judging them again would give.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.judgement.calendar import local_date
from app.domain.judgement.entry import Placed
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import About, Known
from app.domain.judgement.rulebook import Rulebook, Rulebooks
from app.domain.judgement.state import State
from app.domain.judgement.step import advance, next_end, step
from app.domain.judgement.violation import Violation, made
from app.domain.records import Record

Order = tuple[datetime, int]
EVERY = 32
"""A copy of the state is kept at every so many records ..."""
CLOSE, NEWEST = 4, 64
"""... and closer together among the newest: phones that send at once overtake each other by a few records."""


@dataclass(slots=True)
class Judged:
    """A record in its place, with what followed from it."""

    placed: Placed
    violations: tuple[Violation, ...] = ()
    day: tuple[str, str] = ("", "")


class Timeline:
    """Records in order of when they happened, each judged against those before it."""

    def __init__(
        self,
        books: Rulebooks,
        lookup: Callable[[str], Placed | None],
        published: Callable[[str], Violation | None],
    ) -> None:
        self._books = books
        self._lookup = lookup
        self._published = published
        self._orders: list[Order] = []
        self._judged: list[Judged] = []
        self._states: list[tuple[int, State]] = [(0, State())]
        self._state = State()
        self._names: dict[str, Placed] = {}
        self._signatures: dict[str, tuple[Placed, ...]] = {}
        self._abouts: dict[str, About] = {}
        self._at: Order | None = None
        self._judged_to = 0

    # What is looked up while judging

    def _knows(self) -> Known:
        """Made anew each time: kept, it would hold the timeline that holds it, and forks would pile up unfreed."""
        return Known(self._books, self._find, self._raised, self._signed)

    def _find(self, ref: str) -> Placed | None:
        found = self._names.get(ref) or self._lookup(ref)
        return found if found is not None and (self._at is None or found.order <= self._at) else None

    def _raised(self, ref: str) -> About | None:
        return self._abouts.get(ref) or self._about_published(ref)

    def _about_published(self, ref: str) -> About | None:
        violation = self._published(ref)
        if violation is None:
            return None
        trigger = violation.records[0]
        return About(violation.persons, self._names.get(trigger) or self._lookup(trigger))

    def _signed(self, key: str) -> tuple[Record, ...]:
        return tuple(placed.record for placed in self._signatures.get(key, ()))

    # Copies

    def fork(self, published: Callable[[str], Violation | None]) -> Timeline:
        """A timeline that can go its own way, with what is published beside it."""
        other = Timeline(self._books, self._lookup, published)
        other._orders = self._orders.copy()
        other._judged = self._judged.copy()
        other._states = self._states.copy()
        other._state = self._state.copy()
        other._names = self._names.copy()
        other._signatures = self._signatures.copy()
        other._abouts = self._abouts.copy()
        other._judged_to = self._judged_to
        return other

    # Changing what is known

    def put(
        self, arrived: Sequence[Placed], taken_away: Sequence[Placed] = ()
    ) -> tuple[list[Violation], list[Violation]]:
        """Add records (and take away those a correction stands for); judge from the first of them on.

        Returns what followed from there on before, and what follows now.
        """
        first = min((self._place_of(placed) for placed in (*arrived, *taken_away)), default=len(self._orders))
        old = [v for judged in self._judged[first:] for v in judged.violations]
        for placed in taken_away:
            self._remove(placed)
        for placed in arrived:
            self._insert(placed)
        self._judge_from(first)
        return old, [v for judged in self._judged[first:] for v in judged.violations]

    def _place_of(self, placed: Placed) -> int:
        """The first index at which something may change: its own, or that of the record it signs."""
        index = bisect_left(self._orders, placed.order)
        signed = self._names.get(placed.record.body.of) if placed.record.kind == "sign_off" else None
        return min(index, bisect_left(self._orders, signed.order)) if signed is not None else index

    def _remove(self, placed: Placed) -> None:
        index = bisect_left(self._orders, placed.order)
        del self._orders[index], self._judged[index]

    def _insert(self, placed: Placed) -> None:
        index = bisect_right(self._orders, placed.order)
        self._orders.insert(index, placed.order)
        self._judged.insert(index, Judged(placed))
        for name in placed.names:
            self._names[name] = placed
        if placed.record.kind == "sign_off":
            of = placed.record.body.of
            self._signatures[of] = (*self._signatures.get(of, ()), placed)

    def _judge_from(self, index: int) -> None:
        """Judge every record from the index on; from the last one judged, if all that is new stands after it."""
        if index >= self._judged_to and len(self._states) and self._states[-1][0] <= self._judged_to:
            done, state = self._judged_to, self._state
        else:
            while self._states[-1][0] > index:
                self._states.pop()
            done, state = self._states[-1][0], self._states[-1][1].copy()
        for position in range(done, len(self._orders)):
            if position % CLOSE == 0 and position > self._states[-1][0]:
                self._states.append((position, state.copy()))
            self._judged[position] = self._judge(state, self._judged[position].placed)
        self._state = state
        self._judged_to = len(self._orders)
        self._thin_out()

    def _thin_out(self) -> None:
        """Let go of copies that stand close together where nothing arrives any more."""
        told = len(self._orders)
        if len(self._states) > told // EVERY + 2 * NEWEST // CLOSE:
            self._states = [kept for kept in self._states if kept[0] % EVERY == 0 or kept[0] > told - NEWEST]

    def _judge(self, state: State, placed: Placed) -> Judged:
        self._at = placed.order
        findings = step(state, placed, self._knows())
        day = state.days[placed.record.unit]
        return Judged(placed, self._violations(state, findings), day.id)

    def _violations(self, state: State, findings: Iterable[Finding]) -> tuple[Violation, ...]:
        found = []
        for finding in findings:
            violation = made(finding, state, self._book(state, finding), self._day(state, finding))
            self._abouts[violation.id] = About(finding.persons, finding.trigger)
            found.append(violation)
        return tuple(found)

    def _day(self, state: State, finding: Finding) -> str:
        """The date of the shooting day the trigger belongs to, however much later a deadline after it ran out."""
        trigger = finding.trigger
        index = bisect_left(self._orders, trigger.order)
        if finding.at != trigger.at and index < len(self._judged) and self._judged[index].placed is trigger:
            return self._judged[index].day[1]
        day = state.days.get(trigger.record.unit)
        return day.date if day is not None else local_date(trigger.at, state.zone).isoformat()

    def _book(self, state: State, finding: Finding) -> Rulebook:
        day = state.days.get(finding.trigger.record.unit)
        try:
            return self._books.of(day.pack if day else self._books.default_key)
        except Exception:
            return self._books.of(self._books.default_key)

    # What is known

    @property
    def state(self) -> State:
        """The state after the last record. Not to be changed."""
        return self._state

    @property
    def known(self) -> Known:
        """What a step may look up."""
        return self._knows()

    def judged(self, since: int = 0) -> list[Judged]:
        """The records from an index on, with what followed from each."""
        return self._judged[since:]

    def index_of(self, at: datetime) -> int:
        """How many records happened at or before the moment."""
        return bisect_right(self._orders, (at, 2**62))

    def named(self, ref: str) -> Placed | None:
        """The record known by that id here."""
        return self._names.get(ref)

    def signatures(self, names: Iterable[str]) -> list[Placed]:
        """Later signatures to the record of these names."""
        return [placed for name in names for placed in self._signatures.get(name, ())]

    def expired(self, at: datetime) -> tuple[Violation, ...]:
        """What follows from time having passed since the last record, up to and at the moment."""
        end = next_end(self._state)
        if end is None or end > at:
            return ()
        state = self._state.copy()
        self._at = None
        findings = advance(state, at, self._knows(), inclusive=True)
        return tuple(made(f, state, self._book(state, f), self._day(state, f)) for f in findings)

    def state_at(self, at: datetime) -> State:
        """A copy of the state after every record that happened up to the moment, with time gone on to just before it."""
        index = self.index_of(at)
        if index == len(self._orders):
            state = self._state.copy()
        else:
            done, kept = next((n, s) for n, s in reversed(self._states) if n <= index)
            state = kept.copy()
            for judged in self._judged[done:index]:
                self._at = judged.placed.order
                step(state, judged.placed, self._knows())
        advance(state, at, self._knows())
        return state

    def judge_only(self, state: State, placed: Placed) -> tuple[Violation, ...]:
        """What would follow from a record put after the state; nothing is remembered."""
        self._at = placed.order
        findings = step(state, placed, self._knows())
        return tuple(made(f, state, self._book(state, f), self._day(state, f)) for f in findings)
