"""Decides how what was written on paper is typed in over HTTP, by one person and then by another."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from app.domain.ledger.canonical import parse_strict
from app.services.caller import WRITE
from app.web.api.answering import GUARDED, QUIET, json_response, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import RecordBody
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import page, ref, shape, text

router = subject("/productions/{production}/paper", "records")

_WAITING: Final = shape(
    "A sheet that one person typed in.",
    {
        "id": text("The record's id: type under the same."),
        "typed_by": text("Who did."),
        "kind": text("What it is."),
    },
)


@router.get(
    "",
    summary="Sheets that a second person has to type in",
    responses=answers(page(_WAITING, "They."), "They.", *GUARDED),
)
def waiting_sheets(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """What finds the sheet: kind, protocol, who, when, its photo. Nothing of what the first person read on it."""
    return list_response(services.papers.waiting(caller, production))


@router.post(
    "",
    summary="Type in a sheet of paper",
    status_code=201,
    responses={
        **answers(
            ref("Receipt"),
            "The second typed the same: it is recorded.",
            *(*GUARDED, *BODY, "auth.foreign_page", "too_large", "record.malformed", "record.conflict"),
            *("record.future", "person.unknown", "protocol.unknown", "paper.differs", "paper.not_paper"),
            status=201,
        ),
        202: {"description": "Kept for the second person; nothing is recorded yet."},
    },
    openapi_extra=json_body(ref("Record")),
)
def type_sheet(services: Asked, caller: Asking, production: ProductionPath, sent: RecordBody) -> Response:
    """A record as it stands on the sheet, with the photo of the sheet among `attachments`; signatures by `paper`.

    Once two people typed the same under one id it is recorded in the name of whoever did it, marked with both.
    """
    caller.require(production, WRITE)
    receipt = services.papers.type_in(caller, production, parse_strict(sent))
    if receipt is None:
        return json_response({"state": "waiting"}, 202, QUIET)
    return json_response(receipt, 201, QUIET)
