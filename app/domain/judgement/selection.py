"""Decides which earlier records a later day is judged with: those that anything standing rests on, never derived state.

A record that is carried is judged again without those that are not. So what a carried record began and another ended is
carried with its end: holds and deadlines with what settled them, an issue with its return and the wrap of its day, and of a
firearm everything since it was surely back before the oldest record its state rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.domain.judgement.entry import Entry, Placed
from app.domain.judgement.history import Histories, guns, touched
from app.domain.judgement.state import State
from app.domain.judgement.things import Firearm
from app.domain.judgement.timeline import Judged, Timeline

LOOK_BACK = timedelta(days=60)
"""As far back as any window of time in a rule asks."""
_ALWAYS = frozenset({"production_set", "protocol_adopted", "role", "firearm_intake", "ammunition_intake"})
"""Few, and every later record is read by them: dates, packs, who was what at the time, what an id is."""


def carried_into(
    timeline: Timeline, chains: Mapping[str, Sequence[Entry]], segment: date, begins: datetime
) -> tuple[int, ...]:
    """Positions of the entries from before a segment that it is judged with, in order.

    What anything standing rests on, and every record of a day that still runs; corrections and later signatures included.
    """
    state = timeline.state_at(begins - timedelta(microseconds=1))
    roots = _roots(state, [one for one in timeline.judged() if one.placed.at < begins], begins, segment)
    return tuple(sorted({p for root in roots for p in _positions(timeline, chains, root)}))


def _positions(timeline: Timeline, chains: Mapping[str, Sequence[Entry]], root: str) -> list[int]:
    """The entries of a chain, and every later signature to it: a signature belongs where what it signs belongs."""
    placed = timeline.named(root)
    names = placed.names if placed else frozenset({root})
    return [e.position for e in chains.get(root, ())] + [p.position for p in timeline.signatures(names)]


def _roots(state: State, judged: Sequence[Judged], begins: datetime, segment: date) -> set[str]:
    """The roots of those records; the state is that of just before the segment, to be changed."""
    _forget(state, begins)
    histories = Histories(judged)
    found = {one.placed for one in judged if one.placed.record.kind in _ALWAYS}
    found |= _running(state, judged, segment)
    found |= _rests_on(state) | set(_of_firearms(state, histories)) | set(_of_containers(state, histories))
    found |= set(_of_trouble(state, histories)) | set(_duties(state, judged)) | set(_covers(state, judged))
    roots = _with_ends(state, {placed.root for placed in found})
    roots |= _with_targets(judged, roots)
    return roots | _with_days(judged, roots)


def _forget(state: State, at: datetime) -> None:
    """Drop what no window asks for any more: answered concerns, cured stoppages, and knowledge, all older than that."""
    since = at - LOOK_BACK
    state.knowledge = tuple(p for p in state.knowledge if p.at >= since)
    state.denied = tuple(p for p in state.denied if p.at >= since)
    held = {hold.incident for hold in state.all_holds()}
    for key, incident in list(state.incidents.items()):
        if (
            incident.placed.at < since
            and incident.stoppage
            and incident.resolved is not None
            and key not in held
        ):
            del state.incidents[key]
    for table in (state.concerns, state.requests):
        for key, asked in list(table.items()):
            if asked.placed.at < since and asked.resolved is not None:
                del table[key]


def _running(state: State, judged: Iterable[Judged], segment: date) -> set[Placed]:
    """Every record of a day that goes on into the segment, of whatever unit; signatures come with what they sign."""
    days = state.days.values()
    dates = {
        d.date for d in days if d.running or d.unwrapped_issue is not None or d.date >= segment.isoformat()
    }
    running = {day.id for day in days if day.date in dates}
    return {one.placed for one in judged if one.day in running and one.placed.record.kind != "sign_off"}


def _rests_on(state: State) -> set[Placed]:
    """Every record that something about people, trouble or the production rests on."""
    found: set[Placed | None] = {*state.assessments, *state.knowledge, *state.denied}
    found.update(*state.credentials.values())
    found.update(placed for lessons in state.trained.values() for _, placed in lessons)
    found.update(state.duty.values(), state.fitness.values())
    for incident in state.incidents.values():
        found.update((incident.placed, incident.resolved))
    for table in (state.concerns, state.requests):
        for asked in table.values():
            found.update((asked.placed, asked.resolved))
    for hold in state.all_holds():
        found.update(hold.records())
    found.update(due.trigger for due in state.dues.values())
    for climb in state.climbs.values():
        found.update((climb.due.trigger, *climb.answers))
    for waiting in state.releases.values():
        found.update((waiting.release, *waiting.later))
    return {placed for placed in found if placed is not None}


def _basis(state: State, firearm: Firearm) -> Iterator[Placed]:
    """What outlives the day of a firearm: custody, bore, load, who answers for it, what it was called."""
    yield from (*firearm.custody, *firearm.load_records)
    seen, doubt = firearm.bore_seen, firearm.bore_doubt
    if seen is not None:
        yield seen
    if doubt is not None and (seen is None or doubt.order > seen.order):
        yield doubt
    for pair in (firearm.last_handler, firearm.declared):
        yield from (pair[1],) if pair else ()
    for out in state.outs.get(firearm.id, ()):
        yield out.issue
        yield from (out.responsible[1],) if out.responsible else ()


def _of_firearms(state: State, histories: Histories) -> Iterator[Placed]:
    for firearm in state.firearms.values():
        oldest = min((p.order for p in _basis(state, firearm)), default=None)
        yield from histories.since_surely_back(firearm.id, oldest)
        yield from _as_a_firearm(histories, firearm.id)


def _as_a_firearm(histories: Histories, id_: str) -> Iterator[Placed]:
    """The first record that takes it in or handles it as a firearm: before that, it is a container."""
    stored = ("storage", "departure")
    yield from [one.placed for one in histories.of(id_) if one.placed.record.kind not in stored][:1]


def _of_containers(state: State, histories: Histories) -> Iterator[Placed]:
    """Where a container was put last, who took it out since, and which unit moved it last."""
    for container in state.containers.values():
        yield from container.custody
        moves = [one.placed for one in histories.of(container.id)]
        stored = [p for p in moves if p.record.kind in ("storage", "departure")]
        moved = [p for p in moves if p.record.kind == "loading"]
        yield from (*stored[-1:], *moved[-1:])


def _of_trouble(state: State, histories: Histories) -> Iterator[Placed]:
    """What shows who was involved in an incident, and what was in the firearm when something was put on hold."""
    sources = {i.placed for i in state.incidents.values()} | {hold.source for hold in state.all_holds()}
    for source in sources:
        for firearm in guns(source):
            yield from histories.up_to(firearm, source)
            yield from histories.first_shown(firearm, source)


def _duties(state: State, judged: Iterable[Judged]) -> Iterator[Placed]:
    """While something is out: who took over from whom since, and whether they were there."""
    oldest = min((out.issue.order for outs in state.outs.values() for out in outs), default=None)
    if oldest is None:
        return
    before: dict[str, Placed] = {}
    for one in judged:
        if one.placed.record.kind == "duty":
            if one.placed.order > oldest:
                yield one.placed
            else:
                before[one.placed.record.body.person] = one.placed
    yield from before.values()


def _covers(state: State, judged: Sequence[Judged]) -> Iterator[Placed]:
    """Who took over from whom on the day of an incident: whoever answered for its firearm is involved."""
    incidents = {incident.placed for incident in state.incidents.values()}
    dates = {one.day[1] for one in judged if one.placed in incidents}
    for one in judged:
        if one.placed.record.kind == "duty" and one.day[1] in dates:
            yield one.placed


def _with_ends(state: State, roots: set[str]) -> set[str]:
    """With what ended the holds and deadlines these began, and the holds and deadlines those began."""
    found, new = set(roots), roots
    while new:
        new = {placed.root for root in new for placed in state.settled.get(root, ())} - found
        found |= new
    return found


def _with_targets(judged: Iterable[Judged], roots: set[str]) -> set[str]:
    """The requests that carried responses deny."""
    named = {
        one.placed.record.body.to
        for one in judged
        if one.placed.record.kind == "response" and one.placed.root in roots
    }
    return {one.placed.root for one in judged if one.placed.names & named}


def _with_days(judged: Iterable[Judged], roots: set[str]) -> set[str]:
    """When the days of these opened and were wrapped."""
    days = {one.day for one in judged if one.placed.root in roots and touched(one.placed)}
    kinds = ("day_opened", "day_wrapped")
    return {one.placed.root for one in judged if one.day in days and one.placed.record.kind in kinds}
