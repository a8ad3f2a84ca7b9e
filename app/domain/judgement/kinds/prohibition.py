"""This must never be (or not within T after that).

Met when: what the rule forbids is not so; `when` alone forbids where the rule names no fact.
Broken when: it is; one finding for the record, for each person or for each container it is so of.
Not yet when: never; it is asked of the record itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import cast

from app.domain.judgement.facts import custody, incidents, people, rounds
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.protocol.rules import Prohibition

Finder = Callable[[Bound, Prohibition, Occasion], Iterator[Finding]]


def find(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    """What the forbidden fact gives; the record itself where the rule names none."""
    if rule.fact is None:
        yield occasion.finding(bound, records=incidents.spoken_of(occasion), persons=occasion.people("from"))
        return
    yield from FINDERS[rule.fact](bound, rule, occasion)


def _held(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    holds = custody.holding(occasion)
    if rule.fact == "held_by_incident":
        holds = tuple(hold for hold in holds if hold.incident)
    if holds:
        records = tuple(r for hold in holds for r in hold.records())
        said = ", ".join(dict.fromkeys(hold.subject for hold in holds))
        persons = occasion.people("from") or occasion.people("by")
        yield occasion.finding(bound, records=records, persons=persons, detail=f"held: {said}")


def _open_incident(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    if found := incidents.open_for_evidence(occasion):
        yield occasion.finding(bound, records=found, persons=occasion.people("by"))


def _lateness(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    late = people.lateness(
        occasion, cast(timedelta, rule.over), cast("timedelta | None", rule.unless_fixed_within)
    )
    if late is not None:
        yield occasion.finding(
            bound, detail=f"it arrived {int(late.total_seconds() // 60)} min after it happened"
        )


def _unfit(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    for person in dict.fromkeys(p for word in rule.each or () for p in occasion.people(word)):
        if found := people.unfit(occasion, person):
            yield occasion.finding(bound, records=found, persons=(person,), subject=f"person:{person}")


def _live(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    if rounds.live_rounds(occasion):
        yield occasion.finding(bound, persons=occasion.people("from"))


def _mixed(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    for container, records in rounds.mixed_lots(occasion).items():
        yield occasion.finding(bound, records=records, subject=f"lot:{container}", detail=container)


def _conflict(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    if conflict := custody.custody_conflict(occasion):
        yield occasion.finding(
            bound, records=conflict[1], persons=occasion.people("from"), detail=conflict[0]
        )


def _declared(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    word, records = incidents.last_declared(occasion)
    if word in (rule.among or ()):
        yield occasion.finding(bound, records=records, detail=f"it had been declared {word}")


def _concern(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    if earlier := incidents.earlier_concerns(occasion, cast(timedelta, rule.within)):
        persons = tuple(p for p in (occasion.record.by,) if p)
        yield occasion.finding(
            bound, records=earlier, persons=persons, subject=f"person:{occasion.body.person}"
        )


def _rung(bound: Bound, rule: Prohibition, occasion: Occasion) -> Iterator[Finding]:
    for rung, records in incidents.unreachable_rungs(occasion).items():
        yield occasion.finding(bound, records=records, subject=f"rung:{rung}", detail=f"rung {rung}")


FINDERS: dict[str, Finder] = {
    "held": _held,
    "held_by_incident": _held,
    "open_incident": _open_incident,
    "lateness": _lateness,
    "unfit": _unfit,
    "live_rounds": _live,
    "mixed_rounds": _mixed,
    "custody_conflict": _conflict,
    "last_declared": _declared,
    "earlier_concern": _concern,
    "rung_unreachable": _rung,
}
