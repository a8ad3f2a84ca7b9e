"""Decides how concerns are read and answered for over HTTP; who may hear which words is decided by the use case."""

from __future__ import annotations

from typing import Annotated, Final, get_args

from fastapi import Path
from starlette.responses import Response

from app.domain.answering.retaliation import CHANGES
from app.domain.records.ids import PersonId
from app.domain.records.words import ConcernCategory
from app.services.caller import READ
from app.web.api.answering import GUARDED, QUIET, json_response, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.codes import qr_code
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, page, shape, text

router = subject("/productions/{production}", "concerns")

_MOMENT: Final = {"type": "string", "format": "date-time"}
_MAYBE: Final = {"type": ["string", "null"]}
_CATEGORY: Final = {"enum": list(get_args(ConcernCategory))}
_STATE: Final = {"enum": ["open", "seen", "answered", "denied", "contested"]}
_ANSWER: Final = shape(
    "One answer.",
    {"record": text("Its record id."), "by": _MAYBE, "action": text("What."), "detail": text("In words.")},
    {"at": _MOMENT, "recorded_at": _MOMENT},
)
_CONCERN: Final = shape(
    "A concern as this reader may see it.",
    {
        "record": text("Its record id; answer it with a `response` to it."),
        "category": _CATEGORY,
        "said_at": _MOMENT,
        "set_apart": {"type": "boolean", "description": "Whether its words go to a receiver only."},
        "stakes": {"enum": ["usual", "raised"], "description": "Raised by a second one on the subject."},
        "violations": listed(text("Of what raised them.")),
        "state": _STATE,
        "questions": listed(_ANSWER),
        "actions": listed(_ANSWER),
        "withheld": {"type": "boolean", "description": "Whether the words are not for this reader."},
    },
    {"detail": text("The words."), "about": _MAYBE, "by": _MAYBE},
)
_PUBLISHED: Final = shape(
    "A concern as it may be published.",
    {
        "month": text("When, and nothing nearer."),
        "category": _CATEGORY,
        "state": _STATE,
        "words": {**_MAYBE, "description": "Null where few could have written them."},
        "questions": listed(text("What was asked.")),
        "actions": listed(text("What was done.")),
    },
)
_CHANGE: Final = shape(
    "A change of personnel after something was raised: the reason is asked, and nothing is concluded.",
    {
        "record": text("Of the change."),
        "person": text("Whose work ended or changed."),
        "what": {"enum": list(CHANGES)},
        "at": _MOMENT,
        "reason": {**_MAYBE, "description": "As given."},
        "ask": {**_MAYBE, "description": "Who gives the reason, where none was given."},
        "after": listed(text("A concern or request of theirs before it.")),
        "after_nameless": {
            "type": "boolean",
            "description": "Whether a concern without a name came before; not by whom.",
        },
    },
)
_RECEIVER: Final = shape(
    "Somebody who hears what is set apart.",
    {
        "person": text("Who."),
        "named": {"type": "boolean", "description": "False: stands in for nobody named."},
    },
    {"named_by": text("By whom."), "named_at": _MOMENT},
)
_FRESH: Final = (*GUARDED, *BODY, "auth.foreign_page", "auth.fresh_needed")
_PERSON: Final = shape("Who.", {"person": text("The person's id.")})
PersonPath = Annotated[PersonId, Path(alias="person", description="The person's id.")]


@router.get(
    "/concerns",
    summary="Concerns, and what became of them",
    responses=answers(page(_CONCERN, "The newest first; one page."), "All of them.", *GUARDED),
)
def list_concerns(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """For everybody the question that was put and the action that was taken; the words for whoever may hear them."""
    return list_response(services.concern_desk.concerns(caller, production))


@router.get(
    "/concerns/published",
    summary="Concerns as they may be published",
    responses=answers(page(_PUBLISHED, "By month; one page."), "Nobody is named in it.", *GUARDED),
)
def published_concerns(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Names, ids, days, hours and scenes are taken out. Read it before it is published: what else tells, only people see."""
    return list_response(services.concern_desk.published(caller, production))


@router.get(
    "/concerns/watch",
    summary="Personnel changes after a concern",
    responses=answers(page(_CHANGE, "The newest first; one page."), "Reasons to ask for.", *GUARDED),
)
def watch_concerns(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """For safety, receivers and an outside party: whose work ended or changed within 90 days, and who gives the reason.

    Roles that ended or changed, duty that somebody else took away, personnel actions. No record carries anybody's hours, so
    hours that were cut are not seen: ask.
    """
    return list_response(services.concern_desk.watch(caller, production))


@router.get(
    "/concerns/code.svg",
    summary="The code for the call sheet",
    responses=answers(text("A QR code."), "An SVG.", *GUARDED, media="image/svg+xml"),
)
def concern_code(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """A QR code of the page on which anybody raises a concern without a name. It is the same for everybody."""
    services.concern_desk.require(caller, production)
    drawing = qr_code(f"{services.accounts.origin}/concern/{production}")
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.get(
    "/concern-receivers",
    summary="Who hears what is set apart",
    responses=answers(page(_RECEIVER, "One page."), "Those now.", *GUARDED),
)
def list_receivers(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Named ones; where nobody is named, a safety advisor, else a safety officer stands in."""
    return list_response(services.concern_desk.receivers(caller, production))


@router.post(
    "/concern-receivers",
    summary="Name a receiver",
    responses=answers(_PERSON, "Named.", *_FRESH, "concern.receiver"),
    openapi_extra=json_body(_PERSON),
)
def name_receiver(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """Somebody who answers neither for the schedule nor to the unit; best a safety advisor who holds no other role."""
    caller.require(production, READ)
    person = parse_object(sent, {"person": True})["person"]
    if not isinstance(person, str):
        raise malformed("person", "is no person's id", "text")
    services.concern_desk.name_receiver(caller, production, person)
    return json_response({"person": person}, 200, QUIET)


@router.post(
    "/concern-receivers/{person}/end",
    summary="A receiver no more",
    responses=answers(_PERSON, "Ended.", *_FRESH),
)
def end_receiver(services: Asked, caller: Asking, production: ProductionPath, person: PersonPath) -> Response:
    """What they heard they heard; they hear no more."""
    services.concern_desk.end_receiver(caller, production, person)
    return json_response({"person": person}, 200, QUIET)
