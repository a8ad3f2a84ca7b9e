"""Decides what an inspection leaves out, as a full look and as a re-showing that goes on from one; it knows no rule."""

from __future__ import annotations

from dataclasses import replace

from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.things import Firearm, Inspection
from app.domain.records import RoundInspection

DUMMY_METHODS = frozenset({"rattle", "side_hole", "primer"})
FAULT_WORDS = {
    "chambers": "not every chamber was seen",
    "rounds_listed": "not every loaded round was listed",
    "removed": "the rounds were not seen outside the firearm",
    "methods": "a round was not told by a method that tells it",
    "ok": "a round was not as it should be",
    "bore": "the bore was not seen clear",
    "witness": "nobody but the inspector saw it",
}
_OF_A_RESHOWING = frozenset({"chambers", "bore", "witness"})


def _listed(firearm: Firearm, body: RoundInspection) -> bool:
    """Every loaded round is listed; those fired since may be missing from the list."""
    fired = firearm.fired
    for type_ in {one.type for one in firearm.load}:
        lacking = firearm.loaded(type_) - sum(1 for r in body.rounds if r.type == type_)
        if lacking > 0 and type_ == "blank":
            lacking, fired = lacking - min(lacking, fired), fired - min(lacking, fired)
        if lacking > 0:
            return False
    return True


def faults(firearm: Firearm, placed: Placed) -> frozenset[str]:
    """What keeps a full inspection of the firearm, as it is loaded, from being complete."""
    body: RoundInspection = placed.record.body
    chambers = firearm.chambers if firearm.chambers is not None else body.chambers
    found = {
        "chambers": body.chambers_seen < chambers,
        "rounds_listed": not _listed(firearm, body),
        "removed": bool(body.rounds or firearm.load) and not body.removed,
        "methods": not all(_told(r.type, r.methods) for r in body.rounds),
        "ok": not all(r.ok for r in body.rounds),
        "bore": body.barrel_clear is not True,
        "witness": not set(body.witnesses) - {placed.record.by},
    }
    return frozenset(word for word, lacking in found.items() if lacking)


def _told(type_: str, methods: tuple[str, ...]) -> bool:
    return bool(methods) and (type_ != "dummy" or not DUMMY_METHODS.isdisjoint(methods))


def _goes_on(firearm: Firearm, placed: Placed, day: UnitDay) -> bool:
    """Whether this re-shows what the last inspection showed: cold or empty, straight back, watched all along."""
    last = firearm.inspection
    if (
        last is None
        or placed.record.body.continues is None
        or (last.day, last.session) != (day.id, day.session)
    ):
        return False
    named = {n for p in (last.placed, *last.chain) for n in p.names}
    words = [s.word for s in firearm.since]
    straight_back = set(words) <= {"issued_cold", "back_in_sight"} and (
        not words or words[-1] == "back_in_sight"
    )
    return placed.record.body.continues in named and straight_back


def looked_at(firearm: Firearm, placed: Placed, day: UnitDay) -> Firearm:
    """The firearm after an inspection: what it lacks, and since when it stands."""
    full = faults(firearm, placed)
    last = firearm.inspection
    seen = Inspection(placed, day.id, day.session, full, full, 0, placed.at, ())
    if last is not None and _goes_on(firearm, placed, day):
        inherited = last.reshow_faults if last.reshow else last.faults
        seen = replace(
            seen,
            reshow_faults=(full & _OF_A_RESHOWING) | inherited,
            reshow=last.reshow + 1,
            base_at=last.base_at,
            chain=(*last.chain, last.placed),
        )
    body: RoundInspection = placed.record.body
    empty = not body.rounds and body.chambers_seen >= max(1, firearm.chambers or 0)
    witnessed = firearm.witnessed if "witness" in full else (placed, day.id, day.session)
    return replace(
        firearm,
        inspection=seen,
        since=(),
        seen_empty=(placed, day.id) if empty else None,
        witnessed=witnessed,
    )
