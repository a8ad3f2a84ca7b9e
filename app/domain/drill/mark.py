"""Decides what marks a drill: the beginning of its production's id, which stands in everything that names it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PREFIX: Final = "drill-"
LONGEST: Final = timedelta(hours=20)
"""As long as a shooting day: one that nobody ended is over then."""


def is_drill(production: str) -> bool:
    """Whether nothing in that production happened. No other production may have such an id."""
    return production.startswith(PREFIX)


def drill_id(chance: str) -> str:
    """The id of a new one, from letters and digits that chance gave."""
    return PREFIX + chance[:12]
