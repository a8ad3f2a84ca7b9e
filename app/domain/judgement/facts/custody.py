"""Decides holds that bind an occasion, custody conflicts, whether a declaration is true, and what a lesson may hold."""

from __future__ import annotations

from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.aim import plan_relied_on
from app.domain.judgement.facts.rounds import inspection_relied_on, inspection_today
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.trouble import Standing


def holding(occasion: Occasion) -> tuple[Standing, ...]:
    """Holds on the firearm, the lots in it or going into it, the unit's day, the production."""
    lots = {r.container for r in occasion.firearm.load} | {
        r.container for r in getattr(occasion.body, "rounds", ())
    }
    subjects = (
        f"firearm:{occasion.firearm_id}",
        *sorted(f"lot:{lot}" for lot in lots if lot),
        f"day:{occasion.day.id[0]}:{occasion.day.id[1]}",
        "production",
    )
    return occasion.state.holds_on(subjects)


def custody_conflict(occasion: Occasion) -> tuple[str, tuple[Placed, ...]] | None:
    """Why the giver had no business giving it; None when they had it, or are a handler taking it out."""
    hand, firearm = occasion.hand, occasion.firearm
    if hand is None:
        return None
    if firearm.locked or firearm.holder is None:
        if occasion.state.handles(hand.giver, occasion.at):
            return None
        return (f"{hand.giver} is no handler and it was locked or left", firearm.custody)
    if firearm.holder == hand.giver:
        return None
    return (f"{firearm.holder} had it, not {hand.giver}", firearm.custody)


def untrue(occasion: Occasion) -> tuple[list[str], tuple[Placed, ...]]:
    """What is not true about the status declared: load, class, declarer, inspection; and the records that show it."""
    hand = occasion.hand
    if hand is None:
        return [], ()
    reasons = (
        []
        if _fits(occasion, hand.declared)
        else [f"declared {hand.declared}, which does not fit what is recorded"]
    )
    if not occasion.can_fire:
        if hand.declarer != hand.giver:
            reasons.append("declared by somebody other than the giver")
        return reasons, ()
    relied = inspection_relied_on(occasion)
    if relied.word != "standing":
        reasons.append(relied.detail)
    looked = inspection_today(occasion)
    if looked is not None and hand.declarer not in {
        looked.placed.record.by,
        *looked.placed.record.body.witnesses,
    }:
        reasons.append("declared by somebody who neither inspected it nor witnessed the inspection")
    loads = tuple(dict.fromkeys(one.by for one in occasion.firearm.load))
    return reasons, (*relied.records, *loads)


def _fits(occasion: Occasion, declared: str) -> bool:
    """empty: nothing in it; cold: nothing but dummies; hot: blanks; replica: it cannot fire."""
    if declared == "replica":
        return not occasion.can_fire
    looked = inspection_today(occasion)
    seen = {r.type for r in looked.placed.record.body.rounds} if looked else set()
    types = {one.type for one in occasion.firearm.load} | seen
    if declared == "hot":
        return occasion.firearm.loaded("blank") > 0 and "live" not in types
    return not types if declared == "empty" else types <= {"dummy"}


def unfit_for_a_lesson(occasion: Occasion) -> tuple[list[str], tuple[Placed, ...]]:
    """What a lesson may not have: rounds other than the blanks that are taught, people in line."""
    hand = occasion.hand
    if hand is None:
        return [], ()
    types = {one.type for one in occasion.firearm.load}
    reasons = []
    if types and not (hand.declared == "hot" and types == {"blank"}):
        reasons.append("something is loaded for a lesson that does not teach blanks")
    plan = plan_relied_on(occasion) if hand.scene else None
    if plan is not None and plan.record.body.people_in_line:
        reasons.append("people stand in line during a lesson")
    loads = tuple(dict.fromkeys(one.by for one in occasion.firearm.load))
    return reasons, (*loads, *([plan] if plan else []))
