"""Decides which rules are listed for revision: those rebutted more than one time in five; it changes no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.domain.reports.world import Json


def for_revision(items: Sequence[Json]) -> list[Json]:
    """Rule by rule, by name: how often it was raised here, how often rebutted."""
    raised: Counter[tuple[str, str]] = Counter((one["protocol"], one["rule"]) for one in items)
    rebutted = Counter((one["protocol"], one["rule"]) for one in items if one["status"] == "rebutted")
    return [
        {"protocol": protocol, "rule": rule, "raised": count, "rebutted": rebutted[protocol, rule]}
        for (protocol, rule), count in sorted(raised.items())
        if 5 * rebutted[protocol, rule] > count
    ]
