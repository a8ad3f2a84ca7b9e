"""Decides how portraits come, go and are seen over HTTP; who may is decided by the use case."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.responses import Response

from app.services.attachments.desk import JPEG, Given
from app.services.caller import WRITE
from app.web.api.answering import GUARDED, QUIET
from app.web.api.attachments import handed_out
from app.web.api.erasure import PersonPath
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import read_bytes
from app.web.documents.openapi import answers

router = subject("/productions/{production}/people/{person}/portrait", "account")

MOST_BYTES: Final = 8 * 1024 * 1024
_SENT: Final = "application/octet-stream"
_PICTURE: Final = {"type": "string", "format": "binary"}


async def picture_body(request: Request, caller: Asking, production: ProductionPath) -> bytes:
    """The bytes of a picture, of whatever kind: what it is, its content says."""
    caller.require(production, WRITE)
    return await read_bytes(request, _SENT, MOST_BYTES)


Picture = Annotated[bytes, Depends(picture_body)]


@router.get("", summary="A portrait", responses=answers(_PICTURE, "It.", *GUARDED, media=JPEG))
def read_portrait(
    services: Asked, caller: Asking, production: ProductionPath, person: PersonPath
) -> Response:
    """Beside the ledger, as the name is. Nobody keeps a copy: it may go."""
    data = services.portraits.get(caller, production, person)
    answer = handed_out(Given(JPEG, data, drawn=True), "portrait")
    answer.headers.update(QUIET)
    return answer


@router.put(
    "",
    summary="Give a portrait",
    status_code=204,
    responses=answers(
        None,
        "Kept, small and drawn anew.",
        *(*GUARDED, "auth.foreign_page", "content_type.unsupported", "too_large"),
        *("attachment.type", "attachment.unreadable"),
        status=204,
    ),
    openapi_extra={"requestBody": {"required": True, "content": {_SENT: {"schema": _PICTURE}}}},
)
def put_portrait(
    services: Asked, caller: Asking, production: ProductionPath, person: PersonPath, sent: Picture
) -> Response:
    """One's own, or by the office: JPEG, PNG or WebP."""
    services.portraits.put(caller, production, person, sent)
    return Response(None, 204, QUIET)


@router.delete(
    "",
    summary="Take a portrait away",
    status_code=204,
    responses=answers(None, "There is none any more.", *GUARDED, "auth.foreign_page", status=204),
)
def drop_portrait(
    services: Asked, caller: Asking, production: ProductionPath, person: PersonPath
) -> Response:
    """One's own, or by the office."""
    services.portraits.drop(caller, production, person)
    return Response(None, 204, QUIET)
