"""A field or answer must be, cover, or reach; may declare a thing complete.

Met when: every check of the rule passes on the record, the aim plan relied on, what was declared, or each thing moved.
Broken when: one does not; one finding for the record (for each thing, where the rule asks for each).
Not yet when: the rule only declares what a complete meeting or inspection is; whoever relies on it raises the hazard.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.judgement.checks import fails
from app.domain.judgement.facts.aim import plan_relied_on
from app.domain.judgement.facts.custody import unfit_for_a_lesson, untrue
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Expectation


def find(bound: Bound, rule: Expectation, occasion: Occasion) -> Iterator[Finding]:
    """At most one finding, or one for each thing moved today."""
    if rule.declares:
        return
    if rule.each == "moved_today":
        yield from _each_locked(bound, occasion)
    elif rule.of == "aim_plan_relied_on":
        yield from _of_plan(bound, rule, occasion)
    elif rule.of in ("declared_true", "lesson_load"):
        reasons, records = untrue(occasion) if rule.of == "declared_true" else unfit_for_a_lesson(occasion)
        if reasons and occasion.hand:
            persons = tuple(dict.fromkeys((occasion.hand.giver, occasion.hand.declarer)))
            yield occasion.finding(bound, records=records, persons=persons, detail="; ".join(reasons))
    elif wrong := fails(rule.all, occasion.body):
        persons = _persons(occasion)
        yield occasion.finding(bound, persons=persons, detail=", ".join(wrong).replace("_", " "))


def _persons(occasion: Occasion) -> tuple[str, ...]:
    named = getattr(occasion.body, "person", None)
    return (named,) if named else occasion.people("from")


def _of_plan(bound: Bound, rule: Expectation, occasion: Occasion) -> Iterator[Finding]:
    plan = plan_relied_on(occasion)
    if plan is not None and plan.record.body.people_in_line and fails(rule.all, plan.record.body):
        body = plan.record.body
        yield occasion.finding(
            bound,
            records=(plan,),
            persons=occasion.people("from"),
            detail=f"{len(body.people_in_line)} in line at {body.distance_m:g} m without a shield",
        )


def _each_locked(bound: Bound, occasion: Occasion) -> Iterator[Finding]:
    """What the unit named in any storage, loading, unloading, inspection, firing or handover of its day."""
    unit = occasion.day.id[0]
    for id_, last in occasion.day.moved.items():
        state = occasion.state
        item = state.firearms.get(id_) or state.container(id_)
        elsewhere = item.unit not in (None, unit)
        if not item.locked and not item.departed and not elsewhere:
            records = (last, *item.custody)
            subject = f"firearm:{id_}" if id_ in state.firearms else f"lot:{id_}"
            yield occasion.finding(
                bound, records=records, subject=subject, detail=f"{id_} is not recorded as locked"
            )
