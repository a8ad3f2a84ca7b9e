"""Decides how what a regulator is owed reads at a desk: the timer, what the notice has to say, and who gave it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from app.domain.people.permissions import may_write
from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/regulator", "session", root="")


@router.get("", include_in_schema=False)
def regulator_page(reader: Coming, received_on: Annotated[date | None, Query()] = None) -> Response:
    """Every incident that asks for a notice, the newest first; with a day, the periods a citation of that day begins."""
    answering, asked = reader.services.answering, (reader.caller, reader.production)
    return reader.page(
        "regulator.html",
        "regulator",
        notices=answering.notices(*asked),
        may_write=may_write(reader.roles, "notice"),
        periods=answering.periods(*asked, received_on, ()) if received_on else None,
    )
