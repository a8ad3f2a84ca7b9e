"""Decides how names beside the ledger are sealed, looked at and erased over HTTP; who may is decided by the use case."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path
from starlette.responses import Response

from app.domain.records.ids import PersonId, RecordRef
from app.services.caller import READ
from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("/productions/{production}", "account")

LONGEST_REASON: Final = 500
_FRESH: Final = (*GUARDED, *BODY, "auth.foreign_page", "auth.fresh_needed")
_REASON: Final = shape("Why.", {"reason": text("Kept in the audit.", minLength=1, maxLength=LONGEST_REASON)})
_ERASED: Final = shape(
    "What became of it.",
    {
        "state": {"enum": ["erased", "sealed"]},
        "until": {"type": ["string", "null"], "description": "The day from which the floor is over."},
        "holds": listed(text("The record id of an incident with somebody hurt.")),
        "named_in": listed({"type": "object"}),
    },
)
PersonPath = Annotated[PersonId, Path(alias="person", description="The person's id.")]


@router.post(
    "/people/{person}/erasure",
    summary="Erase a person",
    responses=answers(_ERASED, "Erased, or sealed until that may be.", *_FRESH),
    openapi_extra=json_body(_REASON),
)
def erase_person(
    services: Asked, caller: Asking, production: ProductionPath, person: PersonPath, sent: SmallBody
) -> Response:
    """One's own, or anybody's by the office. `named_in` says where free text in the ledger still names them."""
    caller.require(production, READ)
    _reason(sent)
    return json_response(services.erasures.ask(caller, production, person), 200, QUIET)


@router.post(
    "/people/{person}/name",
    summary="Look at a sealed name",
    responses=answers(shape("It.", {"name": {"type": ["string", "null"]}}), "The name.", *_FRESH),
    openapi_extra=json_body(_REASON),
)
def look_at_name(
    services: Asked, caller: Asking, production: ProductionPath, person: PersonPath, sent: SmallBody
) -> Response:
    """For the custodian, the safety officer or a producer. Each look is in the audit, with its reason."""
    caller.require(production, READ)
    told = services.erasures.look(caller, production, person, _reason(sent))
    return json_response({"name": told}, 200, QUIET)


@router.post(
    "/legal-holds/{record}/lift",
    summary="Lift a legal hold",
    responses=answers(
        shape("Done.", {}), "Names may go again, as far as this incident is concerned.", *_FRESH
    ),
    openapi_extra=json_body(_REASON),
)
def lift_legal_hold(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    record: Annotated[RecordRef, Path(alias="record", description="The incident's record id.")],
    sent: SmallBody,
) -> Response:
    """Only the custodian of the record may."""
    caller.require(production, READ)
    services.erasures.lift(caller, production, record, _reason(sent))
    return json_response({}, 200, QUIET)


def _reason(sent: bytes) -> str:
    reason = parse_object(sent, {"reason": True})["reason"]
    if not isinstance(reason, str) or not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise malformed("reason", "is no reason", f"1 to {LONGEST_REASON} characters")
    return reason.replace("\x00", "")
