"""Decides who on the ladder can be reached before a day begins, and records it beside the opening; it tells nobody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from app.domain.escalation import OnCall, People, Rung
from app.domain.ledger.canonical import Json, canonical_parsed
from app.domain.records import parse_record
from app.services.admission import Draft
from app.services.caller import FOUND
from app.services.escalations import Heard, Ladders, people_of
from app.services.judges import Judges
from app.services.messages import Reachable
from app.services.named import names_in
from app.services.ports import Clock

CONFIRMED_WITHIN: Final = timedelta(days=30)
"""How long a confirmed channel counts as one that reaches somebody."""
_NAMES: Final = uuid.UUID(
    "0d6b7b52-1f0e-5c0e-9a53-3c1f5b7a9e21"
)  # so that the same opening has the same records


class Checked(NamedTuple):
    """One person on one rung (from 1): whether somebody answers there, and why not."""

    rung: int
    person: str
    reachable: bool
    reason: str | None


class Preflight:
    """Looks up everybody on the ladder of incidents: a confirmed channel, on duty or covered."""

    def __init__(self, judges: Judges, reachable: Reachable, ladders: Ladders, clock: Clock) -> None:
        self._judges, self._reachable, self._ladders, self._clock = judges, reachable, ladders, clock

    def beside(self, item: Draft) -> list[Draft]:
        """The records that go in beside a day's opening, each only if that is new; none beside anything else.

        None either in a production where nobody on a ladder ever confirmed a channel: it does not use messages.
        """
        if item.record.kind != "day_opened":
            return []
        return [self._record(item, one) for one in self.looked_up(item.record.production)]

    def looked_up(self, production: str) -> list[Checked]:
        """Everybody on a rung, as of now; nothing where nobody ever confirmed a channel."""
        people, rungs = self._ladder(production)
        known = {person: self._reachable.of(production, person) for person in people}
        found = [one for number, rung in enumerate(rungs, 1) for one in self._on(number, rung, people, known)]
        used = any(known[one.person] for one in found) or bool(self._reachable.outside(production))
        return found if used else []

    def _ladder(self, production: str) -> tuple[People, Sequence[Rung]]:
        judged = self._judges.seen(production)
        if judged is None:
            return {}, ()
        now = self._clock()
        stands = judged.judge.fork().stands(now) if judged.judge else None
        people = people_of(Heard(now, stands, judged.roster, (), ()))
        return people, self._ladders.of_incidents(stands.packs.get("", "") if stands else "")

    def _on(
        self, number: int, rung: Rung, people: People, known: dict[str, datetime | None]
    ) -> list[Checked]:
        holders = [(person, call) for person, call in people.items() if call.roles & frozenset(rung.tell)]
        return [Checked(number, person, *self._reached(person, call, known)) for person, call in holders]

    def _reached(
        self, person: str, call: OnCall, known: dict[str, datetime | None]
    ) -> tuple[bool, str | None]:
        if not call.there and call.covered_by is None:
            return False, "not on duty, and nobody covers"
        who = person if call.there else str(call.covered_by)
        confirmed_at = known.get(who)
        covers = "" if who == person else f"covered by {who}: "
        if confirmed_at is None:
            return False, f"{covers}no confirmed channel"
        if self._clock() - confirmed_at > CONFIRMED_WITHIN:
            return False, f"{covers}last confirmed more than {CONFIRMED_WITHIN.days} days ago"
        return True, f"{covers}confirmed" if covers else None

    def _record(self, item: Draft, one: Checked) -> Draft:
        opened = item.record
        at = max(self._clock(), opened.at) + timedelta(milliseconds=1)
        body: dict[str, Any] = {"rung": one.rung, "person": one.person, "reachable": one.reachable}
        value: dict[str, Any] = {
            "id": str(uuid.uuid5(_NAMES, f"{opened.production}/{opened.key}/{one.rung}/{one.person}")),
            "kind": "preflight",
            "production": opened.production,
            "unit": opened.unit,
            "occurred_at": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "by": item.caller.person,
            "note": "Looked up by the service as the day was opened.",
            "body": body | ({"reason": one.reason} if one.reason else {}),
        }
        record = parse_record(value)
        caller = replace(item.caller, scopes=item.caller.scopes | {FOUND})
        plain = canonical_parsed(cast(Json, value))
        return Draft(record, plain, names_in(record), caller, beside=opened.key)
