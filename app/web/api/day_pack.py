"""Decides how a phone fetches the day before the signal goes, and says that it is still there."""

from __future__ import annotations

from typing import Annotated, Final

import orjson
from fastapi import Query, Request
from starlette.responses import Response

from app.domain.records.ids import Word
from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.compressed import sent
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("/productions/{production}", "production")

_MOST_QUEUED: Final = 1_000_000
_MOST_LETTERS: Final = 64
_PACK: Final = {"type": "object", "description": "The day as recorded so far, as docs/offline.md tells."}
_CHECKLISTS: Final = shape(
    "The day's checklists.",
    {"digest": text("Of the pack of protocols."), "protocols": listed({"type": "object"})},
)
_HEARD: Final = shape(
    "A phone.",
    {
        "device": text("A name it gave itself, at most 64 characters."),
        "queued": {"type": "integer", "description": "How many records it keeps that were not sent yet."},
    },
)
Unit = Annotated[Word, Query(description="The shooting unit.")]


@router.get("/pack", summary="The day, to take along", responses=answers(_PACK, "It.", *GUARDED))
def read_pack(services: Asked, caller: Asking, production: ProductionPath, unit: Unit = "main") -> Response:
    """The unit's day: holds, what is due, firearms, people, the next set-up, and which phones were heard from."""
    return json_response(services.day_packs.pack(caller, production, unit))


@router.get("/checklists", summary="The day's checklists", responses=answers(_CHECKLISTS, "They.", *GUARDED))
def read_checklists(
    request: Request, services: Asked, caller: Asking, production: ProductionPath, unit: Unit = "main"
) -> Response:
    """The protocol versions that the unit's day pinned when it opened, without their rules and sources."""
    # Published texts, with nothing of anybody in them: they may be packed.
    told = orjson.dumps(services.day_packs.checklists(caller, production, unit))
    return sent(request, told, "application/json")


@router.post(
    "/phones",
    summary="A phone was here",
    status_code=200,
    responses=answers(
        _HEARD, "Noted.", *(*GUARDED, "content_type.unsupported", "json.malformed", "request.malformed")
    ),
    openapi_extra=json_body(_HEARD),
)
def phone_heard(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """So that others see which phones may keep records that nobody else has seen yet."""
    services.day_packs.require(caller, production)
    told = parse_object(sent, {"device": True, "queued": True})
    device, queued = told["device"], told["queued"]
    if not isinstance(device, str) or not 0 < len(device) <= _MOST_LETTERS:
        raise malformed("device", "is no name", "1 to 64 characters")
    if type(queued) is not int or not 0 <= queued <= _MOST_QUEUED:
        raise malformed("queued", "is no count", "a whole number from 0")
    services.day_packs.heard(caller, production, device, queued)
    return json_response(told, 200, QUIET)
