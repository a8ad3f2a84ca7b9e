"""Decides what readers ask of the store; the write path has ports of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from app.domain.ledger.merkle import HashAt
from app.services.filters import RecordFilter, ReportFilter, ViolationFilter
from app.services.stored import Head


class StoredEntry(NamedTuple):
    """One entry as it lies in the store."""

    position: int
    entry: bytes
    leaf_hash: bytes
    receipt: bytes


class DayCount(NamedTuple):
    """A date with records, and how many."""

    day: date
    records: int


class Shelves(Protocol):
    """One consistent view of what is committed, for readers."""

    def head(self, production: str) -> Head | None:
        """The end of the ledger; None for no production."""
        ...

    def entry(self, production: str, record_key: str) -> StoredEntry | None:
        """The entry that holds a record."""
        ...

    def entry_at(self, production: str, position: int) -> StoredEntry | None:
        """The entry at a position."""
        ...

    def entries_between(self, production: str, start: int, limit: int) -> list[StoredEntry]:
        """At most `limit` entries from a position on."""
        ...

    def entries_of(self, production: str, record_keys: Sequence[str]) -> list[StoredEntry]:
        """The entries of these records, in order of position."""
        ...

    def entries_like(self, production: str, asked: RecordFilter, after: int, limit: int) -> list[StoredEntry]:
        """At most `limit` entries after a position, of those asked for."""
        ...

    def entries_of_kind(self, production: str, kind: str) -> list[bytes]:
        """Entries whose record is of that kind."""
        ...

    def violations_like(
        self, production: str, asked: ViolationFilter, skip: int, limit: int
    ) -> list[dict[str, Any]]:
        """Some violations, those flagged last first."""
        ...

    def violation(self, production: str, violation_id: str) -> dict[str, Any] | None:
        """One violation."""
        ...

    def violations_for(self, production: str, asked: ReportFilter) -> list[dict[str, Any]]:
        """Violations of a report, in the order they happened."""
        ...

    def days(self, production: str) -> list[DayCount]:
        """Dates with records, the newest first."""
        ...

    def violations_by_day(self, production: str) -> dict[date, dict[str, int]]:
        """How many violations of which gravity each date has, rebutted ones left out."""
        ...

    def holds(self, production: str) -> list[dict[str, Any]]:
        """Holds standing."""
        ...

    def deadlines(self, production: str) -> list[dict[str, Any]]:
        """Deadlines open, those due first first."""
        ...

    def names(self, production: str) -> dict[str, str | None]:
        """Names beside the ledger, by person; None where erased."""
        ...

    def created_at(self, production: str) -> datetime | None:
        """When the production was made."""
        ...

    def hash_at(self, production: str, ahead: Sequence[tuple[int, int]] = ()) -> HashAt:
        """The tree's nodes, as proofs ask for them; those named `ahead` are read at once."""
        ...


class Library(Protocol):
    """Where readers look."""

    def looking(self) -> AbstractContextManager[Shelves]:
        """One consistent view."""
        ...
