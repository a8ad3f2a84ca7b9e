"""Decides what the custody report says of a firearm: every step from its intake on, who had it, what was in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.domain.judgement import Entry
from app.domain.judgement.violation import moment_text
from app.domain.reports.hands import Step, steps
from app.domain.reports.standing_records import Stands, standing
from app.domain.reports.told import in_words
from app.domain.reports.world import Asked, Json, World, cited

_HOUR = timedelta(hours=1)
_SHOWN = (
    *("firearm_intake", "handover", "issue_list", "storage", "departure", "loading", "unloading"),
    *("round_inspection", "firing", "incident", "hold", "release"),
)


def custody_report(world: World, asked: Asked) -> Json:
    """Of the firearm asked for, else of every one that was taken in, by its id."""
    known = [entry.record.body.firearm for entry in world.of_kind("firearm_intake")]
    wanted = [asked.firearm] if asked.firearm else list(dict.fromkeys(known))
    told = [_firearm(world, asked, firearm) for firearm in sorted(wanted)]
    series = [row for one in told for row in one.pop("line")]
    return {"firearms": told, "series": {"custody": series if len(told) == 1 else []}}


def _firearm(world: World, asked: Asked, firearm: str) -> Json:
    stands = [one for one in standing(world.about_firearm(firearm)) if _within(world, asked, one)]
    own = [step for step in steps(stands) if step.firearm == firearm]
    after = {step.entry.record.key: step.holder for step in own}
    only = Asked(asked.since_on, asked.until_on, firearm)
    found = [one for one in world.violations(only) if one["hazard"].startswith(("custody.", "handover."))]
    return {
        "firearm": firearm,
        "steps": [_step(world, one.entry, after) for one in stands],
        "not_met": [
            {name: one[name] for name in ("id", "hazard", "message", "gravity", "status", "occurred_at")}
            for one in found
        ],
        "line": _line(world, own),
    }


def _within(world: World, asked: Asked, one: Stands) -> bool:
    if one.entry.record.kind not in _SHOWN:
        return False
    day = world.day_of(one.first.record)
    return (not asked.since_on or day >= asked.since_on) and (not asked.until_on or day <= asked.until_on)


def _step(world: World, entry: Entry, after: dict[str, str]) -> Json:
    return cited(entry, world) | {
        "words": in_words(entry.record),
        "holder": after.get(entry.record.key),
        "signed_by": [one.person for one in entry.record.sign_offs if not one.declined],
    }


def _line(world: World, own: Sequence[Step]) -> list[Json]:
    """Who had it from when to when, in hours since the first step. No record ends the last: a day of it is drawn."""
    if not own:
        return []
    begins = own[0].entry.record.at
    ends = [step.entry.record.at for step in own[1:]]
    last = own[-1].entry.record.at
    ends.append(min(max(world.made_at, last), last + 24 * _HOUR))
    return [
        {
            "holder": step.holder,
            "from_at": moment_text(step.entry.record.at),
            "until_at": moment_text(end) if step is not own[-1] else None,
            "from_h": round((step.entry.record.at - begins) / _HOUR, 2),
            "until_h": round((end - begins) / _HOUR, 2),
            "position": step.entry.position,
        }
        for step, end in zip(own, ends, strict=True)
    ]
