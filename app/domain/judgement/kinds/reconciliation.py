"""Counts balance.

Met when: the total is the sum of its parts and no less than what was loaded; by wrap every container loaded from is
counted.
Broken when: a count does not balance (that count), or there is none, or too little was counted as issued, at wrap.
Not yet when: the day is not over.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.judgement.days import Drawn
from app.domain.judgement.entry import Placed
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Reconciliation


def find(bound: Bound, rule: Reconciliation, occasion: Occasion) -> Iterator[Finding]:
    """The unbalanced count, or at wrap one finding for each container not accounted for."""
    if rule.each == "issued_from_today":
        yield from _uncounted(bound, rule, occasion)
        return
    total = getattr(occasion.body, rule.total)
    parts = sum(getattr(occasion.body, part) for part in rule.parts)
    container = occasion.body.container
    drawn = occasion.day.drawn.get(container, Drawn(0, ()))
    if total != parts:
        yield occasion.finding(bound, detail=f"{total} {rule.total}, {parts} accounted for")
    elif (
        rule.at_least
        and _counted(rule, (*occasion.day.counts.get(container, ()), occasion.placed)) < drawn.count
    ):
        detail = f"{total} {rule.total}, {drawn.count} loaded"
        yield occasion.finding(bound, records=drawn.records, detail=detail)


def _counted(rule: Reconciliation, counts: tuple[Placed, ...]) -> int:
    """What the day's counts of a container say was issued, whether each goes on from the last or stands for itself."""
    return sum(getattr(count.record.body, rule.total) for count in counts)


def _uncounted(bound: Bound, rule: Reconciliation, occasion: Occasion) -> Iterator[Finding]:
    for container, drawn in occasion.day.drawn.items():
        counts = occasion.day.counts.get(container, ())
        after = [c for c in counts if any(r.order > c.order for r in drawn.records)]
        if counts and (not after or _counted(rule, counts) >= drawn.count):
            continue
        detail = f"{container}: {drawn.count} loaded, {'too few counted' if counts else 'not counted'}"
        yield occasion.finding(
            bound, records=(*drawn.records, *counts), subject=f"lot:{container}", detail=detail
        )
