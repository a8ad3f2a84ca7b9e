"""Decides how messages are read over HTTP, and how a gateway reports on them; who may is decided by the use cases."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path, Query, Request
from starlette.responses import Response

from app.services.caller import WRITE
from app.web.api.answering import GUARDED, OPEN, QUIET, json_response, page_response
from app.web.api.parameters import Paged, ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, page, shape, text

router = subject("/productions/{production}", "delivery")
reports = subject("/deliveries", "delivery")

_MAYBE: Final = {"type": ["string", "null"], "format": "date-time"}
_FIELDS: Final[dict[str, Any]] = {
    "id": text("Its id."),
    "urgency": {"enum": ["hold", "due", "news"]},
    "subject": text("Which kind of thing."),
    "title": text("In one's own language."),
    "text": text("In one's own language."),
    "fields": {"type": "object", "description": "What it is about: no name, no words somebody wrote."},
    "path": text("Where it is answered."),
    "made_at": text("When.", format="date-time"),
    "state": {"enum": ["queued", "sent", "delivered", "opened", "failed"]},
    "problem": {"type": ["string", "null"]},
    "sent_at": _MAYBE,
    "delivered_at": _MAYBE,
    "opened_at": _MAYBE,
    "via": listed({"type": "object", "description": "One way: channel, state, attempts, moments, problem."}),
}
_MINE: Final = shape("A message.", _FIELDS)
_SENT: Final = shape("A message.", _FIELDS | {"person": text("Whom."), "outside": text("Whom, outside.")})
_SEEN: Final = shape("How far.", {"state": {"enum": ["delivered", "opened"]}})
_REPORT: Final = shape(
    "A report.",
    {"delivery": text("Its id, as it was handed on."), "state": {"enum": ["delivered", "failed"]}},
    {"problem": text("A word, such as `busy`."), "gone": {"type": "boolean", "description": "For good."}},
)


@router.get(
    "/messages",
    summary="My messages",
    responses=answers(page(_MINE, "Newest first."), "One page.", *GUARDED, "cursor.invalid"),
)
def list_messages(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[Paged, Query()],
) -> Response:
    """What one was told, and how far each came."""
    messages = services.delivery.messages
    return page_response(
        messages.mine(caller, production, asked.place(request), asked.limit), asked.address(request)
    )


@router.post(
    "/messages/{message}/seen",
    summary="I have seen a message",
    responses=answers(shape("Done.", {}), "Noted.", *GUARDED, *BODY, "auth.foreign_page"),
    openapi_extra=json_body(_SEEN),
)
def see_message(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    message: Annotated[str, Path(description="Its id.", pattern="^[0-9a-f]{32}$")],
    sent: SmallBody,
) -> Response:
    """It stands on a screen (`delivered`) or was opened. The first time counts; only whom it is for can say so."""
    caller.require(production, WRITE)
    services.delivery.messages.seen(caller, production, message, _word(sent))
    return json_response({}, 200, QUIET)


@router.get(
    "/deliveries",
    summary="Who was told what, when",
    responses=answers(page(_SENT, "Newest first."), "One page.", *GUARDED, "cursor.invalid"),
)
def list_deliveries(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[Paged, Query()],
) -> Response:
    """For the office and the safety officer: states and problems, never an address."""
    messages = services.delivery.messages
    return page_response(
        messages.sent(caller, production, asked.place(request), asked.limit), asked.address(request)
    )


@reports.post(
    "/reports",
    summary="Report on a delivery",
    responses=answers(shape("Done.", {}), "Taken.", *OPEN, *BODY, "delivery.signature"),
    openapi_extra=json_body(_REPORT),
)
def report(request: Request, services: Asked, sent: SmallBody) -> Response:
    """For the gateway, and for whoever reads mail that came back: signed as Standard Webhooks (docs/delivery.md)."""
    services.delivery.reports.require_signed(request.headers, sent)
    said = parse_object(sent, {"delivery": True, "state": True, "problem": False, "gone": False})
    services.delivery.reports.report(
        said["delivery"], said["state"], said.get("problem"), said.get("gone", False)
    )
    return json_response({}, 200, QUIET)


def _word(sent: bytes) -> str:
    state = parse_object(sent, {"state": True})["state"]
    if not isinstance(state, str):
        raise malformed("state", "is no text", "delivered or opened")
    return state
