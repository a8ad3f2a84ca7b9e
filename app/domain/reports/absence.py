"""Decides what should exist and does not, complete up to a position of the ledger; why, it does not say."""

from __future__ import annotations

from typing import Final

from app.domain.reports.standing import SAID, strongest
from app.domain.reports.world import Asked, Json, World

ABSENT: Final = {
    "meeting.missing": "safety_meeting",
    "meeting.attendee_missing": "safety_meeting",
    "meeting.change_unbriefed": "safety_meeting",
    "live.sweep_missing": "ammunition_sweep",
    "rounds.not_inspected": "round_inspection",
    "rounds.loaded_after_inspection": "round_inspection",
    "rounds.barrel_unchecked": "round_inspection",
    "rounds.sequence_pair_missing": "round_inspection",
    "handover.return_overdue": "handover",
    "custody.not_locked_at_wrap": "storage",
    "handler.unqualified": "credential",
    "ammunition.count_mismatch": "round_count",
    "firearm.unregistered": "firearm_intake",
    "firearm.real_unjustified": "risk_assessment",
    "risk_assessment.missing": "risk_assessment",
    "training.missing": "training",
    "minor.unapproved": "credential",
    "aim.no_consultation": "aim_plan",
    "incident.unanswered": "response",
    "concern.unanswered": "response",
    "notice.overdue": "notice",
    "day.incomplete": "day_opened or day_wrapped",
    "sign_off.missing": "sign_off",
}
"""Hazards that say that something was not there, and the kind of record that would have been."""


def absence_report(world: World, asked: Asked) -> Json:
    """What a rule asked for and no entry up to the last one gives; and what is still awaited."""
    found = [
        one for one in world.violations(asked) if one["hazard"] in ABSENT and one["status"] != "rebutted"
    ]
    return {
        "complete_to_position": world.size - 1,
        "says": "Every entry up to that position was looked at. What is listed was asked for by a rule, and is not there.",
        "headings": dict(SAID),
        "absent": [_absent(world, one) for one in found],
        "awaited": [_awaited(world, one) for one in world.open_deadlines()],
    }


def _absent(world: World, one: Json) -> Json:
    named = {name: one[name] for name in ("id", "hazard", "gravity", "status", "message", "subject", "day")}
    return named | {
        "would_be": ABSENT[one["hazard"]],
        "standing": strongest(one["citations"], world.jurisdiction),
        "asked_by": f"{one['protocol']}/{one['rule']}",
        "occurred_at": one["occurred_at"],
        "trigger_position": one["positions"][0] if one["positions"] else None,
        "cure": one["cure"],
        "cure_by": list(one["cure_by"]),
    }


def _awaited(world: World, due: Json) -> Json:
    found = world.entries([due["record"]]).get(due["record"])
    return {name: due[name] for name in ("rule", "hazard", "record", "subject", "due_at", "waits_for")} | {
        "trigger_position": found.position if found else None
    }
