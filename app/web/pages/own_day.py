"""Decides what somebody sees of their own: what they signed and recorded on a day, what waits for them, how to keep it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from app.services.filters import RecordFilter
from app.web.api.parameters import DayAsked
from app.web.api.routing import subject
from app.web.pages.coming import Coming, Reader

router = subject("/p/{production}/my-day", "session", root="")

_DAYS = 14
_MOST = 500


@router.get("", include_in_schema=False)
def own_day_page(reader: Coming, day: Annotated[DayAsked | None, Query()] = None) -> Response:
    """The newest date with records when none is asked for. Who has left sees how to take away what is theirs."""
    if not reader.roles:
        return reader.page("own_day.html", "my-day", date=None, days=[], mine=[], awaited=[])
    reading = reader.services.reading
    days = [one["date"] for one in reading.days(reader.caller, reader.production)[:_DAYS]]
    told = day.isoformat() if day else next(iter(days), None)
    return reader.page(
        "own_day.html",
        "my-day",
        date=told,
        days=days,
        mine=_mine(reader, RecordFilter(day=date.fromisoformat(told), person=reader.caller.person))
        if told
        else [],
        awaited=[one for one in reading.awaited(reader.caller, reader.production) if _for(reader, one)],
    )


def _mine(reader: Reader, asked: RecordFilter) -> list[dict[str, Any]]:
    found = reader.services.reading.records(reader.caller, reader.production, asked, None, _MOST).items
    return [entry | {"how": _how(entry["record"], reader.caller.person)} for entry in found]


def _how(record: dict[str, Any], person: str | None) -> str:
    """How somebody stands in a record: signed it, wrote it, or is named in it."""
    later = record["body"].get("sign_offs", ()) if record["kind"] == "sign_off" else ()
    signed = [one for one in (*record.get("sign_offs", ()), *later) if one["person"] == person]
    if any(one.get("declined") for one in signed):
        return "declined"
    if signed:
        return "signed"
    return "recorded" if record.get("by") == person else "named"


def _for(reader: Reader, awaited: dict[str, Any]) -> bool:
    if awaited["persons"]:
        return reader.caller.person in awaited["persons"]
    return not reader.roles.isdisjoint(awaited["roles"])
