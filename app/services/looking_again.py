"""Decides who may have it looked up and recorded again who can be reached, once a gap is mended; it finds nothing itself."""

from __future__ import annotations

from typing import Any

from app.domain.people.permissions import require_write
from app.services.caller import FOUND, READ, WRITE, Caller, no_production
from app.services.judges import Judges
from app.services.outcome import Refused
from app.services.ports import Clock
from app.services.preflight import Checked, Preflight
from app.services.record import RecordDesk


class LookingAgain:
    """The use case: a preflight in the middle of a day."""

    def __init__(self, desk: RecordDesk, preflight: Preflight, judges: Judges, clock: Clock) -> None:
        self._desk, self._preflight, self._judges, self._clock = desk, preflight, judges, clock

    def record(self, caller: Caller, production: str, unit: str) -> list[Checked]:
        """What was found, each person and rung a record of that unit's day; nothing where nobody uses messages.

        For whoever may open a day: that looks it up, too. Refused: `not_found`, `permission.denied`.
        """
        caller.require(production, WRITE)
        judged = self._judges.seen(production)
        if judged is None or caller.person is None:
            raise no_production()
        require_write(judged.roster.roles(caller.person, self._clock()), "day_opened")
        found = [one for one in self._preflight.looked_up(production) if one.recorded]
        records: list[Any] = self._preflight.records(production, unit, caller.person, found)
        # The service's own finding: no word of whoever asked, so it needs neither their role nor a fresh sign-in.
        service = Caller(caller.person, production, frozenset({READ, WRITE, FOUND}))
        for outcome in self._desk.submit_batch(service, production, records) if records else ():
            if isinstance(outcome, Refused):
                raise outcome.error
        return found
