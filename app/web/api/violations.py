"""Decides how what was not met is listed over HTTP; the judgement decides what was not met."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from app.domain.records.ids import FirearmId, Word
from app.services.filters import ViolationFilter
from app.web.api.answering import GUARDED, page_response
from app.web.api.parameters import DayAsked, Gravity, Paged, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import page, ref

router = subject("/productions/{production}", "violations")

Status = Literal["open", "acknowledged", "corrected", "contested", "rebutted"]


class ViolationsAsked(Paged):
    """Which violations."""

    day: DayAsked | None = Field(None, description="Only of this shooting day.")
    hazard: Word | None = Field(None, description="Only this hazard.")
    gravity: Gravity | None = Field(None, description="Only this gravity.")
    status: Status | None = Field(None, description="Only in this state.")
    firearm: FirearmId | None = Field(None, description="Only about this firearm.")


@router.get(
    "/violations",
    summary="What was not met",
    responses=answers(page(ref("Violation"), "Newest first."), "One page.", *GUARDED, "cursor.invalid"),
)
def list_violations(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[ViolationsAsked, Query()],
) -> Response:
    """Found by rule from the records named; not a finding of fault or law. Rebutted ones stay, marked."""
    wanted = ViolationFilter(asked.day, asked.hazard, asked.gravity, asked.status, asked.firearm)
    found = services.reading.violations(caller, production, wanted, asked.place(request), asked.limit)
    return page_response(found, asked.address(request))
