"""Decides what is remembered of incidents, holds, concerns, requests and deadlines while they are open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.domain.judgement.entry import Placed
from app.domain.records import SignOff

if TYPE_CHECKING:
    from app.domain.protocol.rules import Deadline as DeadlineRule


FAR_YEAR = 9999
"""The year of the end of what is due by wrap only."""


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

    def to_json(self) -> dict[str, Any]:
        """As receipts and the board show it."""
        return {
            "subject": self.subject,
            "since": self.source.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "record": self.source.record.key,
            "kind": self.source.record.kind,
            "rule": self.rule,
            "until": self.until,
            "incident": self.incident,
            "missing": missing_for(self),
            "records": [placed.record.key for placed in self.records()],
        }


@dataclass(frozen=True, slots=True)
class Waiting:
    """A release that has not ended every hold on its subject yet, with the signatures it has so far."""

    release: Placed
    subject: str
    signed: tuple[SignOff, ...]
    later: tuple[Placed, ...] = ()
    """The records that brought signatures later."""


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

    @property
    def key(self) -> tuple[str, str, str]:
        """Rule, trigger, subject."""
        return (self.rule.id, self.trigger.root, self.subject)

    def to_json(self) -> dict[str, Any]:
        """As the board and the escalation show it; `due_at` is null for what is due by wrap."""
        timed = self.due_at.year < FAR_YEAR
        return {
            "rule": f"{self.protocol}/{self.rule.id}",
            "hazard": self.rule.hazard,
            "record": self.trigger.record.key,
            "subject": self.subject,
            "due_at": self.due_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if timed else None,
            "waits_for": self.rule.until,
            "ladder": [{"after_s": int(r.after.total_seconds()), "tell": r.tell} for r in self.rule.ladder],
        }


@dataclass(frozen=True, slots=True)
class Climb:
    """A deadline with a ladder that nobody has put to rest: kept by an acknowledgement or run out, it is climbed on."""

    due: Due
    pack: str
    """The key of the rulebook it started under: the name of a pack, `#` and its digest where one was adopted."""
    answers: tuple[Placed, ...] = ()
    """What was answered by those who may, and did not resolve it, in order."""


def missing_for(hold: Standing) -> str:
    """What still has to come before the hold ends, in words."""
    if hold.until == "pause":
        return "a handler and a first AD each sign a sentence"
    if hold.until == "cured":
        return "a handler unloads it, then inspects it in full with the bore clear, before a witness"
    if hold.until == "resolved":
        return "a response that resolves it and says how each round was checked"
    steps = []
    if hold.until == "released":
        steps = ["a response that resolves it, by somebody not involved"] if hold.resolved is None else []
        steps += ["a meeting about it after that"] if hold.meeting is None else []
    return ", then ".join([*steps, "a release signed by two uninvolved persons in two roles"])
