"""Decides how drills read at a desk: the one that goes on, how one is begun, entered and ended, and those that were held."""

from __future__ import annotations

from starlette.responses import Response

from app.domain.people.permissions import may_read
from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/drills", "session", root="")


@router.get("", include_in_schema=False)
def drills_page(reader: Coming) -> Response:
    """For everybody: they enter it; whoever may begins and ends it."""
    asked = (reader.caller, reader.production)
    told, people = reader.services.drills.drills(*asked), reader.services.reading.people(*asked)
    there = [one["id"] for one in people if any(role["held"] for role in one["roles"])]
    return reader.page(
        "drills.html",
        "drills",
        running=next((one for one in told if one["ended_at"] is None), None),
        past=[one for one in told if one["ended_at"] is not None],
        may=may_read(reader.roles, "drill"),
        choices=reader.services.drills.choices(*asked),
        there=there,
    )
