"""Decides how the ledger is read for the write path: one consistent view, in the words of app.services.ports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from app.db import rows
from app.domain.ledger.merkle import Frontier
from app.services.stored import Head

_AT_ONCE = 500


def head_of(row: Sequence[Any]) -> Head:
    """The head of its row."""
    _, size, judged_size, frontier, moment_at, checkpoint, next_at = row
    return Head(size, judged_size, Frontier.from_bytes(frontier), moment_at, checkpoint, next_at)


class Reader:
    """What is committed, as one transaction sees it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def head(self, production: str) -> Head | None:
        """The production's head; None for no production."""
        row = self.connection.execute(rows.HEAD, {"p": production}).one_or_none()
        return head_of(row) if row is not None else None

    def entry_of(self, production: str, record_key: str) -> bytes | None:
        """The bytes of the entry that holds a record; None where there is none."""
        row = rows.ONE_KNOWN.one(self.connection, {"p": production, "key": record_key})
        return bytes(row[2]) if row is not None else None

    def entries_at(self, production: str, positions: Sequence[int]) -> list[bytes]:
        """Entries by position, in order."""
        found: list[bytes] = []
        ordered = sorted(positions)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            found += self._entries(rows.ENTRIES_AT, p=production, positions=some)
        return found

    def entries_from(self, production: str, position: int) -> Iterator[bytes]:
        """Entries from a position on, streamed."""
        result = self.connection.execute(rows.ENTRIES_FROM, {"p": production, "position": position})
        return (bytes(entry) for entry in result.scalars())

    def entries_since(self, production: str, segment: date | None) -> list[bytes]:
        """Entries of a segment and later ones, in order of position; all of them without one."""
        if segment is None:
            return list(self.entries_from(production, 0))
        return self._entries(rows.ENTRIES_SINCE, p=production, segment=segment)

    def entries_of_kind(self, production: str, kind: str) -> list[bytes]:
        """Entries whose record is of that kind."""
        return self._entries(rows.ENTRIES_OF_KIND, p=production, kind=kind)

    def newest_segments(self, production: str, count: int) -> list[date]:
        """The newest segments, the newest first."""
        result = self.connection.execute(rows.NEWEST_SEGMENTS, {"p": production, "count": count})
        return list(result.scalars())

    def segment_before(self, production: str, segment: date) -> date | None:
        """The newest segment not after that date."""
        found: date | None = self.connection.scalar(
            rows.SEGMENT_BEFORE, {"p": production, "segment": segment}
        )
        return found

    def segments_from(self, production: str, segment: date | None) -> dict[date, tuple[int, ...]]:
        """What each segment from that date on is judged with; every segment without one."""
        statement = rows.SEGMENTS if segment is None else rows.SEGMENTS_FROM
        result = self.connection.execute(statement, {"p": production, "segment": segment})
        return {row.segment_on: tuple(orjson.loads(row.carried)) for row in result}

    def violations_since(self, production: str, moment: datetime | None) -> list[dict[str, Any]]:
        """Violations flagged at that moment or later; all of them without one."""
        statement = rows.VIOLATIONS if moment is None else rows.VIOLATIONS_SINCE
        result = self.connection.execute(statement, {"p": production, "moment": moment})
        return [orjson.loads(text) for text in result.scalars()]

    def violation(self, production: str, violation_id: str) -> dict[str, Any] | None:
        """One violation."""
        text = self.connection.scalar(rows.VIOLATION, {"p": production, "id": violation_id})
        return orjson.loads(text) if text is not None else None

    def standing_keys(self, production: str) -> tuple[list[str], list[str]]:
        """The keys of the holds and of the deadlines that stand."""
        holds = self.connection.execute(rows.HOLD_KEYS, {"p": production}).scalars()
        deadlines = self.connection.execute(rows.DEADLINE_KEYS, {"p": production}).scalars()
        return list(holds), list(deadlines)

    def due(self, moment: datetime) -> list[str]:
        """Productions with a deadline before that moment."""
        return list(self.connection.execute(rows.DUE, {"moment": moment}).scalars())

    def behind(self) -> list[str]:
        """Productions with entries that were not judged."""
        return list(self.connection.execute(rows.BEHIND).scalars())

    def _entries(self, statement: Any, **values: Any) -> list[bytes]:
        return [bytes(entry) for entry in self.connection.execute(statement, values).scalars()]
