"""Decides what use cases ask of the outside: a clock, a signer, a judge, a store; each has a real one and one for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, Self

from app.domain.judgement import Climb, Entry
from app.domain.judgement.entry import Placed
from app.domain.records import Handover, Record
from app.services.stored import Head, KnownRecord, Written

Clock = Callable[[], datetime]
"""The moment now, aware."""
KnowsProtocol = Callable[[str], bool]
"""Whether `id@version` is a published protocol."""
TellProtocols = Callable[[tuple[str, str | None] | None], list[dict[str, Any]]]
"""The protocol versions of a pack (name and digest; None: the default) as JSON."""
Lookup = Callable[[str], Entry | None]
"""The entry of a record id (lower case), from what is committed."""
LookupViolation = Callable[[str], dict[str, Any] | None]
"""The violation of an id as JSON, from what is committed."""


class Signer(Protocol):
    """The key that signs checkpoints."""

    @property
    def public_key(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes: ...


class Told(Protocol):
    """What the judgement found, as JSON."""

    def to_json(self) -> dict[str, Any]: ...


class Change(Protocol):
    """What one step of the judgement changed."""

    @property
    def violations(self) -> Sequence[Told]: ...
    @property
    def raised(self) -> Mapping[str, Sequence[Told]]: ...
    @property
    def resolved(self) -> Mapping[str, Sequence[str]]: ...


class Stands(NamedTuple):
    """What stands at one moment."""

    holds: Sequence[Told]
    deadlines: Sequence[Told]
    next_at: datetime | None
    """When passing time alone next makes something follow."""
    climbs: Sequence[Climb] = ()
    """Ladders that nobody has put to rest."""
    duties: Mapping[str, Placed] = MappingProxyType({})
    """The duty recorded last, by person."""
    packs: Mapping[str, str] = MappingProxyType({})
    """The key of the rulebook of each unit's day; under no unit, of the pack adopted last."""


class Judge(Protocol):
    """The judgement of one production from one segment on. Forking leaves the parent as it is; ask only a fork.

    `receive` raises TooEarlyError, before anything changed, for a record of an earlier segment than those at hand.
    """

    def fork(self) -> Self: ...
    def advance(self, to: datetime) -> Change: ...
    def receive(self, entries: Sequence[Entry]) -> Change: ...
    def stands(self, moment: datetime) -> Stands: ...
    def segment_of(self, record: Record) -> date: ...
    def selection(self, segment: date) -> tuple[int, ...]: ...
    def custody(self, moment: datetime) -> list[dict[str, Any]]: ...
    def firearm(self, firearm: str, moment: datetime) -> dict[str, Any] | None: ...
    def awaited(self, moment: datetime) -> list[dict[str, Any]]: ...
    def holds(self, moment: datetime) -> list[dict[str, Any]]: ...
    def clear(self, handover: Handover, *, unit: str, at: datetime, by: str | None) -> dict[str, Any]: ...
    def pack(self, moment: datetime) -> tuple[str, str | None] | None: ...
    def day_pack(self, unit: str, moment: datetime) -> tuple[str, str | None] | None: ...
    def board(self, unit: str, moment: datetime) -> dict[str, Any]: ...
    def next_set_up(self, unit: str, moment: datetime) -> dict[str, Any] | None: ...


class OpenJudge(Protocol):
    """Makes a judge of stored entries: those from the segment `begins_on` on (None: all), and earlier ones carried over.

    `standing`: stored violations, at least of these segments, so that what was flagged stays flagged when it was.
    """

    def __call__(
        self,
        production: str,
        begins_on: date | None,
        carried: Sequence[Entry],
        entries: Sequence[Entry],
        standing: Sequence[dict[str, Any]],
        lookup: Lookup,
        lookup_violation: LookupViolation,
    ) -> Judge: ...


class LedgerReader(Protocol):
    """One consistent view of what is committed."""

    def head(self, production: str) -> Head | None: ...
    def entry_of(self, production: str, record_key: str) -> bytes | None: ...
    def entries_at(self, production: str, positions: Sequence[int]) -> list[bytes]: ...
    def entries_from(self, production: str, position: int) -> Iterable[bytes]: ...
    def entries_since(self, production: str, segment: date | None) -> list[bytes]: ...
    def entries_of_kind(self, production: str, kind: str) -> list[bytes]: ...
    def newest_segments(self, production: str, count: int) -> list[date]: ...
    def segment_before(self, production: str, segment: date) -> date | None: ...
    def segments_from(self, production: str, segment: date | None) -> dict[date, tuple[int, ...]]: ...
    def violations_since(self, production: str, moment: datetime | None) -> list[dict[str, Any]]: ...
    def violation(self, production: str, violation_id: str) -> dict[str, Any] | None: ...
    def standing_keys(self, production: str) -> tuple[list[str], list[str]]: ...
    def due(self, moment: datetime) -> list[str]: ...
    def behind(self) -> list[str]: ...


class LedgerWriter(LedgerReader, Protocol):
    """One transaction that may write; it holds the production's head from `lock` on."""

    def create(self, production: str, at: datetime) -> bool: ...
    def lock(self, production: str) -> Head | None: ...
    def known(self, production: str, record_keys: Sequence[str]) -> dict[str, KnownRecord]: ...
    def write(self, production: str, written: Written) -> None: ...


class Store(Protocol):
    """Where the ledgers lie. A block of `writing` commits when it ends well, and else leaves no trace."""

    def writing(self) -> AbstractContextManager[LedgerWriter]: ...
    def reading(self) -> AbstractContextManager[LedgerReader]: ...
