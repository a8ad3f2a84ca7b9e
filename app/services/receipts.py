"""Decides the bytes of a receipt: canonical JSON, put together from parts that a commit group shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.ledger.canonical import canonical


def receipt_bytes(
    record_id: str,
    position: int,
    leaf_hash: bytes,
    *,
    checkpoint: bytes,
    raised: Sequence[dict[str, Any]],
    resolved: Sequence[str],
    holds: bytes,
) -> bytes:
    """One receipt. `checkpoint` and `holds` are canonical JSON already; an empty `checkpoint` leaves the field out.

    `record_id` is a UUID as sent, so it needs no escaping.
    """
    signed = b'"checkpoint":%b,' % checkpoint if checkpoint else b""
    return b'{%b"holds":%b,"id":"%b","leaf_hash":"%b","position":%d,"raised":%b,"resolved":%b}' % (
        signed,
        holds,
        record_id.encode(),
        leaf_hash.hex().encode(),
        position,
        canonical(list(raised)) if raised else b"[]",
        canonical(list(resolved)) if resolved else b"[]",
    )
