"""Decides what is remembered of a unit's shooting day; the span itself is decided in calendar.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.judgement.awaited import Awaited
from app.domain.judgement.entry import Placed
from app.domain.judgement.things import DayId


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rounds loaded from a container that day, and by which records."""

    count: int
    records: tuple[Placed, ...]


@dataclass(frozen=True)
class UnitDay:
    """One unit's shooting day as recorded so far."""

    id: DayId
    ends_at: datetime
    """When it ends if nobody wraps it."""
    pack: str
    """Key of the rulebook it is judged by: the pack adopted last before it opened."""
    opened: Placed | None = None
    wrapped: Placed | None = None
    session: int = 0
    """Grows when the day is opened again: inspections and aim plans of an earlier session do not stand."""
    sweep: Placed | None = None
    meetings: tuple[Placed, ...] = ()
    changes: tuple[tuple[str | None, Placed], ...] = ()
    """Scene (None: everything) and the record."""
    plans: tuple[tuple[int, Placed], ...] = ()
    moved: Mapping[str, Placed] = field(default_factory=dict)
    drawn: Mapping[str, Drawn] = field(default_factory=dict)
    counts: Mapping[str, tuple[Placed, ...]] = field(default_factory=dict)
    handled: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stoppages: Mapping[str, tuple[Placed, ...]] = field(default_factory=dict)
    preflights: tuple[Placed, ...] = ()
    signed: frozenset[tuple[str, str]] = frozenset()
    """Scene and performer of the handovers that performers signed themselves."""
    awaited: Mapping[str, tuple[Awaited, ...]] = field(default_factory=dict)
    """Signatures that may still come, by the root of the record they are for."""
    unwrapped_issue: Placed | None = None
    """The first issue since it was opened that no wrap has closed."""

    @property
    def running(self) -> bool:
        """Opened and not wrapped."""
        return self.opened is not None and self.wrapped is None

    @property
    def date(self) -> str:
        """The local date it bears."""
        return self.id[1]
