"""After this, that within T or by wrap, not by these people; else climb this ladder.

Met when: what the rule waits for comes at or before its end, from somebody it may come from.
Broken when: the end passes without it, or the unit's day is wrapped without it where the rule says by wrap.
Not yet when: the end has not come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.domain.judgement.entry import Placed
from app.domain.judgement.facts.people import named_in
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.judgement.state import State
from app.domain.judgement.trouble import FAR_YEAR, Climb, Due
from app.domain.protocol.rules import Deadline

NO_TIME = datetime(FAR_YEAR, 1, 1, tzinfo=UTC)
"""The end of what is due by wrap only."""


def open_due(bound: Bound, rule: Deadline, occasion: Occasion) -> None:
    """Start the clock, once for what it is about."""
    subject = occasion.subject(rule.subject)
    same = (due for due in occasion.state.dues.values() if due.rule.id == rule.id and due.subject == subject)
    if rule.until == "wrapped" and any(same):
        return
    timed = rule.within is not None and (occasion.can_fire or not rule.only_can_fire)
    due_at = occasion.at + rule.within if timed and isinstance(rule.within, timedelta) else NO_TIME
    incident = occasion.state.incidents.get(occasion.placed.root)
    persons = incident.involved if incident else named_in(occasion.placed)
    due = Due(
        rule,
        bound.protocol,
        occasion.placed,
        subject,
        due_at,
        tuple(sorted(persons)),
        frozenset(persons) if rule.independent else frozenset(),
    )
    occasion.state.dues[due.key] = due
    if rule.ladder:
        occasion.state.climbs[due.key] = Climb(due, occasion.day.pack)


def answered(state: State, placed: Placed, roots: frozenset[str]) -> None:
    """A response or notice closes what waited for it, unless it comes from somebody it may not come from."""
    kind = "notice" if placed.record.kind == "notice" else "response"
    word = getattr(placed.record.body, "action", None) or getattr(placed.record.body, "to", None)
    for key, due in list(state.dues.items()):
        if due.rule.until != kind or due.trigger.root not in roots or placed.record.by in due.excluded:
            continue
        if word in (due.rule.actions or due.rule.to or ()):
            del state.dues[key]
            state.settle(due.trigger, placed)


def heard(state: State, placed: Placed, roots: frozenset[str]) -> None:
    """A response counts on every ladder it may: one that resolves, in words, ends it; others that it waits for are kept."""
    body = placed.record.body
    for key, climb in list(state.climbs.items()):
        due = climb.due
        if due.trigger.root not in roots or placed.record.by in due.excluded:
            continue
        if body.action == "resolve" and body.detail.strip():
            del state.climbs[key]
            state.settle(due.trigger, placed)
        elif body.action in (due.rule.actions or ()):
            state.climbs[key] = replace(climb, answers=(*climb.answers, placed))


def at_wrap(bound: Bound, rule: Deadline, occasion: Occasion, *, never_wrapped: bool) -> Iterator[Finding]:
    """What was to be done by wrap of this day and was not."""
    for key, due in list(occasion.state.dues.items()):
        if due.rule.id != rule.id or due.protocol != bound.protocol or not _of_this_day(due, occasion):
            continue
        del occasion.state.dues[key]
        if rule.until == "wrapped" and not never_wrapped and occasion.day.opened is not None:
            continue
        yield broken(bound, due, occasion.at, _extra(rule, occasion))


def _extra(rule: Deadline, occasion: Occasion) -> tuple[Placed, ...]:
    """The wrap itself, or the opening of a day that nobody wrapped."""
    return tuple(p for p in (occasion.placed, occasion.day.opened) if p is not None)


def _of_this_day(due: Due, occasion: Occasion) -> bool:
    if due.rule.until == "wrapped":
        return due.subject == occasion.subject("day")
    outs = occasion.state.outs.get(due.subject.partition(":")[2], ())
    return any(out.issue is due.trigger and out.day == occasion.day.id for out in outs)


def broken(bound: Bound, due: Due, at: datetime, more: tuple[Placed, ...] = ()) -> Finding:
    """The end came without it."""
    rule = due.rule
    records = (due.trigger, *(r for r in dict.fromkeys(more) if r is not due.trigger))
    firearm = (
        due.subject.partition(":")[2]
        if due.subject.startswith("firearm:")
        else getattr(due.trigger.record.body, "firearm", None)
    )
    return Finding(
        bound,
        rule.hazard or "judgement.fault",
        rule.gravity or "serious",
        due.subject,
        due.trigger,
        at,
        records,
        due.persons,
        "",
        firearm,
    )
