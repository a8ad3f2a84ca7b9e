"""Decides how receipts and what witnesses said are given over HTTP; what a receipt proves is decided in the ledger."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import segno
from segno.encoder import DataOverflowError
from starlette.responses import Response

from app.domain.ledger.receipt import Receipt
from app.services.receipts_kept import small
from app.web.api.answering import GUARDED, QUIET, list_response
from app.web.api.parameters import ProductionPath, RecordPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import page, shape, text

router = subject("/productions/{production}", "ledger")

_ANSWER: Final = shape(
    "What a witness said last.",
    {
        "witness": text("Its name."),
        "state": text("`cosigned`, `rolled_back`, `forked`, `refused` or `unreachable`."),
        "words": text("The same for people."),
        "asked_at": text("When it was asked last."),
        "size": {"type": "integer", "description": "How many entries it cosigned."},
        "cosigned_at": {"type": ["string", "null"], "description": "When."},
        "checkpoint": {"type": ["string", "null"], "description": "The checkpoint with its line."},
    },
)


@router.get(
    "/records/{record}/receipt",
    summary="The receipt of a record, to keep",
    responses=answers(text("A C2SP tlog-proof."), "It.", *GUARDED, media="text/plain"),
)
def take_receipt(services: Asked, caller: Asking, production: ProductionPath, record: RecordPath) -> Response:
    """The entry with its proof and a checkpoint, in one small file that needs no service to be checked."""
    receipt = services.outside.receipts.receipt(caller, production, record)
    headers = QUIET | {
        "Content-Disposition": f'attachment; filename="{production}-{receipt.index}.tlog-proof"'
    }
    return Response(receipt.text(), media_type="text/plain; charset=utf-8", headers=headers)


@router.get(
    "/records/{record}/receipt.svg",
    summary="The receipt of a record as a QR code",
    responses=answers(text("An SVG."), "It.", *GUARDED, media="image/svg+xml"),
)
def draw_receipt(services: Asked, caller: Asking, production: ProductionPath, record: RecordPath) -> Response:
    """Without the entry where the code would not hold it: then it proves only with the entry beside it."""
    receipt = services.outside.receipts.receipt(caller, production, record)
    return Response(_code(receipt), media_type="image/svg+xml", headers=QUIET)


@router.get(
    "/ledger/witnesses",
    summary="What witnesses said of this ledger",
    responses=answers(page(_ANSWER, "One for each witness."), "Them.", *GUARDED),
)
def list_witnesses(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Outside parties who cosign checkpoints. `rolled_back` and `forked` are signs of a database that was tampered with."""
    return list_response(services.outside.witnessing.told(caller, production))


def _code(receipt: Receipt) -> bytes:
    drawing = BytesIO()
    try:
        made = segno.make_qr(receipt.text(), error="l", encoding="utf-8")
    except DataOverflowError:
        made = segno.make_qr(small(receipt).text(), error="l", encoding="utf-8")
    made.save(drawing, kind="svg", border=4, xmldecl=False, svgns=True, light="#fff")
    return drawing.getvalue()
