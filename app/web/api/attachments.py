"""Decides how photos and papers come in over HTTP, piece by piece, and go out so that nothing in them can act."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Header, Path, Query, Request
from starlette.responses import Response

from app.services.attachments.desk import Given
from app.services.attachments.thumbnails import SMALL_PX
from app.services.caller import WRITE
from app.web.api.answering import GUARDED, QUIET
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import malformed, read_bytes
from app.web.documents.openapi import answers

router = subject("/productions/{production}/attachments", "records")

MOST_PIECE_BYTES: Final = 8 * 1024 * 1024
PIECE: Final = "application/offset+octet-stream"
INERT: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=3600",
    "Vary": "Authorization, Cookie",
}
"""For every file that goes out."""
_ENDINGS: Final = {
    "image/jpeg": ".jpeg",
    "image/png": ".png",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
}
_LONGEST_NUMBER: Final = 12

DigestPath = Annotated[
    str,
    Path(alias="sha256", pattern="^[0-9a-f]{64}$", description="SHA-256 of the file, 64 hexadecimal digits."),
]


async def piece_body(request: Request, caller: Asking, production: ProductionPath) -> bytes:
    """The bytes of a piece; of somebody else's production none are read."""
    caller.require(production, WRITE)
    return await read_bytes(request, PIECE, MOST_PIECE_BYTES)


Piece = Annotated[bytes, Depends(piece_body)]
_RECEIVED: Final = {"schema": {"type": "integer"}, "description": "How many bytes of the file are here."}
_BODY: Final = {"required": True, "content": {PIECE: {"schema": {"type": "string", "format": "binary"}}}}


@router.head(
    "/{sha256}",
    summary="How much of a file is here",
    responses=answers(None, "`Upload-Offset` of `Upload-Length` bytes are here.", *GUARDED),
)
def attachment_progress(
    services: Asked, caller: Asking, production: ProductionPath, sha256: DigestPath
) -> Response:
    """Where to go on. 404 where nothing is here: begin at 0. When both numbers are the same it is safe here."""
    received, length = services.attachments.progress(caller, production, sha256)
    return Response(None, 200, QUIET | {"Upload-Offset": str(received), "Upload-Length": str(length)})


@router.patch(
    "/{sha256}",
    summary="The next piece of a file",
    status_code=204,
    responses=answers(
        None,
        "`Upload-Offset` tells how many bytes are here now.",
        *(*GUARDED, "auth.foreign_page", "content_type.unsupported", "too_large", "unavailable"),
        *("attachment.offset", "attachment.length"),
        *("attachment.digest", "attachment.type", "attachment.unreadable"),
        status=204,
    ),
    openapi_extra={"requestBody": _BODY},
)
def append_attachment(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    sha256: DigestPath,
    sent: Piece,
    upload_offset: Annotated[
        str, Header(description="Where the piece begins: how many bytes are here.")
    ] = "",
    upload_length: Annotated[str, Header(description="How many bytes the whole file has.")] = "",
) -> Response:
    """At most 8 MiB at once. With the last piece the file is checked, and of a picture a copy is drawn to be shown."""
    offset, length = _number("Upload-Offset", upload_offset), _number("Upload-Length", upload_length)
    received = services.attachments.append(caller, production, sha256, offset, length, sent)
    return Response(None, 204, QUIET | {"Upload-Offset": str(received), "Upload-Length": str(length)})


@router.get(
    "/{sha256}",
    summary="Look at a photo or paper",
    responses=answers(
        {"type": "string", "format": "binary"}, "It.", *GUARDED, "unavailable", media="image/jpeg"
    ),
)
def read_attachment(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    sha256: DigestPath,
    *,
    original: Annotated[bool, Query(description="The bytes as they were sent, to keep.")] = False,
    small: Annotated[bool, Query(description="Of a picture, at most 220 pixels; of a PDF nothing.")] = False,
) -> Response:
    """Of a picture the copy drawn here; a PDF, and with `original` any file, only to be saved."""
    files = services.attachments
    if original:
        return handed_out(files.original(caller, production, sha256), sha256)
    if small:
        return handed_out(files.small(caller, production, sha256, SMALL_PX), sha256)
    return handed_out(files.shown(caller, production, sha256), sha256)


def handed_out(given: Given, name: str) -> Response:
    """A file as it leaves: what was not drawn here is saved, never opened in the page's place."""
    way = "inline" if given.drawn else "attachment"
    named = f'{way}; filename="{name}{_ENDINGS.get(given.media, "")}"'
    return Response(given.data, media_type=given.media, headers=INERT | {"Content-Disposition": named})


def _number(name: str, sent: str) -> int:
    if not sent.isascii() or not sent.isdecimal() or len(sent) > _LONGEST_NUMBER:
        raise malformed(name, "is no number of bytes", "a whole number from 0")
    return int(sent)
