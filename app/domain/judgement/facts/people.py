"""Decides credentials, training, fitness, lateness, and who is involved in what a record is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.judgement.calendar import local_date
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.answer import Answer, missing, standing
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.state import State
from app.domain.judgement.things import CLASS_RANK
from app.domain.records import parse_moment

NONE_REQUIRED = "none required here"


def holds_credential(state: State, person: str, name: str, at: datetime) -> bool:
    """Whether the person has it unexpired; `expires_on` is its last valid day, by the production's own calendar."""
    today = local_date(at, state.zone).isoformat()
    for placed in state.credentials.get(person, ()):
        body = placed.record.body
        if body.credential != name or (body.expires_on is not None and body.expires_on < today):
            continue
        if body.issuer.strip().lower() == NONE_REQUIRED:
            by = placed.record.by or ""
            if name != "firearms_permit" or "safety_officer" not in state.roles_at(by, placed.at):
                continue
        return True
    return False


def trained(occasion: Occasion, person: str) -> Answer:
    """A competent handling lesson with that class or one that can do more."""
    needed = CLASS_RANK.get(occasion.firearm.class_ or "real", 1)
    for rank, placed in occasion.state.trained.get(person, ()):
        if rank >= needed:
            return standing(placed)
    known = [placed for _, placed in occasion.state.trained.get(person, ())]
    return missing(
        f"{person} has no handling lesson for a {occasion.firearm.class_ or 'real'} firearm", *known[-1:]
    )


def unfit(occasion: Occasion, person: str) -> tuple[Placed, ...]:
    """The record that last said the person is unfit."""
    last = occasion.state.fitness.get(person)
    return (last,) if last is not None and not last.record.body.fit else ()


def lateness(occasion: Occasion, over: timedelta, fixed_within: timedelta | None) -> timedelta | None:
    """How long after it happened the record arrived, if that is more than `over` and no fixed clock explains it."""
    placed = occasion.placed
    late = placed.recorded_at - occasion.record.at
    if late <= over:
        return None
    clock = occasion.record.clock
    if clock is not None and fixed_within is not None:
        age = occasion.record.at - parse_moment(clock.fixed_at)
        if timedelta() <= age <= fixed_within:
            return None
    return late


def named_in(placed: Placed) -> frozenset[str]:
    """Whom a record is about: those it names as doing or receiving, not who wrote it down."""
    body, kind = placed.record.body, placed.record.kind
    names: Iterable[str | None] = (
        getattr(body, "person", None),
        getattr(body, "from_", None),
        getattr(body, "to", None) if kind == "handover" else None,
        getattr(body, "declared_by", None),
        getattr(body, "about", None) if kind == "concern" else None,
        placed.record.by if kind in ("round_inspection", "loading", "unloading", "firing") else None,
        *(getattr(body, "shared_with", None) or ()),
    )
    return frozenset(name for name in names if name)


def involved(occasion: Occasion) -> tuple[frozenset[str], tuple[Placed, ...]]:
    """Whom what a response, release or statement is about concerns, and the records that show it."""
    body, state = occasion.body, occasion.state
    if occasion.record.kind == "release":
        return _involved_in_holds(occasion)
    about = body.to if occasion.record.kind == "response" else body.about
    violation = occasion.raised(about)
    if violation is not None:
        trigger = violation.trigger
        incident = state.incidents.get(trigger.root) if trigger else None
        persons = frozenset(violation.persons) | (incident.involved if incident else frozenset())
        return persons, ((trigger,) if trigger else ())
    target = occasion.find(about)
    if target is None:
        return frozenset(), ()
    incident = state.incidents.get(target.root)
    if incident is not None:
        return incident.involved, (target,)
    return named_in(target), (target,)


def _involved_in_holds(occasion: Occasion) -> tuple[frozenset[str], tuple[Placed, ...]]:
    subject = hold_subject(occasion.day, occasion.body.subject)
    roots = {hold.incident for hold in occasion.state.holds_on((subject,)) if hold.incident}
    if occasion.body.incident:
        target = occasion.find(occasion.body.incident)
        roots |= {target.root} if target else set()
    incidents = [occasion.state.incidents[r] for r in roots if r in occasion.state.incidents]
    persons = frozenset(p for one in incidents for p in one.involved)
    return persons, tuple(one.placed for one in incidents)


def hold_subject(day: UnitDay, subject: str) -> str:
    """The subject of a hold or release; a day is that unit's."""
    return f"day:{day.id[0]}:{day.id[1]}" if subject == "day" else subject
