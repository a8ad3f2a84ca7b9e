"""Decides under which names a file, its shown copy and its pieces lie; every production has a place of its own."""

from __future__ import annotations

import hashlib


def original(production: str, digest: str) -> str:
    """The file as it was sent."""
    return f"{production}/{digest[:2]}/{digest}"


def shown(production: str, digest: str) -> str:
    """The copy that is shown of a picture."""
    return f"{original(production, digest)}.jpeg"


def piece(production: str, digest: str, offset: int, data: bytes) -> str:
    """A piece: two who bring the same file at once write over each other only what is the same."""
    return f"{production}/pieces/{digest}.{offset}.{hashlib.sha256(data).hexdigest()[:16]}"
