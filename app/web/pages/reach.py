"""Decides how it reads whom the ladders ask today and whether they can be reached; it looks nothing up."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from app.domain.people.permissions import may_write
from app.web.pages.coming import Reader


def reach_of(reader: Reader) -> dict[str, Any]:
    """As of `at`, on `date`: each rung with its people; `gap` where nobody answers. No rungs: nobody uses messages."""
    told = reader.services.standings.preflight(reader.caller, reader.production)
    rungs = [
        {"rung": rung, "tells": people[0]["tells"], "people": people, "gap": not _any_reachable(people)}
        for rung, people in ((rung, list(some)) for rung, some in groupby(told["rungs"], _rung))
    ]
    return {"at": told["at"], "date": told["date"], "rungs": rungs}


def duties_of(reader: Reader, reach: dict[str, Any]) -> dict[str, Any] | None:
    """What a form for a duty record needs: those the ladders ask with the duty they recorded last; None for who may not."""
    if not may_write(reader.roles, "duty"):
        return None
    services, asked = reader.services, (reader.caller, reader.production)
    last = services.standings.duties(*asked)
    there = [
        one["id"] for one in services.reading.people(*asked) if any(role["held"] for role in one["roles"])
    ]
    on_it = {one["person"] for rung in reach["rungs"] for one in rung["people"]} | {reader.caller.person}
    return {"people": {one: last.get(one) for one in there if one in on_it}, "everybody": there}


def _rung(one: dict[str, Any]) -> Any:
    return one["rung"]


def _any_reachable(people: list[dict[str, Any]]) -> bool:
    return any(one["reachable"] for one in people)
