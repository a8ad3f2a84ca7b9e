"""Decides what inspections, loadings, handovers and firings leave behind; it knows no rule."""

from __future__ import annotations

from dataclasses import replace

from app.domain.judgement.altered import altered
from app.domain.judgement.days import Drawn, UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.hands import Hand, hands, is_issue
from app.domain.judgement.look import looked_at
from app.domain.judgement.remember import custody
from app.domain.judgement.state import State
from app.domain.judgement.things import Firearm, Loaded, Out
from app.domain.records import Firing, Loading, RoundInspection, Unloading


def round_inspection(state: State, placed: Placed, day: UnitDay) -> None:
    """The last inspection of the firearm, and the bore if it was seen clear."""
    body: RoundInspection = placed.record.body
    by = placed.record.by or ""
    day = custody.note_moved(
        state, day, placed, {body.firearm, *(r.container for r in body.rounds if r.container)}
    )
    custody.note_handled(state, day, body.firearm, {by, *body.witnesses} - {""})
    firearm = looked_at(state.firearm(body.firearm), placed, day)
    if body.barrel_clear:
        firearm = altered(firearm, bore_seen=placed)
    custody.take_out(state, firearm, placed, by)


def loading(state: State, placed: Placed, day: UnitDay) -> None:
    """Rounds are in the firearm, drawn from their containers; both are out of the lock if a handler loads."""
    body: Loading = placed.record.body
    by = placed.record.by or ""
    boxes = {r.container for r in body.rounds if r.container}
    day = custody.note_moved(state, day, placed, {body.firearm, *boxes})
    day = custody.note_handled(state, day, body.firearm, {by} - {""})
    _draw(state, day, placed, body)
    firearm = state.firearm(body.firearm)
    rounds = tuple(Loaded(r.type, r.container, r.count, placed) for r in body.rounds if r.count)
    firearm = altered(
        firearm, load=(*firearm.load, *rounds), load_records=(*firearm.load_records, placed), seen_empty=None
    )
    if any(r.type != "blank" for r in rounds):
        firearm = altered(firearm, bore_doubt=placed)
    custody.take_out(state, custody.since(firearm, "loading", placed), placed, by)
    for box in boxes:
        custody.take_out(state, state.container(box), placed, by)


def _draw(state: State, day: UnitDay, placed: Placed, body: Loading) -> None:
    drawn = dict(day.drawn)
    for one in body.rounds:
        if one.container:
            before = drawn.get(one.container, Drawn(0, ()))
            drawn[one.container] = Drawn(before.count + one.count, (*before.records, placed))
    state.change_day(day, drawn=drawn)


def _without(load: tuple[Loaded, ...], body: Unloading) -> tuple[Loaded, ...]:
    """What is left after rounds came out, taken by type and container, oldest first."""
    left = list(load)
    for out in body.rounds:
        count = out.count
        for i, one in enumerate(left):
            same = one.type == out.type and (out.container is None or one.container in (None, out.container))
            taken = min(count, one.count) if same else 0
            left[i] = replace(one, count=one.count - taken)
            count -= taken
    return tuple(one for one in left if one.count)


def unloading(state: State, placed: Placed, day: UnitDay) -> None:
    """Rounds are out of the firearm; all of them if it was shown empty."""
    body: Unloading = placed.record.body
    boxes = {r.container for r in body.rounds if r.container}
    custody.note_moved(state, day, placed, {body.firearm, *boxes})
    firearm = state.firearm(body.firearm)
    if body.shown_empty:
        firearm = altered(firearm, load=(), fired=0, load_records=())
    else:
        firearm = altered(
            firearm, load=_without(firearm.load, body), load_records=(*firearm.load_records, placed)
        )
    state.put(custody.since(firearm, "unloading", placed))


def firing(state: State, placed: Placed, day: UnitDay) -> None:
    """Rounds were fired; they stay listed as loaded until unloaded, but need not be seen again."""
    body: Firing = placed.record.body
    custody.note_moved(state, day, placed, {body.firearm})
    firearm = state.firearm(body.firearm)
    if firearm.load:
        firearm = altered(
            firearm, fired=firearm.fired + body.rounds_fired, load_records=(*firearm.load_records, placed)
        )
    state.put(custody.since(firearm, "firing", placed))


def handover(state: State, placed: Placed, _day: UnitDay) -> None:
    """Each firearm the record tells of is in the receiver's hands."""
    for hand in hands(placed.record):
        _hand(state, placed, hand)


def _hand(state: State, placed: Placed, hand: Hand) -> None:
    day = state.days[placed.record.unit]
    day = custody.note_moved(state, day, placed, {hand.firearm})
    custody.note_handled(state, day, hand.firearm, {hand.giver, hand.declarer, *hand.receivers})
    firearm = state.firearm(hand.firearm)
    handler_gives = state.handles(hand.giver, placed.at)
    handler_takes = state.handles(hand.to, placed.at)
    issue = is_issue(
        hand,
        receiver_handles=handler_takes,
        receiver_performs="performer" in state.roles_at(hand.to, placed.at),
    )
    if issue:
        _issue(state, placed, hand, firearm, handler_gives=handler_gives)
        firearm = custody.since(
            firearm, "issued_cold" if hand.declared in ("cold", "empty") else "issued", placed
        )
    elif handler_takes:
        watched = hand.in_sight and hand.purpose == "return" and _watched(state, hand)
        firearm = (
            custody.since(firearm, "back_in_sight" if watched else "back", placed)
            if hand.firearm in state.outs
            else firearm
        )
        custody.end_out(state, hand.firearm)
    last = firearm.last_handler
    if handler_takes and not issue:
        last = (hand.to, placed)
    elif handler_gives:
        last = (hand.giver, placed)
    state.put(
        altered(
            firearm,
            holder=hand.to,
            locked=False,
            departed=False,
            custody=(placed,),
            unit=placed.record.unit,
            declared=(hand.declared, placed),
            last_handler=last,
        )
    )


def _watched(state: State, hand: Hand) -> bool:
    """Whether it comes back to the handler who answers for it."""
    outs = state.outs.get(hand.firearm, ())
    return bool(outs) and all(o.responsible is not None and o.responsible[0] == hand.to for o in outs)


def _issue(state: State, placed: Placed, hand: Hand, firearm: Firearm, *, handler_gives: bool) -> None:
    """Put the firearm out, and name the handler who answers for it."""
    day = state.days[placed.record.unit]
    responsible = (hand.giver, placed) if handler_gives else firearm.last_handler
    out = Out(
        placed,
        hand.firearm,
        day.id,
        hand.to,
        responsible,
        firearm.can_fire(day.id),
        placed if handler_gives else None,
    )
    state.outs[hand.firearm] = (*state.outs.get(hand.firearm, ()), out)
    if day.unwrapped_issue is None:
        state.change_day(day, unwrapped_issue=placed)
