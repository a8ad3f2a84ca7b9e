"""Decides the aim plan relied on, who stands in its line, and why a real firearm is used."""

from __future__ import annotations

from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.answer import Answer, missing, standing
from app.domain.judgement.occasion import Occasion


def plan_relied_on(occasion: Occasion) -> Placed | None:
    """The newest aim plan of the day's session for the firearm, for the scene where the handover names one."""
    for session, plan in reversed(occasion.day.plans):
        body = plan.record.body
        same_scene = occasion.scene is None or body.scene == occasion.scene
        if session == occasion.day.session and body.firearm == occasion.firearm_id and same_scene:
            return plan
    return None


def aim_plan_relied_on(occasion: Occasion) -> Answer:
    """A plan for today, agreed with a handler."""
    plan = plan_relied_on(occasion)
    if plan is None:
        return missing("no aim plan for it today")
    if not occasion.state.handles(plan.record.body.consulted, plan.at):
        return Answer("incomplete", (plan,), "the aim plan was not agreed with a handler")
    return standing(plan)


def justified(occasion: Occasion) -> Answer:
    """A risk assessment for that firearm or scene that says why real, names alternatives, and a handler approved."""
    hand = occasion.hand
    seen: list[Placed] = []
    for placed in reversed(occasion.state.assessments):
        body = placed.record.body
        if not (
            body.firearm == occasion.firearm_id or (body.scene is not None and body.scene == occasion.scene)
        ):
            continue
        if hand and body.purpose not in (None, hand.purpose):
            continue
        seen.append(placed)
        approved = any(occasion.state.handles(p, placed.at) for p in body.approved_by)
        if (body.why_real or "").strip() and body.alternatives_considered and approved:
            return standing(placed)
    return missing("no approved assessment of why a real firearm is used", *seen[:1])
