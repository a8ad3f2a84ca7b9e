"""Decides what is news of a production since a place in it; asked anew each time, so that a lost role ends it."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from app.services.caller import Caller
from app.services.container import Services
from app.services.filters import ViolationFilter

_PLACE: Final = re.compile(r"(\d{1,15})/([0-9TZ:.-]{0,40})(?:/([0-9TZ:.-]{27}))?", re.ASCII)
_AT_ONCE: Final = 100
_LATEST: Final = 10


class Place(NamedTuple):
    """How far somebody has heard: entries before `position`, violations flagged, and messages made to them, until then."""

    position: int
    flagged_at: str
    told_at: str = ""

    def text(self) -> str:
        """As it stands in an event's id."""
        return f"{self.position}/{self.flagged_at}{'/' + self.told_at if self.told_at else ''}"


class Event(NamedTuple):
    """One piece of news, and how far somebody who hears it has heard."""

    name: str
    data: dict[str, Any]
    place: Place


def place_of(text: str) -> Place | None:
    """The place of an event's id; None for any other text."""
    found = _PLACE.fullmatch(text)
    return Place(int(found[1]), found[2], found[3] or "") if found else None


def newest_place(services: Services, caller: Caller, production: str) -> Place:
    """Where somebody begins who has heard nothing."""
    size = services.reading.checkpoint(caller, production)["size"]
    latest = services.reading.violations(caller, production, ViolationFilter(), None, 1).items
    told_at = services.delivery.messages.newest_at(caller, production)
    return Place(size, latest[0]["flagged_at"] if latest else "", told_at)


def news(services: Services, caller: Caller, production: str, place: Place) -> list[Event]:
    """What came after the place: entries with what they raised and ended, and violations as they were flagged."""
    events: list[Event] = []
    for entry in services.reading.entries(caller, production, place.position, _AT_ONCE).items:
        place = place._replace(position=entry["position"] + 1)
        told = services.reading.record(caller, production, entry["record"]["id"])
        events.append(Event("record", _headline(told), place))
    for violation in _flagged_since(services, caller, production, place.flagged_at):
        place = place._replace(flagged_at=violation["flagged_at"])
        events.append(Event("violation", violation, place))
    for message in services.delivery.messages.heard(caller, production, place.told_at):
        place = place._replace(told_at=message["made_at"])
        events.append(Event("message", message, place))
    return events


def _headline(told: dict[str, Any]) -> dict[str, Any]:
    """What happened and what it changed, without its words: those are read where rights are asked for them."""
    receipt = told["receipt"]
    return {
        "position": told["position"],
        "recorded_at": told["recorded_at"],
        "record": told["record"]["id"],
        "kind": told["record"]["kind"],
        "unit": told["record"].get("unit", "main"),
        "raised": [violation["id"] for violation in receipt["raised"]],
        "resolved": receipt["resolved"],
        "holds": receipt["holds"],
    }


def _flagged_since(services: Services, caller: Caller, production: str, moment: str) -> list[dict[str, Any]]:
    """Violations flagged after the moment, in that order."""
    found: list[dict[str, Any]] = []
    skip: int | None = None
    while True:
        page = services.reading.violations(caller, production, ViolationFilter(), skip, _LATEST)
        newer = [violation for violation in page.items if violation["flagged_at"] > moment]
        found += newer
        if len(newer) < len(page.items) or page.following is None:
            return found[::-1]
        skip = page.following
