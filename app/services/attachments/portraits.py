"""Decides who gives a person a face beside the ledger; it goes with the name, and no record knows of it."""

from __future__ import annotations

from typing import Final

from app.domain.errors import ShowclearError
from app.domain.people.permissions import require_read
from app.services.attachments.ports import DrawnAnew, Frames
from app.services.caller import READ, WRITE, Caller, no_production
from app.services.erasure import OFFICE
from app.services.judges import Judges
from app.services.ports import Clock

LONGEST_PX: Final = 512


class Portraits:
    """The use case."""

    def __init__(self, judges: Judges, clock: Clock, frames: Frames, drawn_anew: DrawnAnew) -> None:
        self._judges, self._clock, self._frames, self._drawn_anew = judges, clock, frames, drawn_anew

    def put(self, caller: Caller, production: str, person: str, data: bytes) -> None:
        """Keep somebody's portrait, drawn anew: one's own, or by the office.

        Refused: `permission.denied` (also of somebody who is or will be erased), `not_found`, `attachment.type`,
        `attachment.unreadable`.
        """
        self._require_own(caller, production, person)
        found = self._drawn_anew(data, LONGEST_PX)
        if found is None:
            raise ShowclearError("attachment.type", "A portrait is a JPEG, PNG or WebP picture.")
        if not self._frames.put(production, person, found[1], self._clock()):
            raise ShowclearError("permission.denied", "This person asked to be forgotten here.")

    def get(self, caller: Caller, production: str, person: str) -> bytes:
        """A JPEG. Refused: `not_found`, `permission.denied`."""
        caller.require(production, READ)
        require_read(self._roles(caller, production), "people")
        found = self._frames.get(production, person)
        if found is None:
            raise ShowclearError("not_found", "There is no portrait.")
        return found

    def drop(self, caller: Caller, production: str, person: str) -> None:
        """Take a portrait away: one's own, or by the office. Refused: `permission.denied`, `not_found`."""
        self._require_own(caller, production, person)
        self._frames.drop(production, person)

    def _require_own(self, caller: Caller, production: str, person: str) -> None:
        caller.require(production, WRITE)
        roles = self._roles(caller, production)
        if not roles or (caller.person != person and roles.isdisjoint(OFFICE)):
            raise ShowclearError("permission.denied", "A portrait is given by the person or by the office.")
        judged = self._judges.seen(production)
        if judged is None or not judged.roster.knows(person):
            raise ShowclearError("not_found", "The production never had this person.")

    def _roles(self, caller: Caller, production: str) -> frozenset[str]:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        return judged.roster.roles(caller.person, self._clock()) if caller.person else frozenset()
