"""Decides what the page of one date shows: the day as a strip, who had each firearm, what was not met; for paper, too."""

from __future__ import annotations

from starlette.responses import Response

from app.web.api.parameters import DayPath
from app.web.api.routing import subject
from app.web.pages.coming import Coming
from app.web.pages.drawings import day_drawn
from app.web.pages.reach import reach_of

router = subject("/p/{production}/days", "session", root="")


@router.get("/{day}", include_in_schema=False)
def day_page(reader: Coming, day: DayPath) -> Response:
    """One date as recorded so far."""
    board = reader.services.reading.board(reader.caller, reader.production, day)
    reach = reach_of(reader)
    records = [entry["record"] for entry in board["records"]]
    return reader.page(
        "day.html",
        "queue",
        date=board["date"],
        drawn=day_drawn(records, reader.zone),
        records=records,
        violations=board["violations"],
        reach=reach if reach["date"] == board["date"] else None,
    )
