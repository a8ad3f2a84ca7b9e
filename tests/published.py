"""The published protocols, read once for all tests of a process; a test that changes a tree reads its own."""

from __future__ import annotations

from functools import cache

from app.protocols.catalogue import Catalogue


@cache
def published() -> Catalogue:
    """Everything under `protocols/`."""
    return Catalogue()
