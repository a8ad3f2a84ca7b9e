"""Decides how much a client may ask of the edge by default: sizes, rates; the settings may say otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from app.web.edge.rate import Rate


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, rates per second."""

    most_record_bytes: int = 2_000_000
    """The body of one record or one array of records."""
    most_small_bytes: int = 20_000
    """Any other body."""
    asked: Rate = Rate(burst=2000, per_s=500)
    """Requests per token, or per address without one. A phone that comes back online sends hundreds at once."""
    refused: Rate = Rate(burst=600, per_s=10)
    """Refused tokens per address."""
    nameless: Rate = Rate(burst=60, per_s=0.2)
    """Concerns without a name, per address; wide enough for a crew behind one address."""
