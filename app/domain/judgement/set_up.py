"""Decides how ready the next set-up is: each clearance of its scene as it will be asked, and whom each lack concerns.

Every firearm is asked about with one performer and every performer with one firearm, so the cost is that of their sum. It
grants nothing: what is asked at the handover itself counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.judgement.chronicle import Chronicle
from app.domain.judgement.clearance import would_raise
from app.domain.judgement.days import UnitDay
from app.domain.judgement.state import State
from app.domain.judgement.things import Firearm
from app.domain.judgement.violation import Violation
from app.domain.records import Handover
from app.domain.records.words import CAN_FIRE, HANDLERS

_NOBODY = "nobody-here"
"""Stands for a handler where none is on duty: no person has it as an id, and the clearance says what is missing."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """A scene as planned, what it lacks as a whole, and what each firearm and performer lacks."""

    scene: str
    lacks: tuple[Violation, ...]
    items: Mapping[str, tuple[Violation, ...]]
    """`firearm:<id>` and `person:<id>`, in the order of the plan."""

    def to_json(self) -> dict[str, Any]:
        """With counts; `ready` counts none while the scene itself lacks something."""
        ready = 0 if self.lacks else sum(not found for found in self.items.values())
        return {
            "scene": self.scene,
            "ready": ready,
            "of": len(self.items),
            "lacks": _told(self.lacks),
            "items": [{"item": name, "lacks": _told(found)} for name, found in self.items.items()],
        }


def lapsing(now: SetUp, later: SetUp) -> list[dict[str, Any]]:
    """What the same scene will lack by then, and does not lack yet: {item, or None for the scene; lacks}."""
    pairs: list[tuple[str | None, tuple[Violation, ...], tuple[Violation, ...]]] = [
        (None, now.lacks, later.lacks),
        *((name, now.items.get(name, ()), found) for name, found in later.items.items()),
    ]
    told = []
    for item, before, after in pairs:
        known = {one.hazard for one in before}
        if fresh := [one for one in after if one.hazard not in known]:
            told.append({"item": item, "lacks": _told(fresh)})
    return told


def next_scene(day: UnitDay) -> str | None:
    """The first planned scene of which nothing was recorded yet, else the last planned one."""
    scenes = [plan.scene for plan in day.opened.record.body.scenes] if day.opened else []
    begun = {getattr(placed.record.body, "scene", None) for placed in day.moved.values()}
    reached = max((place for place, scene in enumerate(scenes) if scene in begun), default=-1)
    return scenes[min(reached + 1, len(scenes) - 1)] if scenes else None


def set_up(chronicle: Chronicle, unit: str, scene: str, at: datetime) -> SetUp | None:
    """The scene as the unit's day plans it; None where it is not planned."""
    state = chronicle.state_at(at)
    day = state.days.get(unit)
    plans = day.opened.record.body.scenes if day and day.opened else ()
    plan = next((one for one in plans if one.scene == scene), None)
    if plan is None:
        return None
    found = [
        violation
        for handover in _handovers(state, plan.scene, plan.firearms, plan.performers, at)
        for violation in would_raise(chronicle, handover, unit=unit, at=at)
    ]
    return _shared_out(plan.scene, plan.firearms, plan.performers, found)


def _handovers(
    state: State, scene: str, firearms: Sequence[str], performers: Sequence[str], at: datetime
) -> Iterator[Handover]:
    """One for each firearm and one for each performer."""
    takers = performers or [_handler(state, None, at)]
    for firearm in firearms:
        yield _handover(state, scene, firearm, takers[0], at)
    for performer in performers[1:] if firearms else ():
        yield _handover(state, scene, firearms[0], performer, at)


def _handover(state: State, scene: str, firearm: str, to: str, at: datetime) -> Handover:
    known = state.firearms.get(firearm)
    told = {
        "firearm": firearm,
        "from": _handler(state, known, at),
        "to": to,
        "purpose": "take",
        "declared": _status(known),
        "scene": scene,
        "place": "asked",
    }
    inspector = known.inspection.placed.record.by if known and known.inspection else None
    if inspector and known and known.class_ in CAN_FIRE:
        told["declared_by"] = inspector
    return Handover.model_validate(told)


def _handler(state: State, known: Firearm | None, at: datetime) -> str:
    """Who would give it: its holder, else its inspector, else the first handler there is."""
    roles = state.roles
    looked = known.inspection.placed.record.by if known and known.inspection else None
    for person in (known.holder if known else None, looked, *roles):
        spans = roles.get(person, ()) if person else ()
        if person and any(span.role in HANDLERS and span.holds(at) for span in spans):
            return person
    return _NOBODY


def _status(known: Firearm | None) -> str:
    if known is None or (known.class_ is not None and known.class_ not in CAN_FIRE):
        return "replica"
    types = {one.type for one in known.load if one.count}
    return "empty" if not types else "cold" if types == {"dummy"} else "hot"


def _shared_out(
    scene: str, firearms: Iterable[str], performers: Iterable[str], found: Iterable[Violation]
) -> SetUp:
    items: dict[str, dict[str, Violation]] = {f"firearm:{one}": {} for one in firearms}
    items |= {f"person:{one}": {} for one in performers}
    lacks: dict[str, Violation] = {}
    for violation in found:
        places = [items[name] for name in _concerned(violation) if name in items] or [lacks]
        for place in places:
            place.setdefault(violation.message, violation)
    return SetUp(scene, tuple(lacks.values()), {name: tuple(one.values()) for name, one in items.items()})


def _concerned(violation: Violation) -> tuple[str, ...]:
    """Whom or what a lack is told under: a person, a firearm, or the scene as a whole."""
    kind = violation.subject.partition(":")[0]
    if kind == "person":
        return (violation.subject,)
    return (f"firearm:{violation.firearm}",) if kind == "firearm" else ()


def _told(found: Iterable[Violation]) -> list[dict[str, Any]]:
    return [
        {"hazard": one.hazard, "message": one.message, "cure": one.cure, "who": list(one.cure_by)}
        for one in found
    ]
