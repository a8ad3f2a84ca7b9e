"""Decides how a whole ledger is fetched over HTTP; who may is decided by the use case."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from starlette.responses import Response, StreamingResponse

from app.services.caller import READ
from app.services.handing_out import LONGEST_REASON
from app.web.api.answering import GUARDED, QUIET
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import shape, text

router = subject("/productions/{production}", "ledger")

_IN_MEMORY: Final = 4_000_000
_PIECE: Final = 64 * 1024
_ASKED: Final = shape(
    "What for.",
    {"reason": text("Kept in the audit.", minLength=1, maxLength=LONGEST_REASON)},
    {"names": {"type": "boolean", "description": "With the names that are beside the ledger."}},
)


@router.post(
    "/exports",
    summary="Take the whole ledger away",
    responses=answers(
        text("A ZIP of `ledger.jsonl` and, when asked for, `names.json`."),
        "All of it.",
        *(*GUARDED, *BODY, "auth.foreign_page", "auth.fresh_needed"),
        media="application/zip",
    ),
    openapi_extra=json_body(_ASKED),
)
def take_export(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """For the safety officer and the producer, signed in within the last ten minutes. Each time is in the audit."""
    caller.require(production, READ)
    said = parse_object(sent, {"reason": True, "names": False})
    reason, names = said["reason"], said.get("names", False)
    if not isinstance(reason, str) or not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise malformed("reason", "is no reason", f"1 to {LONGEST_REASON} characters")
    if not isinstance(names, bool):
        raise malformed("names", "is neither true nor false", "true or false")
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    try:
        services.handing_out.take(caller, production, reason, file, names=names)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = QUIET | {"Content-Disposition": f'attachment; filename="{production}.zip"'}
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=headers)


@router.get(
    "/my-record",
    summary="Take away what is mine",
    responses=answers(
        text("JSON Lines: a header, then each entry with its proof."),
        "What I signed or am named in.",
        *GUARDED,
        "too_large",
        media="application/jsonl",
    ),
)
def take_my_record(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Also for whoever has left. `showclear verify` checks the file without this service."""
    lines = services.own_records.take(caller, production)
    name = f"{production}-{caller.person}.jsonl"
    headers = QUIET | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(b"".join(lines), media_type="application/jsonl", headers=headers)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
