"""Decides what is told of holds and of running escalations: what is missing, who was told when, which rung comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from app.domain.escalation import Escalation
from app.domain.ledger.entry import recorded_at_text
from app.services.caller import Caller
from app.services.escalations import Heard, people_of
from app.services.escalations_told import States, told_of
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Looking
from app.services.ports import Clock
from app.services.preflight import Preflight
from app.services.telling import Telling

_SHOWN_FOR: Final = timedelta(days=14)
"""How long an escalation is shown after it has ended."""
_BEGUN_WITHIN: Final = timedelta(days=90)
"""One that ended is looked for so far back: the look stays as short as ever on a long production."""


class Told(Protocol):
    """Where escalations are read."""

    def of(self, production: str, since: datetime) -> Sequence[tuple[Escalation, Sequence[Telling]]]:
        """Those that run and those that started since, each with who was told."""
        ...


class Standings(Looking):
    """What stands in a production's way, and who is being asked about it."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, told: Told, preflight: Preflight, states: States
    ) -> None:
        super().__init__(library, judges, clock)
        self._told, self._preflight, self._states = told, preflight, states

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
        """Running ones, and those that ended within the last fortnight, in the order they began."""
        with self._look(caller, production, "violations") as look:
            now, judge = self._clock(), look.judged.judge
            stands = judge.fork().stands(now) if judge else None
            people = people_of(Heard(now, stands, look.judged.roster, (), ()))
            found = self._told.of(production, now - _BEGUN_WITHIN)
            shown = [one for one in found if (one[0].ended_at or now) >= now - _SHOWN_FOR]
            return told_of(look, shown, people, self._states)

    def preflight(self, caller: Caller, production: str) -> dict[str, Any]:
        """Everybody whom the ladders ask and whether they can be reached now; no rungs where nobody uses messages.

        With the production's moment and date now, so that a page can say as of when.
        """
        with self._look(caller, production, "people") as look:
            found = [one.to_json() for one in self._preflight.looked_up(production)]
            date = look.judged.setting.date_of(look.at)
            return {"at": recorded_at_text(look.at), "date": date.isoformat(), "rungs": found}

    def duties(self, caller: Caller, production: str) -> dict[str, dict[str, Any]]:
        """The duty that each person last recorded, by person: `state`, `other_duties`, `covered_by`."""
        with self._look(caller, production, "people") as look:
            judge = look.judged.judge
            stands = judge.fork().stands(look.at) if judge else None
            duties = stands.duties if stands else {}
            return {person: placed.record.body.model_dump(mode="json") for person, placed in duties.items()}
