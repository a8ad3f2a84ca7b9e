"""This puts a hold on a subject until these roles release it, after these records.

Met when: never broken by itself: it puts the hold there; what breaks a hold is a prohibition.
Broken when: never.
Not yet when: the record raised none of the hazards the rule waits for, or is not the Nth of the day.
"""

from __future__ import annotations

from typing import cast

from app.domain.judgement.facts.people import hold_subject
from app.domain.judgement.finding import Finding
from app.domain.judgement.identity import violation_id
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.judgement.trouble import Standing
from app.domain.protocol.rules import Interlock


def put(bound: Bound, rule: Interlock, occasion: Occasion) -> None:
    """Put the holds the rule asks for."""
    raised = [f for f in occasion.found_now if f.hazard in (rule.raised or ())]
    if rule.raised is not None and not raised:
        return
    for subject in _subjects(rule, occasion, raised):
        occasion.state.add_hold(_standing(bound, rule, occasion, subject, raised))


def _subjects(rule: Interlock, occasion: Occasion, raised: list[Finding]) -> tuple[str, ...]:
    if rule.holds == "production":
        return ("production",)
    if rule.holds == "named":
        return (hold_subject(occasion.day, occasion.body.subject),)
    if rule.nth_today is not None:
        stoppages = occasion.state.days[occasion.record.unit].stoppages
        wanted = "firearm:" if rule.holds == "firearm" else "lot:"
        nth = cast(int, rule.nth_today)
        return tuple(
            s for s, p in stoppages.items() if s.startswith(wanted) and occasion.placed in p and len(p) >= nth
        )
    if rule.holds == "firearm":
        return (f"firearm:{occasion.firearm_id}",) if occasion.firearm_id else ()
    return tuple(dict.fromkeys(f.subject for f in raised if f.subject.startswith("lot:")))


def _standing(
    bound: Bound, rule: Interlock, occasion: Occasion, subject: str, raised: list[Finding]
) -> Standing:
    placed = occasion.placed
    about = {*placed.names, *(violation_id(occasion.record.production, f) for f in raised)}
    incident = placed.root if occasion.record.kind == "incident" else None
    until: str = rule.until
    if until == "named":
        named = getattr(occasion.body, "incident", None)
        until = "released" if named else "pause"
        if named:
            target = occasion.find(named)
            incident = target.root if target else named
            about |= {named, incident}
    return Standing(subject, placed, bound.name, until, frozenset(about), incident, frozenset(rule.one_of))
