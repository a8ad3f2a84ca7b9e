"""Decides what is remembered of incidents, holds, concerns, requests and deadlines while they are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.judgement.entry import Placed

if TYPE_CHECKING:
    from app.domain.protocol.rules import Deadline as DeadlineRule


@dataclass(frozen=True, slots=True)
class IncidentState:
    """An incident: who was involved, and whether somebody independent resolved it."""

    placed: Placed
    involved: frozenset[str]
    stoppage: bool
    resolved: Placed | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A concern or a request, and how it was answered."""

    placed: Placed
    resolved: Placed | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A hold on a subject (`firearm:<id>`, `lot:<id>`, `day:<unit>:<date>`, `production`), and how far its release is."""

    subject: str
    source: Placed
    rule: str
    until: str
    """cured, resolved, released, signed or pause."""
    about: frozenset[str]
    """Ids a response or release may answer it by: its record, its incident, its violation."""
    incident: str | None
    """The root id of the incident behind it."""
    one_of: frozenset[str] = frozenset()
    resolved: Placed | None = None
    meeting: Placed | None = None
    unloaded: Placed | None = None

    def records(self) -> tuple[Placed, ...]:
        """The records that put it there and those that go towards its end."""
        return tuple(p for p in (self.source, self.resolved, self.meeting, self.unloaded) if p)


@dataclass(frozen=True, slots=True)
class Due:
    """An open deadline: kept by an answer at exactly its end."""

    rule: DeadlineRule
    protocol: str
    trigger: Placed
    subject: str
    due_at: datetime
    persons: tuple[str, ...]
    excluded: frozenset[str] = field(default_factory=frozenset)
    """Who may not answer: those involved, or whom it is about."""
    rung: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Rule, trigger, subject."""
        return (self.rule.id, self.trigger.root, self.subject)
