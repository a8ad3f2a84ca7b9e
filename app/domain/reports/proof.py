"""Decides what a report carries so that anybody can check it: the checkpoint, the digests of its inputs and protocols."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from app.domain.ledger.canonical import canonical
from app.domain.reports.world import Json

BESIDE: Final = ("language", "names", "told", "pictures", "proof")
"""What is no part of what the ledger proves: names, deliveries and photos, the language of the paper; the proof itself."""


def proof_of(document: Json, checkpoint: str, vkey: str, root: str, pinned: Mapping[str, Any]) -> Json:
    """`inputs_digest` binds what was asked, the moment, the ledger's size and root, and every protocol by its digest.

    `content_digest` binds what the report says. The same inputs give the same content, byte for byte.
    """
    inputs = {
        "report": document["report"],
        "version": document["version"],
        "production": document["production"],
        "made_at": document["made_at"],
        "filter": document["filter"],
        "entries": document["entries"],
        "root": root,
        "pinned": dict(pinned),
    }
    return {
        "checkpoint": checkpoint,
        "vkey": vkey,
        "root": root,
        "pinned": dict(pinned),
        "inputs_digest": digest_of(inputs),
        "content_digest": digest_of(content_of(document)),
    }


def content_of(document: Mapping[str, Any]) -> Json:
    """The part of a report that follows from the ledger alone."""
    return {name: value for name, value in document.items() if name not in BESIDE}


def digest_of(value: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()
