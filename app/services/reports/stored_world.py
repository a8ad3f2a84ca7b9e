"""Decides how the store answers what reports ask: what is committed, with time gone on to the report's moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from app.domain.judgement import Entry
from app.domain.records import Record
from app.domain.reports.world import Asked, Json, Sealed, Tally, tally
from app.services.entries import stored_entry
from app.services.filters import RecordFilter, ReportFilter
from app.services.library import StoredEntry
from app.services.looking import Look

_MOMENT = timedelta(microseconds=1)
_AT_ONCE = 500
_ALL = 1_000_000
_DAY = timedelta(days=1)


class StoredWorld:
    """A production on one view of the store."""

    def __init__(self, look: Look, size: int, made_at: datetime) -> None:
        self._look, self._size, self._made_at = look, size, made_at
        self._shelves = look.shelves
        self._fired, self._due = _gone_on(look, made_at)

    @property
    def production(self) -> str:
        """Its id."""
        return self._look.production

    @property
    def size(self) -> int:
        """How many entries are known."""
        return self._size

    @property
    def made_at(self) -> datetime:
        """The moment everything is told for."""
        return self._made_at

    @property
    def jurisdiction(self) -> str | None:
        """Whose law holds."""
        said = self._look.judged.setting.said
        return said.jurisdiction if said else None

    def violations(self, asked: Asked) -> list[Json]:
        """As stored, with the deadlines that ran out since."""
        around = ReportFilter(
            asked.since_on - _DAY if asked.since_on else None,
            asked.until_on + _DAY if asked.until_on else None,
        )
        stored = self._shelves.violations_for(self.production, around)
        found = {one["id"]: one for one in stored} | self._fired
        taken = (one for one in found.values() if asked.takes(one, day_of(one)))
        return sorted(taken, key=lambda one: (one["occurred_at"], one["id"]))

    def entries(self, keys: Collection[str]) -> dict[str, Entry]:
        """By record id."""
        wanted, found = list(keys), {}
        for start in range(0, len(wanted), _AT_ONCE):
            for stored in self._shelves.entries_of(self.production, wanted[start : start + _AT_ONCE]):
                entry = stored_entry(stored.entry)
                found[entry.record.key] = entry
        return found

    def of_days(self, since_on: date | None, until_on: date | None) -> list[Entry]:
        """Day by day, then by position."""
        days = self._days(since_on, until_on)
        found = [stored_entry(one.entry) for day in days for one in self._of_day(day)]
        return sorted(found, key=lambda entry: entry.position)

    def tallies(self, since_on: date | None, until_on: date | None) -> dict[date, Tally]:
        """Without making records of what is only counted."""
        return {
            day: tally(orjson.loads(one.entry)["record"] for one in self._of_day(day))
            for day in self._days(since_on, until_on)
        }

    def of_kind(self, kind: str) -> list[Entry]:
        """By position."""
        return [stored_entry(data) for data in self._shelves.entries_of_kind(self.production, kind)]

    def about_firearm(self, firearm: str) -> list[Entry]:
        """By position."""
        return self._like(RecordFilter(firearm=firearm))

    def about_record(self, key: str) -> list[Entry]:
        """By position."""
        return self._like(RecordFilter(record=key))

    def day_of(self, record: Record) -> date:
        """By the production's own dates."""
        return self._look.judged.setting.date_of(record.at)

    def roles(self, person: str | None, at: datetime) -> list[str]:
        """By name."""
        return sorted(self._look.judged.roster.roles(person, at)) if person else []

    def sealed(self, positions: Collection[int]) -> dict[int, Sealed]:
        """As stored."""
        found = ((place, self._shelves.entry_at(self.production, place)) for place in positions)
        return {
            place: Sealed(one.leaf_hash.hex(), orjson.loads(one.entry)["record"])
            for place, one in found
            if one is not None
        }

    def open_deadlines(self) -> list[Json]:
        """As they stand at the moment."""
        return self._due

    def _like(self, asked: RecordFilter) -> list[Entry]:
        found = self._shelves.entries_like(self.production, asked, -1, _ALL)
        return [stored_entry(one.entry) for one in found]

    def _of_day(self, day: date) -> list[StoredEntry]:
        return self._shelves.entries_like(self.production, RecordFilter(day=day), -1, _ALL)

    def _days(self, since_on: date | None, until_on: date | None) -> Iterator[date]:
        for counted in self._shelves.days(self.production):
            if (not since_on or counted.day >= since_on) and (not until_on or counted.day <= until_on):
                yield counted.day


def day_of(violation: Json) -> date:
    """The date a violation belongs to."""
    return date.fromisoformat(violation["day"][-10:])


def dues_first(due: Json) -> tuple[str, str, str, str]:
    """What is due first first; what has no end last."""
    return (due["due_at"] or "9999", due["rule"], due["record"], due["subject"])


def _gone_on(look: Look, made_at: datetime) -> tuple[dict[str, Json], list[Json]]:
    """What passing time alone made follow since the last commit, and what is due after the moment."""
    if look.judged.judge is None:
        return {}, []
    judge = look.judged.judge.fork()
    fired: list[Any] = [one.to_json() for one in judge.advance(made_at + _MOMENT).violations]
    due = sorted((one.to_json() for one in judge.stands(made_at).deadlines), key=dues_first)
    return {one["id"]: one for one in fired}, due
