"""Decides who may look: every reader belongs to the production, has a token that reads, and holds a role that may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from app.domain.answering.routing import Crew, kept_from
from app.domain.people.permissions import require_read, withheld
from app.services.caller import READ, Caller, no_production
from app.services.judged import Judged
from app.services.judges import Judges
from app.services.library import Library, Shelves, StoredEntry
from app.services.ports import Clock
from app.services.roster import Roster

NOT_TAKEN_IN: Final[dict[str, Any]] = {"intake": None, "photos": []}
"""What is known of a thing that moved and was never taken in."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one reader sees: the shelves, the production as judged, and the roles the reader holds."""

    production: str
    shelves: Shelves
    judged: Judged
    roles: frozenset[str]
    person: str | None
    at: datetime
    """The moment of looking."""

    def entry(self, stored: StoredEntry, *, receipt: bool = False) -> dict[str, Any]:
        """An entry as JSON, without the words that are not for this reader; `withheld` names them."""
        told: dict[str, Any] = orjson.loads(stored.entry)
        told["leaf_hash"] = stored.leaf_hash.hex()
        if receipt:
            told["receipt"] = orjson.loads(stored.receipt)
        places = withheld(told["record"], self.roles, self.person, self.kept_from(told["record"]))
        missing = [place for place in places if _leave_out(told["record"], place)]
        if missing:
            told["withheld"] = missing
        return told

    def kept_from(self, record: Mapping[str, Any]) -> frozenset[str]:
        """Of a concern: whom it is about, and whoever answers to them."""
        about = record["body"].get("about") if record["kind"] == "concern" else None
        return kept_from(about, self.crew()) if about else frozenset()

    def crew(self) -> Crew:
        """Everybody who holds a role now, with the names beside the ledger."""
        return crew_of(self.judged.roster, self.shelves.names(self.production), self.at)

    def intakes(self, kind: str, what: str) -> dict[str, dict[str, Any]]:
        """What is known of each firearm or container by its id: `intake`, the body of the newest; `photos`, digests.

        An intake that is told again without photos leaves those of the one before.
        """
        found: dict[str, dict[str, Any]] = {}
        for entry in self.shelves.entries_of_kind(self.production, kind):
            record = orjson.loads(entry)["record"]
            body, photos = record["body"], [one[-64:] for one in record.get("attachments") or ()]
            before = found.get(body[what], NOT_TAKEN_IN)
            found[body[what]] = {"intake": body, "photos": photos or before["photos"]}
        return found

    def adoptions(self) -> list[tuple[str, str]]:
        """Name and digest of every pack the production ever adopted, in order of their names."""
        found = self.shelves.entries_of_kind(self.production, "protocol_adopted")
        bodies = [orjson.loads(entry)["record"]["body"] for entry in found]
        return sorted({(body["pack"], body["digest"]) for body in bodies})


class Looking:
    """The first lines of every reading use case."""

    def __init__(self, library: Library, judges: Judges, clock: Clock) -> None:
        self._library, self._judges, self._clock = library, judges, clock

    @contextmanager
    def _look(self, caller: Caller, production: str, what: str) -> Iterator[Look]:
        """Refused: `not_found` (also somebody else's production), `permission.denied`."""
        caller.require(production, READ)
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        roles = judged.roster.roles(caller.person, self._clock()) if caller.person else frozenset()
        require_read(roles, what)
        with self._library.looking() as shelves:
            yield Look(production, shelves, judged, roles, caller.person, self._clock())


def _leave_out(record: dict[str, Any], place: str) -> bool:
    """Take one place (`by`, `body.detail`) out of a record; whether there was anything."""
    outer, _, inner = place.rpartition(".")
    held = record.get(outer) if outer else record
    return isinstance(held, dict) and held.pop(inner, None) is not None


def crew_of(roster: Roster, names: Mapping[str, str | None], at: datetime) -> Crew:
    """Everybody who holds a role at that moment."""
    held = {person: roster.roles(person, at) for person in roster.people()}
    return Crew({person: roles for person, roles in held.items() if roles}, names)
