"""Decides how the audit of a production is read over HTTP; who may is decided by the use case."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query, Request
from starlette.responses import Response

from app.web.api.answering import GUARDED, page_response
from app.web.api.parameters import Paged, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import page, shape, text

router = subject("/productions/{production}/audit", "account")

_ACT: Final = shape(
    "What was refused, or what only few may do.",
    {
        "id": text("Its id."),
        "happened_at": text("When.", format="date-time"),
        "deed": text("What, such as `invite.create` or `sign_off`."),
        "refused": {"type": ["string", "null"], "description": "The code it was refused with."},
        "person": {"type": ["string", "null"], "description": "Who did it, where that is known."},
        "about": text("What it was about."),
    },
)


@router.get(
    "",
    summary="Read the audit",
    responses=answers(page(_ACT, "Newest first."), "One page.", *GUARDED, "cursor.invalid"),
)
def list_acts(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[Paged, Query()],
) -> Response:
    """For the safety officer, the producer and the office. It holds no secret, no PIN and no name."""
    found = services.audit.acts(caller, production, asked.place(request), asked.limit)
    return page_response(found, asked.address(request))
