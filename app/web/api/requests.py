"""Decides how requests for safe work are listed over HTTP; they are asked and answered as records."""

from __future__ import annotations

from typing import Annotated, Final, Literal, get_args

from fastapi import Query
from starlette.responses import Response

from app.domain.records.words import RequestTopic
from app.web.api.answering import GUARDED, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import listed, page, shape, text

router = subject("/productions/{production}/requests", "records")

_MOMENT: Final = {"type": "string", "format": "date-time"}
_MAYBE: Final = {"type": ["string", "null"]}
_ANSWER: Final = shape(
    "One answer.",
    {
        "record": text("The response's record id."),
        "by": {**_MAYBE, "description": "Who answered."},
        "action": text("What the answer does."),
        "detail": text("In words."),
        "at": _MOMENT,
        "recorded_at": _MOMENT,
    },
)
_REQUEST: Final = shape(
    "What somebody asked for, and how it stands.",
    {
        "record": text("The request's record id; answer it with a `response` to it."),
        "topic": {"enum": list(get_args(RequestTopic))},
        "about": text("What was asked."),
        "by": {**_MAYBE, "description": "Who asked."},
        "by_handler": {"type": "boolean", "description": "Whether a handler asked."},
        "addressed_to": text("Who was asked."),
        "asked_at": _MOMENT,
        "due_at": _MOMENT,
        "state": {"enum": ["open", "seen", "met", "refused", "contested"]},
        "open": {"type": "boolean", "description": "Whether somebody still has to answer."},
        "refused_by": {**_MAYBE, "description": "Who refused it."},
        "refused_by_schedule": {
            "type": "boolean",
            "description": "Whether that was a role that answers for the schedule.",
        },
        "answers": listed(_ANSWER),
        "violations": listed(text("The id of a violation it raised.")),
    },
)


@router.get(
    "",
    summary="What was asked for, and what became of it",
    responses=answers(page(_REQUEST, "The newest first; one page."), "All of them.", *GUARDED),
)
def list_requests(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    state: Annotated[Literal["open", "all"], Query(description="Only those that are open.")] = "all",
) -> Response:
    """Training, time, staffing, equipment: asked, answered, refused by whom, and what that raised."""
    told = services.answering.requests(caller, production, open_only=state == "open")
    return list_response(told)
