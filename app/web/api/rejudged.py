"""Decides how a span is judged again under another pack over HTTP; what differs is decided by the use case."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.services.rejudging import Other
from app.web.api.answering import GUARDED, json_response
from app.web.api.parameters import DayAsked, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import shape

router = subject("/productions/{production}", "violations")


class RejudgedAsked(BaseModel):
    """Under which pack, over which days."""

    pack: str = Field(max_length=80, description="The pack's name.")
    digest: str | None = Field(None, pattern="^[0-9a-f]{64}$", description="Of a former version.")
    since: DayAsked | None = Field(None, alias="from", description="The first shooting day.")
    until: DayAsked | None = Field(None, description="The last shooting day.")


@router.get(
    "/rejudged",
    summary="What another pack would have found",
    responses=answers(
        shape(
            "Found and would have been found, side by side.",
            {
                "only_found": {"type": "array", "description": "Found; not under it."},
                "only_other": {"type": "array", "description": "Only under it."},
                "changed": {"type": "array", "description": "In both, otherwise."},
                "same": {"type": "integer", "description": "How many are the same."},
            },
        ),
        "The differences.",
        *GUARDED,
        "too_large",
    ),
)
def rejudge(
    services: Asked, caller: Asking, production: ProductionPath, asked: Annotated[RejudgedAsked, Query()]
) -> Response:
    """For the safety officer who weighs a new version. What was found stays as it is."""
    other = Other(asked.pack, asked.digest, asked.since, asked.until)
    return json_response(services.outside.rejudging.ask(caller, production, other))
