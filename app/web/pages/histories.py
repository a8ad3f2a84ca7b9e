"""Decides how a firearm's or lot's history is shown: the code to take along, what was brought along; it judges nothing."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from app.web.api.histories import ThingPath
from app.web.api.routing import subject
from app.web.codes import qr_code
from app.web.pages.coming import Coming, Reader

router = subject("/p/{production}/histories/{thing}", "session", root="")


@router.get("", include_in_schema=False)
def history_page(reader: Coming, thing: ThingPath) -> Response:
    """The history that may leave with its owner's consent, what came with it, and a form to take one in."""
    histories, asked = reader.services.outside.histories, (reader.caller, reader.production, thing)
    told = histories.told(*asked)
    code = None if told["refused"] else qr_code(histories.give_small(*asked), fills=True, level="l")
    drawn = Markup(code) if code else None  # noqa: S704 - drawn by our own code
    values = {"told": told, "code": drawn, "others": _others(reader, thing), "named": _named}
    return reader.page("history.html", "", thing=thing, **values)


def _others(reader: Reader, thing: str) -> list[str]:
    """Everything else that was taken in, to go on to."""
    asked = (reader.caller, reader.production)
    firearms = [f"firearm:{one['id']}" for one in reader.services.reading.firearms(*asked)]
    lots = [f"lot:{one['id']}" for one in reader.services.reading.ammunition(*asked)]
    return [one for one in (*firearms, *lots) if one != thing]


def _named(thing: Any) -> str:
    return str(thing).partition(":")[2]
