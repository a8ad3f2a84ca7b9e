"""Decides what follows from one record after all before it: deadlines run out, rules not met, what is left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from app.domain.errors import ShowclearError
from app.domain.judgement import checklist, release, signatures
from app.domain.judgement.awaited import Awaited
from app.domain.judgement.days import UnitDay
from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.people import hold_subject, involved
from app.domain.judgement.fault import fault
from app.domain.judgement.finding import Finding
from app.domain.judgement.kinds import (
    authority,
    concurrence,
    deadline,
    expectation,
    interlock,
    prerequisite,
    prohibition,
    reconciliation,
    recurrence,
)
from app.domain.judgement.occasion import Known, Occasion, occasions
from app.domain.judgement.remember import day as days
from app.domain.judgement.remember import governance, handling, incidents, people, things
from app.domain.judgement.rulebook import Bound, Rulebook
from app.domain.judgement.state import State
from app.domain.judgement.trouble import Waiting
from app.domain.protocol import rules
from app.domain.records import SignOff

Finder = Callable[..., Iterator[Finding]]

BEFORE: dict[type[rules.RuleForm], Finder] = {
    rules.Authority: authority.find,
    rules.Prerequisite: prerequisite.find,
    rules.Expectation: expectation.find,
    rules.Prohibition: prohibition.find,
    rules.Reconciliation: reconciliation.find,
    rules.Recurrence: recurrence.find,
}
"""Asked with what stood before the record."""

_REMEMBER: dict[str, Callable[[State, Placed, UnitDay], None]] = {
    "duty": people.duty,
    "credential": people.credential,
    "training": people.training,
    "fitness": people.fitness,
    "firearm_intake": things.firearm_intake,
    "ammunition_intake": things.ammunition_intake,
    "ammunition_sweep": things.ammunition_sweep,
    "storage": things.storage,
    "round_count": things.round_count,
    "departure": things.departure,
    "day_opened": days.day_opened,
    "day_wrapped": days.day_wrapped,
    "safety_meeting": days.safety_meeting,
    "change": days.change,
    "risk_assessment": days.risk_assessment,
    "aim_plan": days.aim_plan,
    "round_inspection": handling.round_inspection,
    "loading": handling.loading,
    "unloading": handling.unloading,
    "handover": handling.handover,
    "issue_list": handling.handover,
    "firing": handling.firing,
    "incident": incidents.incident,
    "concern": incidents.concern,
    "request": incidents.request,
    "production_set": governance.production_set,
    "role": governance.role,
    "protocol_adopted": governance.protocol_adopted,
    "preflight": governance.preflight,
}


def step(state: State, placed: Placed, known: Known) -> tuple[Finding, ...]:
    """Everything that follows up to and with this record; the state goes on to after it."""
    found = list(advance(state, placed.at, known))
    day = days.day_of(state, placed)
    if day is None:
        found += _leave(state, placed, known)
        day = days.begin_day(state, placed, known.books.key_after(state.adopted))
    elif placed.record.kind == "day_opened" and not day.running:
        day = state.change_day(day, pack=known.books.key_after(state.adopted))
    book, faults = _book(state, placed, day, known)
    found += faults
    told = occasions(state, placed, day, book, known)
    for occasion in told:
        occasion.found_now = tuple(_ask(occasion))
    found += [f for occasion in told for f in occasion.found_now]
    lacking, waits = _checklist(told[-1], known)
    found += lacking
    found += _wrap(state, placed, day, book, known)
    before = state.copy() if placed.record.kind in ("storage", "duty") else None
    _remember(state, placed, day, told[-1], known)
    if waits:
        now = state.days[day.id[0]]
        state.change_day(now, awaited={**now.awaited, placed.root: waits})
    found += _after(told, before)
    return tuple(found)


def _book(state: State, placed: Placed, day: UnitDay, known: Known) -> tuple[Rulebook, list[Finding]]:
    """The day's rulebook; where its pack is not here, the default one and a fault on every record."""
    try:
        return known.books.of(day.pack), []
    except ShowclearError as gone:
        book = known.books.of(known.books.default_key)
        occasion = Occasion(state, placed, day, book, known)
        return book, [fault(occasion, "pack", str(gone.code))]


def _ask(occasion: Occasion) -> Iterator[Finding]:
    """Every rule of the occasion that is asked before the record counts; one that crashes is itself a finding."""
    for bound in occasion.book.rules_for(occasion.words):
        finder = BEFORE.get(type(bound.rule))
        if finder is None:
            continue
        yield from _guarded(occasion, bound, finder)


def _guarded(occasion: Occasion, bound: Bound, finder: Finder) -> list[Finding]:
    try:
        return list(finder(bound, bound.rule, occasion)) if occasion.meets(bound.rule.when) else []
    except Exception as crash:  # a rule that crashes must not clear anything
        return [fault(occasion, bound.name, type(crash).__name__)]


def _checklist(occasion: Occasion, known: Known) -> tuple[list[Finding], tuple[Awaited, ...]]:
    """What the record lacks of its checklist, and the signatures that may still come."""
    ref = occasion.record.protocol
    if ref is None:
        return [], ()
    protocol = known.books.protocol(ref)
    if protocol is None:
        return [fault(occasion, ref, "protocol not published")], ()
    found = checklist.slots(occasion, protocol, known.signed(occasion.record.key))
    lacking = [*checklist.unmet(occasion, protocol), *checklist.unsigned(occasion, protocol, found)]
    return lacking, checklist.awaited(occasion, protocol, found)


def _remember(state: State, placed: Placed, day: UnitDay, occasion: Occasion, known: Known) -> None:
    kind = placed.record.kind
    if kind == "response":
        _answer(state, placed, occasion)
    elif kind == "notice":
        deadline.answered(state, placed, _roots(occasion, placed.record.body.about))
    elif kind in ("release", "sign_off"):
        _release(state, placed, occasion, known)
    elif kind in _REMEMBER:
        _REMEMBER[kind](state, placed, state.days[day.id[0]])
    if kind == "handover":
        _note_signed(state, placed, day, known)
    if kind in ("unloading", "round_inspection"):
        incidents.stoppage_cured(state, placed, placed.record.body.firearm)
    if kind in ("concern", "incident") or (kind == "response" and placed.record.body.action == "deny"):
        state.knowledge = (*state.knowledge, placed)


def _roots(occasion: Occasion, ref: str) -> frozenset[str]:
    target = occasion.find(ref)
    return frozenset({ref, *(target.names if target else ())})


def _answer(state: State, placed: Placed, occasion: Occasion) -> None:
    roots = _roots(occasion, placed.record.body.to)
    concerned, _ = involved(occasion)
    incidents.answered(state, placed, roots, independent=placed.record.by not in concerned)
    deadline.answered(state, placed, roots)
    raised = occasion.raised(placed.record.body.to)
    trigger = raised.trigger if raised else None
    deadline.heard(state, placed, roots | (trigger.names if trigger else frozenset()))


def _note_signed(state: State, placed: Placed, day: UnitDay, known: Known) -> None:
    """Who signed for a handover in this scene: from then on a spoken word may stand for the tap."""
    later = known.signed(placed.record.key)
    if placed.record.sign_offs or later:
        now = state.days[day.id[0]]
        signed = signatures.signed_for_scene(placed.record, later, state)
        state.change_day(now, signed=now.signed | signed)


def _release(state: State, placed: Placed, occasion: Occasion, known: Known) -> None:
    """A release ends the holds it may; one that lacks signatures waits for them."""
    body = placed.record.body
    if placed.record.kind == "release":
        subject = hold_subject(occasion.day, body.subject)
        waiting = Waiting(placed, subject, _proper(placed, placed, known))
    else:
        target = occasion.find(body.of)
        before = state.releases.get(target.root) if target else None
        if before is None:
            return
        signed = (*before.signed, *_proper(before.release, placed, known))
        waiting = replace(before, signed=signed, later=(*before.later, placed))
    state.releases[waiting.release.root] = waiting
    release.end_holds(state, waiting, placed.at)


def _proper(of: Placed, carrier: Placed, known: Known) -> tuple[SignOff, ...]:
    """The signatures under a release that came in this record, as far as their persons gave them."""
    later = [record for name in sorted(of.names) for record in known.signed(name)]
    found = signatures.given(of.record, later)
    return tuple(one.sign_off for one in found if one.proper and one.carrier.key == carrier.record.key)


def _after(told: list[Occasion], before: State | None) -> list[Finding]:
    """What is asked once the record counts: what must hold while something lasts, clocks, holds."""
    found: list[Finding] = []
    for occasion in told:
        occasion.before = before
        for bound in occasion.book.rules_for(occasion.words):
            if isinstance(bound.rule, rules.Concurrence):
                found += _guarded(occasion, bound, concurrence.find)
            elif isinstance(bound.rule, rules.Deadline | rules.Interlock):
                found += _started(occasion, bound)
    return found


def _started(occasion: Occasion, bound: Bound) -> list[Finding]:
    try:
        if occasion.meets(bound.rule.when):
            if isinstance(bound.rule, rules.Deadline):
                deadline.open_due(bound, bound.rule, occasion)
            elif isinstance(bound.rule, rules.Interlock):
                interlock.put(bound, bound.rule, occasion)
    except Exception as crash:  # a clock that cannot start, or a hold that cannot be put, must show
        return [fault(occasion, bound.name, type(crash).__name__)]
    return []


def _wrap(state: State, placed: Placed, day: UnitDay, book: Rulebook, known: Known) -> list[Finding]:
    if placed.record.kind != "day_wrapped":
        return []
    return _wrapped(state, placed, day, book, known, placed.at, never=False)


def _leave(state: State, placed: Placed, known: Known) -> list[Finding]:
    """Another day begins: the one before ends now, if nobody wrapped it."""
    day = state.days.get(placed.record.unit)
    return _ended(state, day, min(day.ends_at, placed.at), known) if day is not None else []


def _ended(state: State, day: UnitDay, at: datetime, known: Known) -> list[Finding]:
    """A day that ends without wrap is judged as wrapped at that moment, if a firearm was issued."""
    trigger = day.unwrapped_issue
    if trigger is None:
        return []
    book, _ = _book(state, trigger, day, known)
    found = _wrapped(state, trigger, day, book, known, at, never=True)
    state.change_day(day, unwrapped_issue=None)
    return found


def _wrapped(
    state: State, placed: Placed, day: UnitDay, book: Rulebook, known: Known, at: datetime, *, never: bool
) -> list[Finding]:
    words = frozenset({"wrap", "day_end"} if never else {"wrap"})
    occasion = Occasion(state, placed, day, book, known).as_end_of_day(words, at)
    found = list(_ask(occasion))
    for bound in book.rules:
        if isinstance(bound.rule, rules.Deadline) and (bound.rule.by_wrap or bound.rule.until == "wrapped"):
            found += deadline.at_wrap(bound, bound.rule, occasion, never_wrapped=never)
    return found


def next_end(state: State) -> datetime | None:
    """The first moment at which passing time alone makes something follow."""
    dues = [due.due_at for due in state.dues.values() if due.due_at < deadline.NO_TIME]
    ends = [day.ends_at for day in state.days.values() if day.unwrapped_issue is not None]
    return min((*dues, *ends), default=None)


def advance(state: State, to: datetime, known: Known, *, inclusive: bool = False) -> list[Finding]:
    """What follows from time passing up to (not at, unless inclusive) the moment."""
    found: list[Finding] = []
    while (end := next_end(state)) is not None and (end < to or (inclusive and end == to)):
        for day in list(state.days.values()):
            if day.unwrapped_issue is not None and day.ends_at == end:
                found += _ended(state, day, end, known)
        for key, due in list(state.dues.items()):
            if due.due_at == end:
                del state.dues[key]
                bound = Bound(due.rule, due.protocol)
                found.append(deadline.broken(bound, due, end))
    return found
