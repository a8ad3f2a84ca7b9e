"""Decides what is told of holds and of running escalations: what is missing, who was told when, which rung comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from app.domain.escalation import Escalation, next_at
from app.domain.ledger.entry import recorded_at_text
from app.services.caller import Caller
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Looking
from app.services.ports import Clock
from app.services.preflight import Preflight
from app.services.telling import Telling

_SHOWN_FOR: Final = timedelta(days=14)
"""How long an escalation that has ended is shown after it started."""


class Told(Protocol):
    """Where escalations are read."""

    def of(self, production: str, since: datetime) -> Sequence[tuple[Escalation, Sequence[Telling]]]:
        """Those that run and those that started since, each with who was told."""
        ...


class Standings(Looking):
    """What stands in a production's way, and who is being asked about it."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, told: Told, preflight: Preflight
    ) -> None:
        super().__init__(library, judges, clock)
        self._told, self._preflight = told, preflight

    def holds(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Each hold with the steps that are missing and who can give each. Refused: as all reading.

        Where the judgement is behind, the holds as last written, without steps: nobody can say what is missing.
        """
        with self._look(caller, production, "records") as look:
            judge = look.judged.judge
            if judge is None or look.judged.behind:
                return [{**one, "steps": None, "signed": []} for one in look.shelves.holds(production)]
            return judge.fork().holds(self._clock())

    def escalations(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Running ones, and those begun within the last fortnight, in the order they began."""
        with self._look(caller, production, "violations"):
            since = self._clock() - _SHOWN_FOR
            return [_shown(one, told) for one, told in self._told.of(production, since)]

    def preflight(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Everybody on the ladder of incidents and whether they can be reached now; empty where nobody uses messages."""
        with self._look(caller, production, "people"):
            return [one._asdict() for one in self._preflight.looked_up(production)]


def _shown(one: Escalation, told: Sequence[Telling]) -> dict[str, Any]:
    following = next_at(one)
    return {
        "id": one.id,
        "hazard": one.hazard,
        "rule": one.rule,
        "record": one.record,
        "subject": one.subject,
        "pack": one.pack,
        "digest": one.digest,
        "started_at": recorded_at_text(one.started_at),
        "state": one.ended or ("acknowledged" if _held(one) else "running"),
        "ended_at": recorded_at_text(one.ended_at) if one.ended_at else None,
        "next_at": recorded_at_text(following) if following else None,
        "next_tells": list(one.rungs[min(one.climbed, len(one.rungs) - 1)].tell) if following else [],
        "ladder": [{"after_s": int(r.after.total_seconds()), "tell": list(r.tell)} for r in one.rungs],
        "told": [
            {
                "rung": telling.rung,
                "recipient": telling.recipient,
                "due_at": recorded_at_text(telling.due_at),
                "told_at": recorded_at_text(telling.told_at),
            }
            for telling in told
        ],
        "acknowledged": [
            {
                "record": ack.record,
                "by": ack.by,
                "at": recorded_at_text(ack.at),
                "rung": ack.rung,
                "counted": ack.counted,
            }
            for ack in one.acknowledged
        ],
    }


def _held(one: Escalation) -> bool:
    """Whether an acknowledgement holds the rung it stands on."""
    return any(ack.counted and ack.rung == one.climbed for ack in one.acknowledged)
