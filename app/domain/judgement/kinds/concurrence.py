"""While this lasts, that must hold.

Met when: all the time a firearm is out, the handler who answers for it is there and has no other duties; all the time
firearms that can fire are locked, so are the containers.
Broken when: the later of the two records makes it untrue: the issue, the duty, the storage.
Not yet when: the firearm is back, or something that can fire is out.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.judgement.entry import Placed
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.judgement.state import State
from app.domain.judgement.things import Out
from app.domain.protocol.rules import Concurrence


def find(bound: Bound, rule: Concurrence, occasion: Occasion) -> Iterator[Finding]:
    """Asked after the record counts, with the state before it at hand as `occasion.before`."""
    if rule.while_ == "firearms_locked":
        yield from _containers(bound, occasion)
        return
    for out in _touched(occasion):
        if rule.only_can_fire and not out.can_fire:
            continue
        finding = (
            _absent(bound, occasion, out)
            if rule.must == "responsible_handler_present"
            else _busy(bound, occasion, out)
        )
        if finding is not None:
            yield finding


def _touched(occasion: Occasion) -> list[Out]:
    """The issue just made, or everything out for which the person of the duty record answers or answered."""
    state = occasion.state
    if occasion.hand is not None:
        return [out for out in state.outs.get(occasion.hand.firearm, ()) if out.issue is occasion.placed]
    person = occasion.body.person
    before = {
        (o.firearm, o.issue.root)
        for outs in (occasion.before or state).outs.values()
        for o in outs
        if o.responsible and o.responsible[0] == person
    }
    return [o for outs in state.outs.values() for o in outs if (o.firearm, o.issue.root) in before]


def _absent(bound: Bound, occasion: Occasion, out: Out) -> Finding | None:
    if out.responsible is None or out.gave is not None:
        return None
    person, why = out.responsible
    duty = occasion.state.duty.get(person)
    if duty is None or duty.record.body.state == "on":
        return None
    if occasion.hand is None and _was_absent(occasion.before, person):
        return None
    return _of(bound, occasion, out, person, (duty, why), f"{person} is {duty.record.body.state}")


def _was_absent(before: State | None, person: str) -> bool:
    """An absence that goes on is not raised again by the next duty record."""
    duty = before.duty.get(person) if before else None
    outs = (
        [o for outs in before.outs.values() for o in outs if o.responsible and o.responsible[0] == person]
        if before
        else []
    )
    return duty is not None and duty.record.body.state != "on" and all(o.gave is None for o in outs)


def _busy(bound: Bound, occasion: Occasion, out: Out) -> Finding | None:
    if out.responsible is None:
        return None
    person, why = out.responsible
    duty = occasion.state.duty.get(person)
    if duty is None or not duty.record.body.other_duties:
        return None
    said = ", ".join(duty.record.body.other_duties)
    return _of(bound, occasion, out, person, (duty, why), f"{person} also has: {said}")


def _of(
    bound: Bound, occasion: Occasion, out: Out, person: str, records: tuple[Placed, ...], detail: str
) -> Finding:
    return occasion.finding(
        bound,
        records=(*records, out.issue),
        persons=(person,),
        subject=f"firearm:{out.firearm}",
        detail=detail,
    )


def _all_locked(state: State, occasion: Occasion) -> tuple[bool, list[str]]:
    """Whether everything that can fire is locked, and the containers that are not. What was never taken in may fire."""
    fires = [f for f in state.firearms.values() if not f.departed and f.can_fire(occasion.day.id)]
    boxes = [c for c in state.containers.values() if not c.departed and not c.locked]
    locked = bool(fires) and all(f.locked for f in fires) and all(c.intake for c in boxes)
    return locked, [c.id for c in boxes]


def _containers(bound: Bound, occasion: Occasion) -> Iterator[Finding]:
    locked, open_ = _all_locked(occasion.state, occasion)
    if not locked or not open_:
        return
    if occasion.before is not None:
        was_locked, was_open = _all_locked(occasion.before, occasion)
        if was_locked and set(open_) <= set(was_open):
            return
    records = tuple(r for id_ in open_ for r in occasion.state.containers[id_].custody)
    yield occasion.finding(bound, records=records, detail=", ".join(open_))
