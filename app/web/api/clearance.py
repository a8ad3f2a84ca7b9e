"""Decides how a clearance is asked over HTTP; the judgement answers it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain.records.ids import FirearmId, PersonId, SceneId, Word
from app.domain.records.words import Declared, Purpose
from app.web.api.answering import GUARDED, json_response
from app.web.api.parameters import MomentAsked, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import ref

router = subject("/productions/{production}", "clearance")


class HandoverAsked(BaseModel):
    """A handover that has not happened yet."""

    firearm: FirearmId = Field(description="The firearm.")
    to: PersonId = Field(description="Who would receive it.")
    purpose: Purpose | None = Field(None, description="What for.")
    giver: PersonId | None = Field(None, alias="from", description="Who would give it.")
    declared: Declared | None = Field(None, description="What it would be called.")
    declared_by: PersonId | None = Field(None, description="Who would call it that.")
    scene: SceneId | None = Field(None, description="The scene.")
    unit: Word | None = Field(None, description="The shooting unit; `main` when left out.")
    at: MomentAsked | None = Field(None, description="When; now when left out.")


@router.get(
    "/clearance",
    summary="May this firearm be handed to this person now?",
    responses=answers(ref("Clearance"), "The answer, with what would cure a refusal.", *GUARDED),
)
def ask_clearance(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[HandoverAsked, Query()],
) -> Response:
    """Judges this handover as if it happened. What is left out is assumed, and the answer says what was assumed.

    A granted clearance says that the steps are recorded, not that the firearm is clear: open it and show it.
    """
    return json_response(services.clearances.ask(caller, production, **asked.model_dump()))
