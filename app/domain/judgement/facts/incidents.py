"""Decides open incidents, earlier concerns, what was last declared, and rungs nobody could be reached on."""

from __future__ import annotations

from datetime import timedelta

from app.domain.judgement.entry import Placed
from app.domain.judgement.occasion import Occasion


def open_for_evidence(occasion: Occasion) -> tuple[Placed, ...]:
    """The incident an evidence record names, or else every one, while nobody independent has resolved it."""
    incidents = occasion.state.incidents
    named = occasion.body.incident
    target = occasion.find(named) if named else None
    if target is not None:
        one = incidents.get(target.root)
        return (one.placed,) if one is not None and one.resolved is None else ()
    return tuple(one.placed for one in incidents.values() if one.resolved is None)


def last_declared(occasion: Occasion) -> tuple[str | None, tuple[Placed, ...]]:
    """What the record says the firearm was declared, else what its last handover said."""
    if occasion.body.declared:
        return occasion.body.declared, ()
    last = occasion.firearm.declared
    return (last[0], (last[1],)) if last else (None, ())


def earlier_concerns(occasion: Occasion, within: timedelta) -> tuple[Placed, ...]:
    """Concerns the person raised no longer than `within` before."""
    return tuple(
        asked.placed
        for asked in occasion.state.concerns.values()
        if asked.placed.record.by == occasion.body.person and occasion.at - asked.placed.at <= within
    )


def unreachable_rungs(occasion: Occasion) -> dict[str, tuple[Placed, ...]]:
    """Rungs on which today's last preflight of every person says not reachable."""
    rungs: dict[str, dict[str, Placed]] = {}
    for placed in occasion.day.preflights:
        rungs.setdefault(str(placed.record.body.rung), {})[placed.record.body.person] = placed
    return {
        rung: tuple(last.values())
        for rung, last in rungs.items()
        if not any(placed.record.body.reachable for placed in last.values())
    }


def spoken_of(occasion: Occasion) -> tuple[Placed, ...]:
    """The record a statement or response is about, if it is known."""
    about = (
        getattr(occasion.body, "about", None)
        if occasion.record.kind == "statement"
        else getattr(occasion.body, "to", None)
    )
    target = occasion.find(about) if isinstance(about, str) else None
    return (target,) if target else ()
