"""Decides who on the ladders can be reached before a day begins, and records it beside the opening; it tells nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, NamedTuple, cast

from app.domain.escalation import NOBODY, OUTSIDE_ROLE, OnCall, People
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


_OPENED: Final = "Looked up by the service as the day was opened."
_AGAIN: Final = "Looked up by the service again, as somebody asked."
Why = Literal["confirmed", "off", "unconfirmed", "long_ago", "nobody", "no_address"]
"""confirmed: somebody answers there. off: away or off duty, uncovered. nobody: no one holds the rung's roles."""
_SAY: Final[Mapping[Why, str]] = {
    "off": "not on duty, and nobody covers",
    "unconfirmed": "no confirmed channel",
    "long_ago": f"last confirmed more than {CONFIRMED_WITHIN.days} days ago",
    "confirmed": "confirmed",
    "nobody": "nobody holds this rung",
    "no_address": "no address outside",
}
Confirmed = Mapping[str, datetime | None]
"""When each person last confirmed a channel."""


class Checked(NamedTuple):
    """One person on one rung, or a rung with nobody: whether somebody answers there, and why not."""

    rung: int | str
    """An incident's rungs from 1; of other ladders the rule and the rung's number."""
    person: str
    """A person's id, `nobody`, or `outside:<address>`."""
    why: Why
    tells: tuple[str, ...]
    """The roles of the rung."""
    covered_by: str | None = None

    @property
    def reachable(self) -> bool:
        """Whether somebody answers there."""
        return self.why == "confirmed"

    @property
    def reason(self) -> str | None:
        """In words, as the record has it; None for who is simply there."""
        if self.covered_by is None:
            return _SAY[self.why] if self.why != "confirmed" else None
        return f"covered by {self.covered_by}: {_SAY[self.why]}"

    def to_json(self) -> dict[str, Any]:
        """As the interface tells it."""
        return self._asdict() | {
            "tells": list(self.tells),
            "reachable": self.reachable,
            "reason": self.reason,
        }

    @property
    def recorded(self) -> bool:
        """Whether it becomes a record: those are about people, and an address outside is none."""
        return self.why != "no_address" and ":" not in self.person


class Preflight:
    """Looks up everybody on the ladders of the pack: a confirmed channel, on duty or covered."""

    def __init__(self, judges: Judges, reachable: Reachable, ladders: Ladders, clock: Clock) -> None:
        self._judges, self._reachable, self._ladders, self._clock = judges, reachable, ladders, clock

    def beside(self, item: Draft) -> list[Draft]:
        """The records that go in beside a day's opening, each only if that is new; none beside anything else.

        None either in a production where nobody on a ladder ever confirmed a channel: it does not use messages.
        """
        if item.record.kind != "day_opened":
            return []
        found = self.looked_up(item.record.production)
        return [self._record(item, one) for one in found if one.recorded]

    def looked_up(self, production: str) -> list[Checked]:
        """Every rung of the pack's ladders now, and whoever is on it; nothing where nobody ever confirmed a channel."""
        people, rungs = self._ladder(production)
        known = {one: self._reachable.of(production, one) for one in _asked(people, rungs.values())}
        outside = self._reachable.outside(production)
        if not outside and not any(known.values()):
            return []
        found: list[Checked] = []
        for name, tells in rungs.items():
            found += self._on(name, tuple(tells), people, known)
            if OUTSIDE_ROLE in tells:
                found += _outside(name, tuple(tells), outside)
        return found

    def _ladder(self, production: str) -> tuple[People, Mapping[int | str, Sequence[str]]]:
        judged = self._judges.seen(production)
        if judged is None:
            return {}, {}
        now = self._clock()
        stands = judged.judge.fork().stands(now) if judged.judge else None
        people = people_of(Heard(now, stands, judged.roster, (), ()))
        return people, self._ladders.every_rung(stands.packs.get("", "") if stands else "")

    def _on(self, name: int | str, tells: tuple[str, ...], people: People, known: Confirmed) -> list[Checked]:
        on_it = [(person, call) for person, call in people.items() if call.roles & frozenset(tells)]
        found = [self._reached(name, person, call, tells, known) for person, call in on_it]
        if not found and OUTSIDE_ROLE not in tells:
            return [Checked(name, NOBODY, "nobody", tells)]
        return found

    def _reached(
        self, name: int | str, person: str, call: OnCall, tells: tuple[str, ...], known: Confirmed
    ) -> Checked:
        covers = None if call.there else call.covered_by
        if not call.there and covers is None:
            return Checked(name, person, "off", tells)
        confirmed_at = known.get(covers or person)
        why: Why = "confirmed"
        if confirmed_at is None:
            why = "unconfirmed"
        elif self._clock() - confirmed_at > CONFIRMED_WITHIN:
            why = "long_ago"
        return Checked(name, person, why, tells, covers)

    def records(self, production: str, unit: str, by: str, found: Sequence[Checked]) -> list[dict[str, Any]]:
        """What was found, as records of now: for a gap that was mended since the day opened."""
        at = self._clock()
        return [_value((production, unit, by, _AGAIN), at, at.isoformat(), one) for one in found]

    def _record(self, item: Draft, one: Checked) -> Draft:
        opened = item.record
        at = max(self._clock(), opened.at) + timedelta(milliseconds=1)
        who = (opened.production, opened.unit, item.caller.person or "", _OPENED)
        value = _value(who, at, opened.key, one)
        record = parse_record(value)
        caller = replace(item.caller, scopes=item.caller.scopes | {FOUND})
        plain = canonical_parsed(cast(Json, value))
        return Draft(record, plain, names_in(record), caller, beside=opened.key)


def _value(who: tuple[str, str, str, str], at: datetime, cause: str, one: Checked) -> dict[str, Any]:
    """One record, for a production, a unit, whoever asked, with a note; the same cause gives the same id."""
    production, unit, by, note = who
    body: dict[str, Any] = {"rung": one.rung, "person": one.person, "reachable": one.reachable}
    return {
        "id": str(uuid.uuid5(_NAMES, f"{production}/{cause}/{one.rung}/{one.person}")),
        "kind": "preflight",
        "production": production,
        "unit": unit,
        "occurred_at": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "by": by,
        "note": note,
        "body": body | ({"reason": one.reason} if one.reason else {}),
    }


def _asked(people: People, rungs: Iterable[Sequence[str]]) -> set[str]:
    """Everybody on one of the rungs, and whoever covers for them."""
    roles = frozenset(role for tells in rungs for role in tells)
    on_it = {person: call for person, call in people.items() if call.roles & roles}
    return {*on_it, *(call.covered_by for call in on_it.values() if call.covered_by)}


def _outside(name: int | str, tells: tuple[str, ...], addresses: Mapping[str, object]) -> list[Checked]:
    """An address is told though nobody confirmed it: better there than nowhere."""
    if not addresses:
        return [Checked(name, OUTSIDE_ROLE, "no_address", tells)]
    return [Checked(name, f"{OUTSIDE_ROLE}:{one}", "confirmed", tells) for one in sorted(addresses)]
