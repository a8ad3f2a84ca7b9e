"""Decides how a ledger is browsed at a desk, and what one entry shows of itself to be checked in the browser."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from fastapi import Path, Query
from starlette.responses import Response

from app.domain.ledger.canonical import MAX_SAFE, canonical
from app.domain.people.permissions import may_read
from app.web.api.routing import subject
from app.web.pages.coming import Coming

router = subject("/p/{production}/ledger", "session", root="")

_ON_A_PAGE: Final = 50
_COVERED: Final = ("position", "record", "recorded_at")
"""What the canonical bytes of an entry hold."""


@router.get("", include_in_schema=False)
def ledger_page(reader: Coming, start: Annotated[int | None, Query(ge=0, le=MAX_SAFE)] = None) -> Response:
    """Fifty entries, the newest ones when nobody says from where; the checkpoint; the way to take all of it away."""
    reading = reader.services.reading
    checkpoint = reading.checkpoint(reader.caller, reader.production)
    begins = max(0, checkpoint["size"] - _ON_A_PAGE) if start is None else start
    found = reading.entries(reader.caller, reader.production, begins, _ON_A_PAGE)
    outside, asked = reader.services.outside, (reader.caller, reader.production)
    over = outside.handing_over
    return reader.page(
        "ledger.html",
        "ledger",
        entries=found.items[::-1],
        checkpoint=checkpoint,
        later=found.following,
        earlier=max(0, begins - _ON_A_PAGE) if begins else None,
        may_export=may_read(reader.roles, "export"),
        kept=outside.floors.told(*asked),
        over=over.told(*asked) if over.may_take(*asked) else None,
    )


@router.get("/{record}", include_in_schema=False)
def entry_page(reader: Coming, record: Annotated[str, Path(max_length=64)]) -> Response:
    """One entry with its proof: the bytes that were hashed, and the hashes from there to the root."""
    reading = reader.services.reading
    told = reading.record(reader.caller, reader.production, record)
    proof = reading.inclusion(reader.caller, reader.production, told["position"], None)
    return reader.page(
        "entry.html",
        "ledger",
        entry=told,
        shown=json.dumps(told["record"], indent=1, ensure_ascii=False),
        bytes=None if told.get("withheld") else _covered(told),
        proof=proof,
        raised=told["receipt"]["raised"],
    )


def _covered(told: dict[str, Any]) -> str:
    return canonical({name: told[name] for name in _COVERED}).decode()
