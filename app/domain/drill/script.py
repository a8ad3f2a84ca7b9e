"""Decides what a drill begins with: what was recorded before it, told by roles; what the crew then does is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import ShowclearError

ROLE = "role:"
"""What stands for the person who has a role, in `by` and anywhere in a body."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record that is there when the drill begins."""

    minutes_before: int
    by: str
    """A role."""
    kind: str
    body: Mapping[str, Any]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """What the crew finds, and the handover that is about to be asked for."""

    name: str
    lines: tuple[Line, ...]
    asked: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the clearance to ask for; persons by `role:<role>`."""

    def roles(self) -> frozenset[str]:
        """The roles somebody has to hold for it."""
        told = [line.by for line in self.lines]
        bodies = [_meant(line.body) for line in self.lines]
        return frozenset(told) | frozenset().union(*bodies, _meant(self.asked))


def filled(value: Any, cast: Mapping[str, str]) -> Any:
    """The value with persons for roles. Refused: a role that nobody has (`drill.malformed`)."""
    if isinstance(value, Mapping):
        return {key: filled(part, cast) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [filled(part, cast) for part in value]
    if not isinstance(value, str) or not value.startswith(ROLE):
        return value
    person = cast.get(value.removeprefix(ROLE))
    if person is None:
        raise ShowclearError("drill.malformed", f"Nobody stands for {value}.")
    return person


def _meant(value: Any) -> frozenset[str]:
    if isinstance(value, Mapping):
        return frozenset().union(*(_meant(part) for part in value.values()))
    if isinstance(value, list | tuple):
        return frozenset().union(*(_meant(part) for part in value))
    if isinstance(value, str) and value.startswith(ROLE):
        return frozenset({value.removeprefix(ROLE)})
    return frozenset()
