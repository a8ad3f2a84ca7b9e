"""Decides how a clearance is asked over HTTP; the judgement answers it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BeforeValidator
from starlette.responses import Response

from app.web.api.answering import GUARDED, json_response
from app.web.api.parameters import (
    Declared,
    FirearmId,
    Moment,
    PersonId,
    ProductionPath,
    Purpose,
    SceneId,
    Word,
    with_plus,
)
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import ref

router = APIRouter(prefix="/productions/{production}", tags=["clearance"])


@router.get("/clearance", summary="May this firearm be handed to this person now?", responses=answers(ref("Clearance"), "The answer, with what would cure a refusal.", *GUARDED))
def clearance(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    firearm: Annotated[FirearmId, Query(description="The firearm.")],
    to: Annotated[PersonId, Query(description="Who would receive it.")],
    purpose: Annotated[Purpose | None, Query(description="What for.")] = None,
    giver: Annotated[PersonId | None, Query(alias="from", description="Who would give it.")] = None,
    declared: Annotated[Declared | None, Query(description="What it would be called.")] = None,
    declared_by: Annotated[PersonId | None, Query(description="Who would call it that.")] = None,
    scene: Annotated[SceneId | None, Query(description="The scene.")] = None,
    unit: Annotated[Word | None, Query(description="The shooting unit; `main` when left out.")] = None,
    at: Annotated[
        Moment | None, BeforeValidator(with_plus), Query(description="When; now when left out.")
    ] = None,
) -> Response:
    """Judges this handover as if it happened. Parameters left out are assumed, and the answer says what was assumed.

    A granted clearance says that the steps are recorded, not that the firearm is clear: open it and show it.
    """
    answer = services.clearances.ask(
        caller,
        production,
        firearm=firearm,
        to=to,
        purpose=purpose,
        giver=giver,
        declared=declared,
        declared_by=declared_by,
        scene=scene,
        unit=unit,
        at=at,
    )
    return json_response(answer)
