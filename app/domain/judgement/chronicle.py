"""Decides what was known to follow at each moment of knowledge: what was raised when, what was rebutted, what stands.

The violations of a production are a pure function of its entries and the moments they became known; this object is that
function, fed group by group. It reads no clock and keeps nothing that feeding it again would not give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import pairwise

from app.domain.judgement import corrections, selection
from app.domain.judgement.beginning import Begin, Earlier, TooEarlyError
from app.domain.judgement.calendar import cut_over_at, cut_over_date
from app.domain.judgement.entry import Entry, Placed, place, place_for
from app.domain.judgement.placing import Placing
from app.domain.judgement.published import Published
from app.domain.judgement.rulebook import Rulebooks
from app.domain.judgement.state import State
from app.domain.judgement.step import next_end
from app.domain.judgement.timeline import Timeline
from app.domain.judgement.trouble import Due, Standing
from app.domain.judgement.violation import Violation, moment_text
from app.domain.records import Record

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """What one moment of knowledge changed."""

    violations: tuple[Violation, ...] = ()
    """New or altered."""
    raised: dict[str, tuple[Violation, ...]] = field(default_factory=dict)
    """By the id of the record that is their trigger, if it came with this group."""
    resolved: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of violations that ended, by the id of the record that ended them."""
    holds: tuple[Standing, ...] = ()
    deadlines: tuple[Due, ...] = ()

    def and_then(self, later: Change) -> Change:
        """Both in one, as the later leaves it."""
        every = {v.id: v for v in (*self.violations, *later.violations)}
        pairs = {
            key: self.raised.get(key, ()) + later.raised.get(key, ()) for key in self.raised | later.raised
        }
        raised = {key: tuple(every.get(v.id, v) for v in found) for key, found in pairs.items()}
        resolved = self.resolved | later.resolved
        return Change(tuple(every.values()), raised, resolved, later.holds, later.deadlines)


class Chronicle:
    """The judgement of one production as its records became known."""

    def __init__(
        self, production: str, books: Rulebooks, begin: Begin | None = None, earlier: Earlier | None = None
    ) -> None:
        begin = begin or Begin()
        self.production = production
        self.books = books
        self._earlier = earlier or Earlier()
        self._begins_on = begin.on
        self._published = Published(begin.standing, self._earlier.violation)
        self._applied = Timeline(books, self._earlier.placed, self._published.find)
        self._plain: Timeline | None = None
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._arrived: list[Entry] = []
        self._waiting: dict[str, tuple[Entry, ...]] = {}
        self._expired: dict[str, Violation] = {}
        self._moment = BEGINNING
        self.size = 0
        if begin.carried or begin.entries:
            self._load([*begin.carried, *begin.entries])

    def _load(self, everything: Sequence[Entry]) -> None:
        """Judge what is already in the ledger; what was published of it stays as it was published."""
        self._take(everything)
        self._moment = max(e.recorded_at for e in everything)
        self._expired = {v.id: v for v in self._applied.expired(self._moment)}
        self.size = max(e.position for e in everything) + 1
        if not self._published.all():
            self._tell(self._own(self._everything()), (), self._moment, everything)

    # Moments

    @property
    def begins_at(self) -> datetime:
        """The first instant of its first segment."""
        if self._begins_on is None:
            return BEGINNING
        state = self._applied.state
        return cut_over_at(self._begins_on, state.zone, state.cut_over_hour).astimezone(UTC)

    def segment_of(self, record: Record) -> date:
        """The local date the record belongs to: for a correction or a later signature, that of the record it is for."""
        state = self._applied.state
        at = record.at
        ref = record.corrects.record if record.corrects else None
        ref = record.body.of if record.kind == "sign_off" else ref
        if ref is not None:
            first = self._applied.named(ref) or self._earlier.placed(ref)
            at = first.at if first is not None else at
        return cut_over_date(at, state.zone, state.cut_over_hour)

    def fork(self) -> Chronicle:
        """A copy to judge on; keep it when the commit succeeded."""
        other = Chronicle(self.production, self.books, earlier=self._earlier)
        other._begins_on = self._begins_on
        other._published = self._published.copy()
        other._applied = self._applied.fork(other._published.find)
        other._plain = self._plain.fork(other._published.find) if self._plain else None
        other._entries = self._entries.copy()
        other._arrived = self._arrived.copy()
        other._waiting = self._waiting.copy()
        other._expired = self._expired
        other._moment = self._moment
        other.size = self.size
        return other

    def next_at(self) -> datetime | None:
        """The moment at which passing time alone makes the next violation follow, if nothing comes before."""
        after = self._applied.state_at(self._moment + timedelta(microseconds=1))
        return next_end(after)

    def advance(self, to: datetime) -> Change:
        """Fire every deadline whose end lies strictly before the moment; each is flagged at its own end."""
        if to <= self._moment:
            return self._change({}, {}, {})
        before = self._expired
        self._expired = {v.id: v for v in self._applied.expired(to - timedelta(microseconds=1))}
        new = [v for id_, v in self._own(self._expired).items() if id_ not in before]
        changed = self._published.fire(new)
        self._moment = max(self._moment, to - timedelta(microseconds=1))
        return self._change(changed, {}, {})

    def receive(self, entries: Sequence[Entry]) -> Change:
        """One commit group: everything in it becomes known together. Raises TooEarlyError before anything changed."""
        for entry in entries:
            self._refuse_too_early(entry.record)
        # A lapse sent together with its correction was a lapse: what comes before a correction is told first.
        cuts = [0, *(n for n, e in enumerate(entries) if n and e.record.corrects), len(entries)]
        changes = [self._receive(entries[start:end]) for start, end in pairwise(cuts)]
        return reduce(Change.and_then, changes)

    def _receive(self, entries: Sequence[Entry]) -> Change:
        moment = max((e.recorded_at for e in entries), default=self._moment)
        old_expired = self._own(self._expired)
        old, new = self._take(entries)
        self._expired = {v.id: v for v in self._applied.expired(moment)}
        self._moment = moment
        self.size = max((self.size, *(e.position + 1 for e in entries)))
        now = {**self._own({v.id: v for v in new}), **self._own(self._expired)}
        gone = [id_ for id_ in (*(v.id for v in old), *old_expired) if id_ not in now]
        return self._tell(now, gone, moment, entries)

    def _refuse_too_early(self, record: Record) -> None:
        if self._begins_on is not None and (segment := self.segment_of(record)) < self._begins_on:
            raise TooEarlyError(segment)

    # Putting records in their place

    def _take(self, entries: Sequence[Entry]) -> tuple[list[Violation], list[Violation]]:
        """Place every entry; corrections in the place of what they correct. Returns what followed there, and follows."""
        applied, plain = Placing(self._applied), Placing(self._plain or self._applied)
        unsettled = False
        for entry in entries:
            self._arrived.append(entry)
            self._published.hear(entry.record)
            for one in (entry, *self._waiting.pop(entry.record.key, ())):
                unsettled |= self._place(one, applied, plain)
        if unsettled and self._plain is None:
            self._plain = self._applied.fork(self._published.find)
        old: list[Violation] = []
        if self._plain is not None:
            old, _ = self._plain.put(plain.arrived(), plain.away())
        before, now = self._applied.put(applied.arrived(), applied.away())
        return [*old, *before], now

    def _place(self, entry: Entry, applied: Placing, plain: Placing) -> bool:
        """Give the entry its place; True when it is a correction that ends nothing until somebody else agrees."""
        if entry.record.corrects is None or not corrections.may_be_corrected(entry.record):
            placed = place(entry)
            applied.add(placed)
            plain.add(placed)
            self._entries[placed.root] = (entry,)
            return False
        ref = entry.record.corrects.record
        first = applied.named(ref)
        if first is None:
            self._waiting[ref] = (*self._waiting.get(ref, ()), entry)
            return False
        if not corrections.fits(entry.record, first.record):
            return False
        tap = corrections.wrong_tap(entry, first, self._arrived_between(first, entry))
        applied.replace(first.root, place_for(entry, first))
        if tap:
            plain.replace(first.root, place_for(entry, first))
        self._entries[first.root] = (*self._entries.get(first.root, ()), entry)
        return not tap

    def _arrived_between(self, first: Placed, entry: Entry) -> list[Entry]:
        """What arrived after the record first stood and before its correction, but for the chain itself."""
        chain = {e.position for e in self._entries.get(first.root, ())}
        found = []
        for other in reversed(self._arrived):
            if other.position <= min(chain, default=-1):
                break
            if other.position < entry.position and other.position not in chain:
                found.append(other)
        return found

    # What stands

    def _own(self, violations: Mapping[str, Violation]) -> dict[str, Violation]:
        """Those that follow within the segments at hand; what followed before belongs to earlier ones."""
        begins = moment_text(self.begins_at)
        return {id_: v for id_, v in violations.items() if v.flagged_at >= begins}

    def _everything(self) -> dict[str, Violation]:
        found = {v.id: v for judged in self._applied.judged() for v in judged.violations}
        return {**found, **self._expired}

    def _tell(
        self, now: Mapping[str, Violation], gone: Iterable[str], moment: datetime, entries: Sequence[Entry]
    ) -> Change:
        """Compare what follows with what was published."""
        plainly = self._follows_plainly()
        return self._change(
            *self._published.tell(now, gone, moment, entries, plainly.__contains__, self._authors)
        )

    def _change(
        self,
        changed: Mapping[str, Violation],
        raised: dict[str, tuple[Violation, ...]],
        resolved: dict[str, tuple[str, ...]],
    ) -> Change:
        state = self._applied.state
        holds, dues = tuple(state.all_holds()), tuple(state.dues.values())
        return Change(tuple(changed.values()), raised, resolved, holds, dues)

    def _follows_plainly(self) -> set[str]:
        """What follows when no correction counts that somebody else has to agree to; nothing when there is none."""
        if self._plain is None:
            return set()
        found = {v.id for judged in self._plain.judged() for v in judged.violations}
        return found | {v.id for v in self._plain.expired(self._moment)}

    def _authors(self, violation: Violation) -> set[str | None]:
        """Who corrected any of a violation's records."""
        chains = (self._applied.named(ref) for ref in violation.records)
        entries = (e for placed in chains if placed for e in self._entries.get(placed.root, ()))
        return {e.record.by for e in entries if e.record.corrects}

    # Asking

    def violations(self) -> tuple[Violation, ...]:
        """Everything published for the segments at hand."""
        return self._published.all()

    def state_at(self, at: datetime) -> State:
        """What was recorded as having happened up to the moment. A copy."""
        return self._applied.state_at(at)

    @property
    def state(self) -> State:
        """The state after the last record. Not to be changed."""
        return self._applied.state

    @property
    def timeline(self) -> Timeline:
        """The records in order, with what follows from each."""
        return self._applied

    def selection(self, segment: date) -> tuple[int, ...]:
        """Positions of the entries from before the segment that it is judged with."""
        state = self._applied.state
        begins = cut_over_at(segment, state.zone, state.cut_over_hour).astimezone(UTC)
        return selection.carried_into(self._applied, self._entries, segment, begins)
