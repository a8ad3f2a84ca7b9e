"""Decides the plain values that use cases and the store hand each other; no behaviour beyond small questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from app.domain.ledger.merkle import Frontier, Node


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one production's ledger: what the next append builds on."""

    size: int
    judged_size: int
    """How many entries the stored judgement covers; less than `size` when it failed."""
    frontier: Frontier
    moment_at: datetime | None
    """The last moment of knowledge: a commit group, or deadlines that were fired."""
    checkpoint: str | None
    next_at: datetime | None = None
    """When passing time alone next makes something follow."""


EMPTY = Head(0, 0, Frontier(), None, None)
"""The head of a ledger without entries."""


class NewEntry(NamedTuple):
    """One entry as it goes into the store."""

    position: int
    record_key: str
    kind: str
    unit: str
    segment_on: date
    occurred_at: datetime
    recorded_at: datetime
    entry: bytes
    leaf_hash: bytes
    receipt: bytes
    mentions: frozenset[str]


class KnownRecord(NamedTuple):
    """What a record id already stands for: its entry's bytes and the receipt that was given."""

    position: int
    entry: bytes
    receipt: bytes


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows that came and keys that went, of a small table that is replaced as it changes."""

    gone: tuple[str, ...] = ()
    come: tuple[tuple[str, dict[str, Any]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gone or self.come)


@dataclass(frozen=True, slots=True)
class StoredViolation:
    """A violation as JSON, with the segment it is listed under and the firearm it is about."""

    json: dict[str, Any]
    segment_on: date
    firearm: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """Everything one commit group changes, written in one transaction."""

    head: Head
    entries: Sequence[NewEntry] = ()
    nodes: Sequence[Node] = ()
    violations: Sequence[StoredViolation] = ()
    holds: Difference = Difference()
    deadlines: Difference = Difference()
    segments: Mapping[date, Sequence[int]] | None = None
