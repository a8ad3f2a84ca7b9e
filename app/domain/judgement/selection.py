"""Decides which earlier records a later day is judged with: those that anything standing rests on, never derived state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.domain.judgement.entry import Entry, Placed
from app.domain.judgement.state import State
from app.domain.judgement.timeline import Timeline

LOOK_BACK = timedelta(days=60)
"""As far back as any window of time in a rule asks."""


def forget(state: State, at: datetime) -> None:
    """Drop what no window asks for any more: answered concerns, resolved incidents, and knowledge, all older than that."""
    since = at - LOOK_BACK
    state.knowledge = tuple(p for p in state.knowledge if p.at >= since)
    state.denied = tuple(p for p in state.denied if p.at >= since)
    held = {hold.incident for hold in state.all_holds()}
    for key, incident in list(state.incidents.items()):
        if incident.placed.at < since and incident.resolved is not None and key not in held:
            del state.incidents[key]
    for table in (state.concerns, state.requests):
        for key, asked in list(table.items()):
            if asked.placed.at < since and asked.resolved is not None:
                del table[key]


def _people(state: State) -> Iterator[Placed | None]:
    for spans in state.roles.values():
        yield from (span.placed for span in spans)
    for credentials in state.credentials.values():
        yield from credentials
    for lessons in state.trained.values():
        yield from (placed for _, placed in lessons)
    yield from state.duty.values()
    yield from state.fitness.values()


def _things(state: State) -> Iterator[Placed | None]:
    for firearm in state.firearms.values():
        yield from (firearm.intake, firearm.bore_seen, firearm.bore_doubt, *firearm.custody, *firearm.load_records)
        looked = firearm.inspection
        yield from (looked.placed, *looked.chain) if looked else ()
        yield from (since.placed for since in firearm.since)
        for pair in (firearm.last_handler, firearm.declared):
            yield pair[1] if pair else None
        for seen in (firearm.seen_empty, firearm.witnessed):
            yield seen[0] if seen else None
    for container in state.containers.values():
        yield from (container.intake, *container.custody)
    for outs in state.outs.values():
        for out in outs:
            yield out.issue
            yield out.responsible[1] if out.responsible else None
            yield out.gave


def _trouble(state: State) -> Iterator[Placed | None]:
    for incident in state.incidents.values():
        yield from (incident.placed, incident.resolved)
    for table in (state.concerns, state.requests):
        for asked in table.values():
            yield from (asked.placed, asked.resolved)
    for hold in state.all_holds():
        yield from hold.records()
    for due in state.dues.values():
        yield due.trigger
    for waiting in state.releases.values():
        yield from waiting
    yield from (*state.denied, *state.knowledge)


def rests_on(state: State) -> set[Placed]:
    """Every record something in the state rests on, but for those of days still running (see Chronicle.selection)."""
    found: set[Placed | None] = {state.settings, *state.adopted, *state.assessments}
    found.update(_people(state), _things(state), _trouble(state))
    found.discard(None)
    return {placed for placed in found if placed is not None}


def carried_into(
    timeline: Timeline, chains: Mapping[str, Sequence[Entry]], segment: date, begins: datetime
) -> tuple[int, ...]:
    """Positions of the entries from before a segment that it is judged with, in order: what anything standing rests on,
    every record of a day that still runs, corrections and later signatures included.
    """
    state = timeline.state_at(begins - timedelta(microseconds=1))
    forget(state, begins)
    roots = {placed.root for placed in rests_on(state)}
    running = {
        day.id
        for day in state.days.values()
        if day.running or day.date >= segment.isoformat() or day.unwrapped_issue is not None
    }
    roots |= {j.placed.root for j in timeline.judged() if j.placed.at < begins and j.day in running}
    return tuple(sorted({p for root in roots for p in _positions(timeline, chains, root, begins)}))


def _positions(timeline: Timeline, chains: Mapping[str, Sequence[Entry]], root: str, before: datetime) -> list[int]:
    """The entries of a chain, and the later signatures to it from before the segment."""
    placed = timeline.named(root)
    names = placed.names if placed else frozenset({root})
    return [e.position for e in chains.get(root, ())] + [p.position for p in timeline.signatures(names) if p.at < before]
