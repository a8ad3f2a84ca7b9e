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

    def head(self, production: str) -> Head | None: ...
    def entry(self, production: str, record_key: str) -> StoredEntry | None: ...
    def entry_at(self, production: str, position: int) -> StoredEntry | None: ...
    def entries_between(self, production: str, start: int, limit: int) -> list[StoredEntry]: ...
    def entries_of(self, production: str, record_keys: Sequence[str]) -> list[StoredEntry]: ...
    def entries_like(
        self, production: str, asked: RecordFilter, after: int, limit: int
    ) -> list[StoredEntry]: ...
    def entries_of_kind(self, production: str, kind: str) -> list[bytes]: ...
    def violations_like(
        self, production: str, asked: ViolationFilter, skip: int, limit: int
    ) -> list[dict[str, Any]]: ...
    def violations_for(self, production: str, asked: ReportFilter) -> list[dict[str, Any]]: ...
    def days(self, production: str) -> list[DayCount]: ...
    def violations_by_day(self, production: str) -> dict[date, dict[str, int]]: ...
    def holds(self, production: str) -> list[dict[str, Any]]: ...
    def deadlines(self, production: str) -> list[dict[str, Any]]: ...
    def names(self, production: str) -> dict[str, str | None]: ...
    def created_at(self, production: str) -> datetime | None: ...
    def hash_at(self, production: str) -> HashAt: ...


class Library(Protocol):
    """Where readers look."""

    def looking(self) -> AbstractContextManager[Shelves]: ...
