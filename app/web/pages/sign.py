"""Decides how the page for signing is given, and the code by which a second phone finds its record; it signs nothing."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from starlette.responses import Response

from app.domain.records.ids import ProductionId, RecordRef
from app.web.api.routing import subject
from app.web.asking import Asked
from app.web.codes import qr_code
from app.web.pages.drawing import drawn
from app.web.pages.words import Spoken

router = subject("/sign", "session", root="")


@router.get("", include_in_schema=False)
def sign_page(words: Spoken) -> Response:
    """The page: the same for everybody. Which record it opens with stands behind the `#`, which no server sees."""
    return drawn("sign.html", words)


@router.get("/code.svg", include_in_schema=False)
def code(
    services: Asked,
    production: Annotated[ProductionId, Query()],
    record: Annotated[RecordRef, Query()],
) -> Response:
    """A QR code of the page's address with that record in it; it says nothing about either."""
    asked = urlencode({"production": production, "record": record})
    drawing = qr_code(f"{services.accounts.origin}/sign#{asked}")
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})
