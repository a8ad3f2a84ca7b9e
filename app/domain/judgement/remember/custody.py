"""Decides who has a firearm or container after a record, and whether it is locked; it knows no rule."""

from __future__ import annotations

from app.domain.judgement.altered import altered
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.state import State
from app.domain.judgement.things import Container, Firearm, Since


def note_moved(state: State, day: UnitDay, placed: Placed, items: set[str]) -> UnitDay:
    """What a record of the day named must be locked again at wrap."""
    return state.change_day(day, moved={**day.moved, **dict.fromkeys(items, placed)})


def note_handled(state: State, day: UnitDay, firearm: str, persons: set[str]) -> UnitDay:
    """Who held, gave, loaded, inspected, witnessed or declared a firearm that day is involved in what it does."""
    present = day.handled.get(firearm, frozenset())
    if persons <= present:
        return day
    return state.change_day(day, handled={**day.handled, firearm: present | persons})


def item(state: State, id_: str) -> Firearm | Container:
    """The firearm or container of that id; an unknown one counts as a container."""
    return state.firearms[id_] if state.is_firearm(id_) else state.container(id_)


def take_out(state: State, thing: Firearm | Container, placed: Placed, person: str) -> None:
    """A handler's loading, inspection or handover takes out what is locked or was left; others' does not."""
    if not state.handles(person, placed.at) or (not thing.locked and thing.holder is not None):
        state.put(altered(thing, unit=placed.record.unit))
        return
    state.put(
        altered(
            thing, locked=False, holder=person, departed=False, custody=(placed,), unit=placed.record.unit
        )
    )


def since(firearm: Firearm, word: str, placed: Placed) -> Firearm:
    """The firearm, with what happened to it after its last inspection."""
    return altered(firearm, since=(*firearm.since, Since(word, placed))) if firearm.inspection else firearm


def end_out(state: State, firearm: str) -> None:
    """The firearm is back: nobody answers for it being out any more."""
    if state.outs.pop(firearm, None):
        for key in [
            k
            for k, due in state.dues.items()
            if due.rule.until == "back" and due.subject == f"firearm:{firearm}"
        ]:
            del state.dues[key]
