"""Decides how the ledger is read and proven over HTTP; what a proof is made of is decided in the ledger."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain.ledger.canonical import MAX_SAFE
from app.domain.records.ids import RecordRef
from app.web.api.answering import GUARDED, json_response, page_response
from app.web.api.parameters import Paged, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import malformed
from app.web.documents.openapi import answers
from app.web.documents.shapes import page, ref

router = subject("/productions/{production}/ledger", "ledger")


class EntriesAsked(Paged):
    """Which entries."""

    start: int = Field(0, ge=0, le=MAX_SAFE, description="The first position wanted.")


class ProofAsked(BaseModel):
    """Which proof: one of `position`, `record` and `since`."""

    position: int | None = Field(None, ge=0, le=MAX_SAFE, description="Inclusion: of the entry here.")
    record: RecordRef | None = Field(None, description="Inclusion: of the entry that holds this record.")
    since: int | None = Field(
        None, ge=0, le=MAX_SAFE, description="Consistency: with the ledger at this size."
    )
    size: int | None = Field(
        None, ge=0, le=MAX_SAFE, description="In the ledger of so many; now when left out."
    )


@router.get(
    "/checkpoint", summary="The newest checkpoint", responses=answers(ref("Checkpoint"), "It.", *GUARDED)
)
def read_checkpoint(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """A C2SP signed note over the size and root of the ledger, and the key to check it with.

    Keep one: `showclear verify --since` proves from it that nothing was rolled back.
    """
    return json_response(services.reading.checkpoint(caller, production))


@router.get(
    "/entries",
    summary="Entries from a position on",
    responses=answers(page(ref("Entry"), "In order."), "One page.", *GUARDED, "cursor.invalid"),
)
def list_entries(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[EntriesAsked, Query()],
) -> Response:
    """The canonical form (RFC 8785) of `position`, `record` and `recorded_at` is what `leaf_hash` covers."""
    place = asked.place(request)
    start = asked.start if place is None else place
    found = services.reading.entries(caller, production, start, asked.limit)
    return page_response(found, asked.address(request))


@router.get(
    "/proof",
    summary="Prove that an entry is there, or that nothing was changed",
    responses=answers(ref("Proof"), "The hashes.", *GUARDED, "proof.out_of_range"),
)
def prove(
    services: Asked, caller: Asking, production: ProductionPath, asked: Annotated[ProofAsked, Query()]
) -> Response:
    """Ask by `position` or `record` for an inclusion proof, by `since` for a consistency proof (RFC 6962)."""
    if sum(one is not None for one in (asked.position, asked.record, asked.since)) != 1:
        raise malformed("proof", "is asked for by none or several of them", "one of: position, record, since")
    if asked.since is not None:
        return json_response(services.reading.consistency(caller, production, asked.since, asked.size))
    what = asked.position if asked.record is None else asked.record
    return json_response(services.reading.inclusion(caller, production, what, asked.size))
