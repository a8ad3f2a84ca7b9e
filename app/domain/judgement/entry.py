"""Decides how a record stands in time: where it arrived, when it happened, what it stands for; it judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.records import Record


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it arrived: its place in the ledger and when its commit group became known (aware UTC)."""

    position: int
    recorded_at: datetime
    record: Record


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """An entry at the moment it is judged at. A correction stands at the place of the first record of its chain."""

    record: Record
    at: datetime
    position: int
    recorded_at: datetime
    root: str
    """The id of the first record of the chain of corrections; its own where nothing is corrected."""
    first: int | None = None
    """The position of that first record, whose place it has; None where nothing is corrected."""
    former: frozenset[str] = frozenset()
    """The ids of those it stands for."""

    @property
    def order(self) -> tuple[datetime, int]:
        """By when it happened, then by arrival."""
        return (self.at, self.position if self.first is None else self.first)

    @property
    def names(self) -> frozenset[str]:
        """The ids others may know it by."""
        return self.former | {self.record.key, self.root}


def place(entry: Entry) -> Placed:
    """An entry judged at the time it describes."""
    return Placed(entry.record, entry.record.at, entry.position, entry.recorded_at, entry.record.key)


def place_for(entry: Entry, first: Placed) -> Placed:
    """A correction, judged where the record it corrects stood."""
    at, turn = first.order
    return Placed(entry.record, at, entry.position, entry.recorded_at, first.root, turn, first.names)
