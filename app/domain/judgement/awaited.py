"""Decides what a signature that is still asked for looks like to whoever waits for it; what counts is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from app.domain.judgement.entry import Placed

_MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A signature that a checklist requires or asks for and that nobody has given yet."""

    placed: Placed
    protocol: str
    number: int
    """Which of the protocol's sign-offs, from 1."""
    roles: tuple[str, ...]
    persons: tuple[str, ...]
    """Those the record names who could give it; anybody else in these roles could too."""
    required: bool
    statement: dict[str, str]
    due_at: datetime
    why: str
    """What is wrong with one that was given, or that there is none."""

    def to_json(self) -> dict[str, Any]:
        """As the board shows it."""
        record = self.placed.record
        return {
            "record": record.key,
            "kind": record.kind,
            "occurred_at": self.placed.at.strftime(_MOMENT),
            "protocol": self.protocol,
            "number": self.number,
            "roles": list(self.roles),
            "persons": list(self.persons),
            "required": self.required,
            "statement": self.statement,
            "due_at": self.due_at.astimezone(UTC).strftime(_MOMENT),
            "why": self.why,
        }
