"""Decides what stands between two pages of a list: an opaque text bound to that list; it guards no secret.

The tag keeps a cursor from being changed by hand or used on another list. Who may read the list is asked anew
on every page, so that a forged cursor would at worst begin the same list elsewhere.
"""

from __future__ import annotations

import base64
import hashlib

from app.domain.errors import ShowclearError

_TAG_LENGTH = 9


def sealed(place: int, listed: str) -> str:
    """The cursor for the part after `place` of the list that `listed` describes (its address and filters)."""
    text = str(place).encode()
    return base64.urlsafe_b64encode(_tag(text, listed) + text).decode().rstrip("=")


def opened(cursor: str | None, listed: str) -> int | None:
    """The place a cursor of this list stands for; None without one. Refused: any other text (`cursor.invalid`)."""
    if cursor is None:
        return None
    try:
        data = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), b"-_", validate=True)
    except ValueError as error:
        raise _invalid() from error
    tag, text = data[:_TAG_LENGTH], data[_TAG_LENGTH:]
    if tag != _tag(text, listed) or sealed(int(text), listed) != cursor:
        raise _invalid()
    return int(text)


def _tag(text: bytes, listed: str) -> bytes:
    return hashlib.blake2b(
        text, digest_size=_TAG_LENGTH, key=hashlib.sha256(listed.encode()).digest()
    ).digest()


def _invalid() -> ShowclearError:
    fault = {
        "field": "cursor",
        "problem": "is none of this list's",
        "expected": "`next` of the page before, with the same filters",
    }
    return ShowclearError("cursor.invalid", "Start the list again without a cursor.", where=[fault])
