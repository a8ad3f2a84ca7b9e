"""Decides what a producer reads in a minute: open by gravity, trend, the oldest without an answer, days without a step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from app.domain.ledger.entry import parse_recorded_at
from app.domain.reports.standing import HEADINGS
from app.domain.reports.world import Json

GRAVITIES: Final = ("critical", "serious", "other")
STATES: Final = ("open", "acknowledged", "corrected", "contested", "rebutted")
_WEEK: Final = timedelta(days=7)
_STEPS: Final = {
    "without_meeting": ("meeting.missing", "meeting.incomplete"),
    "without_sweep": ("live.sweep_missing",),
}


def summary(items: Sequence[Json], made_at: datetime) -> Json:
    """Counts leave out what was rebutted, but for `rebutted` itself."""
    standing = [one for one in items if one["status"] != "rebutted"]
    opened = [one for one in standing if one["status"] == "open"]
    unanswered = min(opened, key=lambda one: (one["flagged_at"], one["id"]), default=None)
    return {
        "violations": len(standing),
        "rebutted": len(items) - len(standing),
        "open": _by(opened, "gravity", GRAVITIES),
        "by_status": _by(items, "status", STATES),
        "by_standing": _by(standing, "standing", HEADINGS),
        "overdue": {
            what: sum(1 for one in standing if what in one["periods"]["overdue"])
            for what in ("acknowledge", "correct")
        },
        "known_before": sum(1 for one in standing if one["knowledge"]),
        "repeats": sum(1 for one in standing if one.get("repeat_of")),
        "oldest_unanswered": _short(unanswered, made_at) if unanswered else None,
        "trend": _trend(standing, made_at),
        "days": {name: _days(standing, hazards) for name, hazards in _STEPS.items()},
        "most_common": _common(standing),
    }


def _by(items: Iterable[Json], field: str, words: Sequence[str]) -> dict[str, int]:
    counted = Counter(one[field] for one in items)
    return {word: counted[word] for word in words}


def _short(item: Json, made_at: datetime) -> Json:
    waited = made_at - parse_recorded_at(item["flagged_at"])
    named = {name: item[name] for name in ("id", "hazard", "message", "gravity", "flagged_at")}
    return named | {"waited_hours": int(waited.total_seconds() // 3600)}


def _trend(items: Sequence[Json], made_at: datetime) -> dict[str, int]:
    """Flagged in the seven days before the report, and in the seven before those."""
    flagged = [made_at - parse_recorded_at(one["flagged_at"]) for one in items]
    return {
        "last_7_days": sum(1 for ago in flagged if ago <= _WEEK),
        "7_days_before": sum(1 for ago in flagged if _WEEK < ago <= 2 * _WEEK),
    }


def _days(items: Iterable[Json], hazards: Sequence[str]) -> list[str]:
    """Dates on which such a step was not as required, in order."""
    return sorted({day_of(one) for one in items if one["hazard"] in hazards})


def day_of(item: dict[str, Any]) -> str:
    """The date of the shooting day a violation belongs to."""
    return str(item["day"])[-10:]


def _common(items: Iterable[Json]) -> list[Json]:
    counted = Counter(one["hazard"] for one in items)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [{"hazard": hazard, "count": count} for hazard, count in ordered[:5]]
