"""Decides which names a file may be kept under, so that no name leads out of its place; it keeps nothing."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = r"[a-z0-9][a-z0-9._-]{0,99}"
_KEY: Final = re.compile(rf"{_PART}(/{_PART}){{1,3}}")


def required(key: str) -> str:
    """The key. ValueError: it is none; keys are made by use cases, never taken from a request."""
    if not _KEY.fullmatch(key) or ".." in key:
        raise ValueError(f"{key!r} is no key of a file")
    return key
