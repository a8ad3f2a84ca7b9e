"""Decides how entries alone answer what reports ask: judged again from the first one; no store and no service is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

import orjson

from app.domain.judgement import Entry, Rulebooks, chronicle_of
from app.domain.records import Record
from app.domain.reports.world import Asked, Json, Sealed, Tally, tally
from app.services.named import RECORD, THING, names_in
from app.services.reports.stored_world import day_of, dues_first
from app.services.roster import Roster
from app.services.setting import Setting

_MOMENT = timedelta(microseconds=1)


class ReplayedWorld:
    """A production as its entries say, at one moment."""

    def __init__(
        self,
        production: str,
        entries: Sequence[Entry],
        books: Rulebooks,
        made_at: datetime,
        sealed: Mapping[int, Sealed],
    ) -> None:
        self._production, self._entries, self._made_at = production, entries, made_at
        self._sealed = sealed
        records = [entry.record for entry in entries]
        self._roster, self._setting = Roster().adding(records), Setting().adding(records)
        self._chronicle = chronicle_of(production, books, entries, made_at)
        told = [violation.to_json() for violation in self._chronicle.violations()]
        self._violations: list[Json] = orjson.loads(orjson.dumps(told))

    @property
    def production(self) -> str:
        """Its id."""
        return self._production

    @property
    def size(self) -> int:
        """How many entries are known."""
        return len(self._entries)

    @property
    def made_at(self) -> datetime:
        """The moment everything is told for."""
        return self._made_at

    @property
    def jurisdiction(self) -> str | None:
        """Whose law holds."""
        return self._setting.said.jurisdiction if self._setting.said else None

    def violations(self, asked: Asked) -> list[Json]:
        """As they follow from the entries."""
        taken = (one for one in self._violations if asked.takes(one, day_of(one)))
        return sorted(taken, key=lambda one: (one["occurred_at"], one["id"]))

    def entries(self, keys: Collection[str]) -> dict[str, Entry]:
        """By record id."""
        wanted = frozenset(keys)
        return {entry.record.key: entry for entry in self._entries if entry.record.key in wanted}

    def of_days(self, since_on: date | None, until_on: date | None) -> list[Entry]:
        """By position."""
        found = ((self._chronicle.segment_of(entry.record), entry) for entry in self._entries)
        return [
            entry
            for day, entry in found
            if (since_on is None or day >= since_on) and (until_on is None or day <= until_on)
        ]

    def tallies(self, since_on: date | None, until_on: date | None) -> dict[date, Tally]:
        """By the date each record belongs to."""
        days: dict[date, list[Json]] = {}
        for entry in self.of_days(since_on, until_on):
            record = entry.record
            told = {"kind": record.kind, "protocol": record.protocol, "sign_offs": record.sign_offs}
            days.setdefault(self._chronicle.segment_of(record), []).append(told)
        return {day: tally(records) for day, records in days.items()}

    def of_kind(self, kind: str) -> list[Entry]:
        """By position."""
        return [entry for entry in self._entries if entry.record.kind == kind]

    def about_firearm(self, firearm: str) -> list[Entry]:
        """By position."""
        return [entry for entry in self._entries if THING + firearm in names_in(entry.record)]

    def about_record(self, key: str) -> list[Entry]:
        """By position."""
        return [entry for entry in self._entries if RECORD + key in names_in(entry.record)]

    def day_of(self, record: Record) -> date:
        """By the production's own dates."""
        return self._setting.date_of(record.at)

    def roles(self, person: str | None, at: datetime) -> list[str]:
        """By name."""
        return sorted(self._roster.roles(person, at)) if person else []

    def sealed(self, positions: Collection[int]) -> dict[int, Sealed]:
        """As exported."""
        return {place: self._sealed[place] for place in positions if place in self._sealed}

    def open_deadlines(self) -> list[Json]:
        """As they stand at the moment."""
        state = self._chronicle.state_at(self._made_at + _MOMENT)
        return sorted((due.to_json() for due in state.dues.values()), key=dues_first)
