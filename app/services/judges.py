"""Decides which judge a production has in memory: loaded from its last days, caught up, trimmed; it stores nothing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from app.domain.judgement import Entry
from app.services.differences import Standing
from app.services.entries import commit_groups, stored_entry
from app.services.judged import Judged
from app.services.ports import LedgerReader, Lookup, LookupViolation, OpenJudge, Store
from app.services.roster import Roster
from app.services.setting import Setting
from app.services.stored import Head

_log = logging.getLogger(__name__)

KEPT_SEGMENTS = 2
"""Days in memory: records of yesterday that arrive today are judged at once, older ones fetch their day."""
MOST_SEGMENTS = 5
"""Days in memory where nobody watches, as in commands that seed."""


class Judges:
    """One judge per production, replaced as the ledger grows. Whoever writes holds the production's head."""

    def __init__(self, store: Store, open_judge: OpenJudge) -> None:
        self._store = store
        self._open = open_judge
        self._kept: dict[str, Judged] = {}
        self._light: dict[str, Judged] = {}
        self._outgrown: set[str] = set()
        self._guard = threading.Lock()

    def current(self, production: str, head: Head, reader: LedgerReader, *, mend: bool = False) -> Judged:
        """The production as of `head`: kept, caught up with what other processes wrote, or loaded.

        One whose judgement failed is only loaded again to `mend` it: trying at every record would stop the writing.
        """
        kept = self._kept.get(production)
        same = kept is not None and (kept.size, kept.moment_at) == (head.size, head.moment_at)
        if kept is not None and same and (kept.judge is not None or not mend):
            return kept
        if kept is not None and not kept.behind and head.judged_size == head.size >= kept.size:
            caught_up = self._catch_up(production, kept, head, reader)
            if caught_up is not None:
                return caught_up
        return self.load(production, head, reader)

    def for_writing(self, production: str, head: Head, reader: LedgerReader, *, mend: bool) -> Judged:
        """The same for whoever writes, who takes over a lighter one where the watch has made one ready."""
        light = self._light.pop(production, None)
        if light is not None and head.judged_size == head.size:
            if (light.size, light.moment_at) == (head.size, head.moment_at):
                return light
            caught_up = self._catch_up(production, light, head, reader)
            if caught_up is not None:
                return caught_up
        return self.current(production, head, reader, mend=mend)

    def keep(self, production: str, judged: Judged) -> None:
        """Remember it, unless something newer is remembered already."""
        with self._guard:
            kept = self._kept.get(production)
            if kept is None or kept.size <= judged.size:
                self._kept[production] = judged

    def seen(self, production: str) -> Judged | None:
        """The production as committed, for those who only look; None for no production. Ask a fork of its judge."""
        with self._store.reading() as reader:
            head = reader.head(production)
            if head is None:
                return None
            judged = self.current(production, head, reader)
        with self._guard:
            kept = self._kept.get(production)
            if kept is None or kept.size < judged.size:
                self._kept[production] = judged
        return judged

    def outgrew(self, production: str) -> None:
        """A new day began: days that are over may be let go of."""
        self._outgrown.add(production)

    def lighten(self, *, most: int = KEPT_SEGMENTS) -> None:
        """For every production that outgrew its judge (has more than `most` days), make ready one of its last days.

        Nobody waits for it: whoever writes next takes it over, and lets it hear what was recorded meanwhile.
        """
        for production in list(self._outgrown):
            kept = self._kept.get(production)
            if kept is None or len(kept.carried) <= most:
                continue
            self._outgrown.discard(production)
            with self._store.reading() as reader:
                head = reader.head(production)
                light = self.load(production, head, reader) if head is not None else None
            if light is not None and not light.behind:
                self._light[production] = light

    def behind(self) -> list[str]:
        """Productions whose judgement failed and has not been made good."""
        return [production for production, kept in list(self._kept.items()) if kept.behind]

    def load(
        self,
        production: str,
        head: Head,
        reader: LedgerReader,
        since: date | None = None,
    ) -> Judged:
        """The production from stored entries: its last days, or everything from the segment `since` lies in.

        A judge that cannot be opened leaves the judgement behind; what is known of people still serves.
        """
        people = [stored_entry(data).record for data in reader.entries_of_kind(production, "role")]
        setting = [stored_entry(data).record for data in reader.entries_of_kind(production, "production_set")]
        roster, where = Roster().adding(people), Setting().adding(setting)
        holds, deadlines = (Standing(tuple(keys)) for keys in reader.standing_keys(production))
        first = self._first_segment(production, reader, since)
        carried = reader.segments_from(production, first)
        judged = Judged(head.size, head.moment_at, None, roster, where, carried, holds, deadlines)
        try:
            return self._opened(production, judged, head, first, reader)
        except Exception:  # noqa: BLE001 - whatever is wrong, records are taken and nothing is cleared
            _log.exception("judgement.cannot_be_opened", extra={"production": production})
            return judged

    def _first_segment(self, production: str, reader: LedgerReader, since: date | None) -> date | None:
        """The segment to begin with; None for the very beginning."""
        if since is not None:
            return reader.segment_before(production, since)
        newest = reader.newest_segments(production, KEPT_SEGMENTS)
        return newest[-1] if len(newest) == KEPT_SEGMENTS else None

    def _opened(
        self,
        production: str,
        judged: Judged,
        head: Head,
        first: date | None,
        reader: LedgerReader,
    ) -> Judged:
        positions = judged.carried.get(first, ()) if first is not None else ()
        carried = [stored_entry(data) for data in reader.entries_at(production, positions)]
        everything = [stored_entry(data) for data in reader.entries_since(production, first)]
        entries = [entry for entry in everything if entry.position < head.judged_size]
        standing = reader.violations_since(production, _just_before(first))
        judge = self._open(
            production,
            first,
            carried,
            entries,
            standing,
            self._lookup(production),
            self._lookup_violation(production),
        )
        late: tuple[Entry, ...] = ()
        if head.judged_size < head.size:
            late = tuple(stored_entry(data) for data in reader.entries_from(production, head.judged_size))
        elif head.moment_at is not None:
            judge.advance(head.moment_at)
        return replace(judged, judge=judge, unjudged=late)

    def _lookup(self, production: str) -> Lookup:
        def lookup(record_key: str) -> Entry | None:
            with self._store.reading() as reader:
                data = reader.entry_of(production, record_key)
            return stored_entry(data) if data is not None else None

        return lookup

    def _lookup_violation(self, production: str) -> LookupViolation:
        def lookup(violation_id: str) -> dict[str, Any] | None:
            with self._store.reading() as reader:
                return reader.violation(production, violation_id)

        return lookup

    def _catch_up(self, production: str, kept: Judged, head: Head, reader: LedgerReader) -> Judged | None:
        """The kept one with the entries other processes wrote since; None where it has to be loaded."""
        if kept.judge is None:
            return None
        entries = [stored_entry(data) for data in reader.entries_from(production, kept.size)]
        judge = kept.judge.fork()
        try:
            for group in commit_groups(entries):
                judge.advance(group[0].recorded_at)
                judge.receive(group)
            if head.moment_at is not None:
                judge.advance(head.moment_at)
        except Exception:  # noqa: BLE001 - then it is loaded from the start, which tells what is wrong
            _log.exception("judgement.cannot_catch_up", extra={"production": production})
            return None
        holds, deadlines = (Standing(tuple(keys)) for keys in reader.standing_keys(production))
        carried = reader.segments_from(production, min(kept.carried, default=None))
        roster, setting = _adding(kept, entries)
        return Judged(head.size, head.moment_at, judge, roster, setting, carried, holds, deadlines)


def _just_before(segment: date | None) -> datetime | None:
    """A moment before anything of the segment was flagged, in any time zone and with any clock that is let in."""
    return datetime.combine(segment, time(), tzinfo=UTC) - timedelta(days=1) if segment is not None else None


def _adding(kept: Judged, entries: Iterable[Entry]) -> tuple[Roster, Setting]:
    records = [entry.record for entry in entries]
    return kept.roster.adding(records), kept.setting.adding(records)
