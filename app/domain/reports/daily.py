"""Decides what the daily firearms report says: what went out and came back, rounds, meetings, inspections, signatures.

What an armorer files at wrap. Of concerns it tells how many, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from app.domain.reports.hands import movements
from app.domain.reports.rounds import rounds_of
from app.domain.reports.signatures import signatures
from app.domain.reports.standing_records import Stands, of_kinds, standing
from app.domain.reports.told import in_words
from app.domain.reports.world import Asked, Json, World, cited


def daily_report(world: World, asked: Asked) -> Json:
    """Each day asked for that has records, oldest first."""
    days: dict[date, list[Stands]] = {}
    for one in standing(world.of_days(asked.since_on, asked.until_on)):
        days.setdefault(world.day_of(one.first.record), []).append(one)
    worked = {day: stands for day, stands in days.items() if any(of_kinds(stands, *_WORK))}
    return {"days": [_day(world, day, worked[day]) for day in sorted(worked)]}


def _day(world: World, day: date, stands: Sequence[Stands]) -> Json:
    fitting = Asked(since_on=day, until_on=day)
    found = [one for one in world.violations(fitting) if one["status"] != "rebutted"]
    raised = Counter(one["gravity"] for one in found)
    return {
        "day": day.isoformat(),
        "units": [_told(world, one) | {"unit": one.entry.record.unit} for one in of_kinds(stands, *_FRAME)],
        "firearms": movements(world, stands),
        "rounds": rounds_of(stands),
        "sweeps": [_told(world, one) for one in of_kinds(stands, "ammunition_sweep")],
        "meetings": [_meeting(world, one) for one in of_kinds(stands, "safety_meeting")],
        "inspections": [_inspection(world, one) for one in of_kinds(stands, "round_inspection")],
        "incidents": [_told(world, one) for one in of_kinds(stands, "incident")],
        "concerns": dict(
            sorted(Counter(one.entry.record.body.category for one in of_kinds(stands, "concern")).items())
        ),
        "not_met": {gravity: raised[gravity] for gravity in ("critical", "serious", "other")},
        "signatures": signatures(world, stands),
    }


def _told(world: World, one: Stands) -> Json:
    return cited(one.entry, world) | {"words": in_words(one.entry.record)}


def _meeting(world: World, one: Stands) -> Json:
    body = one.entry.record.body
    return _told(world, one) | {
        "scope": body.scope,
        "place": body.place,
        "minutes": body.minutes,
        "topics": list(body.topics),
        "attendees": list(body.attendees),
        "walk_through": body.walk_through,
        "dry_run": body.dry_run,
    }


def _inspection(world: World, one: Stands) -> Json:
    body = one.entry.record.body
    return _told(world, one) | {
        "firearm": body.firearm,
        "chambers": body.chambers,
        "chambers_seen": body.chambers_seen,
        "barrel_clear": body.barrel_clear,
        "witnesses": list(body.witnesses),
    }


_FRAME = ("day_opened", "day_wrapped")
_WORK = (
    *_FRAME,
    *("handover", "issue_list", "loading", "unloading", "firing", "round_inspection", "storage", "incident"),
    *("safety_meeting", "ammunition_sweep", "round_count"),
)
"""A day with nothing of these was no day of work with firearms."""
