"""Decides how the blind count at wrap is asked for over HTTP."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Query
from starlette.responses import Response

from app.web.api.answering import GUARDED, json_response
from app.web.api.parameters import DayAsked, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import listed, shape, text

router = subject("/productions/{production}", "production")

_COUNT: Final = shape(
    "A container.",
    {"container": text("Its id."), "state": {"enum": ["to_count", "to_sign", "signed"]}},
    {
        "record": text("The hand count's record."),
        "counted": {"type": "object", "description": "What the hand count says."},
        "by": {"type": ["string", "null"], "description": "Who counted."},
        "own": {"type": "object", "description": "What the records say: `loaded`, `unloaded`, `fired`."},
        "differs": listed({"type": "object", "description": "`field`, `counted`, `own`."}),
    },
)
_COUNTS: Final = shape("The counts of a day.", {"date": text("The day."), "containers": listed(_COUNT)})


@router.get("/counts", summary="The blind count at wrap", responses=answers(_COUNTS, "They.", *GUARDED))
def read_counts(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    day: Annotated[DayAsked | None, Query(description="The day; left out: today.")] = None,
) -> Response:
    """What is to be counted by hand. The service keeps its own figure to itself until the hand count is signed."""
    return json_response(services.counts.of_day(caller, production, day))
