"""Decides the numbers that plots show; how they are drawn is decided elsewhere, the table behind is this."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.ledger.entry import parse_recorded_at
from app.domain.reports.summary import GRAVITIES, day_of
from app.domain.reports.world import Asked, Json, World


def per_day(items: Iterable[Json]) -> list[Json]:
    """Violations of each day that has any, by gravity, rebutted ones left out."""
    counted = Counter((day_of(one), one["gravity"]) for one in items if one["status"] != "rebutted")
    days = sorted({day for day, _ in counted})
    return [{"day": day} | {gravity: counted[day, gravity] for gravity in GRAVITIES} for day in days]


def answer_times(items: Sequence[Json]) -> list[Json]:
    """Of each violation that was answered, how many hours after it was flagged the first answer was recorded."""
    found = []
    for one in items:
        given = [answer["recorded_at"] for answer in one["answers"] if "recorded_at" in answer]
        if not given or one["status"] == "rebutted":
            continue
        waited = parse_recorded_at(min(given)) - parse_recorded_at(one["flagged_at"])
        hours = max(0, round(waited.total_seconds() / 360)) / 10
        found.append({"id": one["id"], "gravity": one["gravity"], "hours": hours})
    return found


def checklist_completion(world: World, asked: Asked) -> list[Json]:
    """Day by day: records, those that name a checklist, those of them with a signature."""
    return [
        {"day": day.isoformat()} | told._asdict()
        for day, told in sorted(world.tallies(asked.since_on, asked.until_on).items())
    ]
