"""Decides how a request for safe work stands: open, seen, met, refused or contested, by whom, until when; no blame.

The roles that answer for the schedule may not refuse a handler's request (design, section 5, rule 13): that they did is
told, and judged elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.answering.threads import Thread
from app.domain.judgement import Entry
from app.domain.records.words import HANDLERS, SCHEDULE_ROLES

ANSWERED_WITHIN: Final = timedelta(hours=24)
"""As `us-base` has it; what a pack says otherwise shows in the violations."""
_STATES: Final = {
    "acknowledge": "seen",
    "investigate": "seen",
    "correct": "met",
    "resolve": "met",
    "deny": "refused",
    "contest": "contested",
}
OPEN: Final = frozenset({"open", "seen", "contested"})
"""States in which somebody still has to answer."""
RolesAt = Callable[[str, datetime], frozenset[str]]


@dataclass(frozen=True, slots=True)
class RequestState:
    """How a request stands. `decided`: the answer that made it so; None while there is none."""

    state: str
    due_at: datetime
    decided: Entry | None
    by_handler: bool
    refused_by_schedule: bool
    """Refused by somebody who held a role that answers for the schedule, and none on the handlers' side."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.state in OPEN


def state_of(request: Thread, roles_at: RolesAt) -> RequestState:
    """By the last answer that arrived; one by whoever asked is no answer."""
    first = request.first.record
    others = [one for one in request.answers if one.record.by != first.by]
    decided = others[-1] if others else None
    state = _STATES[decided.record.body.action] if decided else "open"
    return RequestState(
        state,
        first.at + ANSWERED_WITHIN,
        decided,
        bool(_held(first.by, first.at, roles_at) & HANDLERS),
        state == "refused" and decided is not None and _answers_for_schedule(decided, roles_at),
    )


def _answers_for_schedule(decided: Entry, roles_at: RolesAt) -> bool:
    return bool(_held(decided.record.by, decided.record.at, roles_at) & SCHEDULE_ROLES)


def _held(person: str | None, at: datetime, roles_at: RolesAt) -> frozenset[str]:
    return roles_at(person, at) if person else frozenset()
