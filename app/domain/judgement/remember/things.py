"""Decides what intakes, sweeps, storage, counts and departures leave behind; it knows no rule."""

from __future__ import annotations

from app.domain.judgement.altered import altered
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.remember import custody
from app.domain.judgement.state import State
from app.domain.judgement.things import Container, Firearm
from app.domain.records import AmmunitionIntake, Departure, FirearmIntake, Storage


def firearm_intake(state: State, placed: Placed, _day: UnitDay) -> None:
    """A firearm taken in for the first time, or come back from a party, is locked and in nobody's hands."""
    body: FirearmIntake = placed.record.body
    known = state.firearms.get(body.firearm)
    if known is None or known.departed:
        state.put(Firearm(body.firearm, intake=placed))
    else:
        state.put(altered(known, intake=placed))


def ammunition_intake(state: State, placed: Placed, _day: UnitDay) -> None:
    """A container taken in for the first time, or come back from a party, is locked."""
    body: AmmunitionIntake = placed.record.body
    known = state.containers.get(body.container)
    if known is None or known.departed:
        state.put(Container(body.container, intake=placed))
    else:
        state.put(altered(known, intake=placed))


def ammunition_sweep(state: State, placed: Placed, day: UnitDay) -> None:
    """The day is swept."""
    state.change_day(day, sweep=placed)


def storage(state: State, placed: Placed, day: UnitDay) -> None:
    """Items are locked, out with a key holder, or left."""
    body: Storage = placed.record.body
    day = custody.note_moved(state, day, placed, set(body.items))
    for id_ in body.items:
        thing = custody.item(state, id_)
        holder = (body.key_holder or placed.record.by) if body.state == "unlocked" else None
        thing = altered(
            thing,
            locked=body.state == "locked",
            holder=holder,
            departed=False,
            custody=(placed,),
            unit=placed.record.unit,
        )
        if isinstance(thing, Firearm):
            thing = _stored(state, thing, placed)
        state.put(thing)


def _stored(state: State, firearm: Firearm, placed: Placed) -> Firearm:
    word = "unattended" if placed.record.body.state == "unattended" else "stored"
    if placed.record.body.state == "locked":
        custody.end_out(state, firearm.id)
    if firearm.holder and state.handles(firearm.holder, placed.at):
        firearm = altered(firearm, last_handler=(firearm.holder, placed))
    return custody.since(firearm, word, placed)


def round_count(state: State, placed: Placed, day: UnitDay) -> None:
    """A count of the day stands beside earlier ones of its container."""
    container = placed.record.body.container
    state.change_day(day, counts={**day.counts, container: (*day.counts.get(container, ()), placed)})


def departure(state: State, placed: Placed, _day: UnitDay) -> None:
    """What is with a party outside is not ours to lock."""
    body: Departure = placed.record.body
    for id_ in body.items:
        thing = custody.item(state, id_)
        state.put(
            altered(
                thing, departed=True, locked=False, holder=body.to, custody=(placed,), unit=placed.record.unit
            )
        )
        custody.end_out(state, id_)
