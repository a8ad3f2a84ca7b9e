"""Decides how a rule reads as a sentence; the sentence explains, the fields decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from app.domain.protocol import rules as r
from app.domain.protocol.values import Check
from app.domain.protocol.words import People
from app.protocols.phrases import HOLDS, NEVER, PEOPLE, STANDS, UNTIL

Told = Callable[[Any], str]


def in_words(rule: r.Rule) -> str:
    """When it is asked, what it asks, and what comes of it: two or three sentences."""
    asked = f"On {_or(rule.on)}{_when(rule.when)}: {_KINDS[type(rule)](rule)}."
    if not rule.hazards():
        return asked
    return f"{asked} Else {_or(sorted(rule.hazards()))} ({rule.gravity}): {rule.message}"


def _when(when: dict[str, list[Any]]) -> str:
    parts = [f"{name} is {_or(values)}" for name, values in when.items()]
    return f", when {' and '.join(parts)}" if parts else ""


def _authority(rule: r.Authority) -> str:
    asks = [
        f"holds {_or(rule.roles)}" if rule.roles else "",
        f"holds none of {_and(rule.not_roles)}" if rule.not_roles else "",
        f"has unexpired {_and(rule.credentials)}" if rule.credentials else "",
        "is not involved in what it is about" if rule.independent else "",
    ]
    minors = " (only minors)" if rule.minors_only else ""
    return f"{_people(rule.who)}{minors} {_and([ask for ask in asks if ask])}"


def _prerequisite(rule: r.Prerequisite) -> str:
    said = f"there must be {STANDS[rule.needs]}" + (f" for {_people(rule.each)}" if rule.each else "")
    said += f", no older than {_value(rule.within)}" if rule.within is not None else ""
    said += f", re-shown at most {_value(rule.reshows)} times" if rule.reshows is not None else ""
    undone = [f"{one.by} ({one.hazard})" for one in rule.undone]
    said += f", not undone by {_or(undone)}" if undone else ""
    return said + "".join(f"; {gravity} when only {field} is short" for field, gravity in rule.relief.items())


def _expectation(rule: r.Expectation) -> str:
    if rule.each:
        return HOLDS[rule.each]
    of = "the record" if rule.of == "record" else f"the {_word(rule.of)}"
    said = f"in {of}, {' and '.join(_check(one) for one in rule.all)}" if rule.all else HOLDS[rule.of]
    return said + (f"; then the {rule.declares} is complete" if rule.declares else "")


def _check(check: Check) -> str:
    if check.any is not None:
        return f"({' or '.join(_check(one) for one in check.any)})"
    name, given = check.field, check.model_fields_set
    if "is_" in given:
        return f"{name} is {_value(check.is_)}"
    if "is_not" in given:
        return f"{name} is not {_value(check.is_not)}"
    if check.at_least is not None:
        return f"{name} is at least {_value(check.at_least)}"
    if check.at_least_field is not None:
        return f"{name} is at least {check.at_least_field}"
    if check.covers is not None:
        return f"{name} covers {_and(check.covers)}"
    if check.known is not None:
        return f"{name} is {'known' if check.known else 'unknown'}"
    return f"{name} is {'given' if check.given else 'left out'}"


def _prohibition(rule: r.Prohibition) -> str:
    said = f"there must not be {NEVER[rule.fact]}" if rule.fact else "this must never be"
    said += f" among {_or(rule.among)}" if rule.among else ""
    said += f" of {_people(rule.each)}" if rule.each else ""
    said += f" of more than {_value(rule.over)}" if rule.over is not None else ""
    said += f" within {_value(rule.within)}" if rule.within is not None else ""
    fixed = rule.unless_fixed_within
    return said + (
        f", unless the clock was put right within {_value(fixed)} before" if fixed is not None else ""
    )


def _concurrence(rule: r.Concurrence) -> str:
    which = " that can fire" if rule.only_can_fire and rule.while_ == "out" else ""
    while_ = HOLDS[rule.while_].replace("a firearm", f"a firearm{which}")
    return f"while {while_}, {HOLDS[rule.must]}"


def _reconciliation(rule: r.Reconciliation) -> str:
    said = f"{rule.total} is the sum of {_and(rule.parts)}"
    said += f" and at least what was {_word(rule.at_least)}" if rule.at_least else ""
    return said + (f", for each container {_word(rule.each)}" if rule.each else "")


def _deadline(rule: r.Deadline) -> str:
    ends = [f"within {_value(rule.within)}"] if rule.within is not None else []
    ends += ["by wrap"] if rule.by_wrap else []
    said = f"{UNTIL[rule.until]} {' and '.join(ends) or 'before the day runs out'}"
    said += f" ({_or(rule.actions)})" if rule.actions else ""
    said += f" to {_or(rule.to)}" if rule.to else ""
    said += ", by somebody not involved" if rule.independent else ""
    said += "; the time binds only what can fire" if rule.only_can_fire else ""
    return said + "".join(f"; after {_value(rung.after)} tell {_and(rung.tell)}" for rung in rule.ladder)


def _recurrence(rule: r.Recurrence) -> str:
    said = f"not {_value(rule.count)} {rule.of}s within {_value(rule.within)}"
    said += f" with the same {_and(rule.same)}" if rule.same else ""
    return said + (" while one is unresolved" if rule.while_unresolved else "")


def _interlock(rule: r.Interlock) -> str:
    held = "what it names" if rule.holds == "named" else f"the {rule.holds}"
    said = f"this holds {held} until {UNTIL[rule.until]}"
    said += f", when it raised {_or(rule.raised)}" if rule.raised else ""
    said += f", only number {_value(rule.nth_today)} of the day" if rule.nth_today is not None else ""
    return said + (f"; one who releases it is {_or(rule.one_of)}" if rule.one_of else "")


_KINDS: dict[type[r.RuleForm], Told] = {
    r.Authority: _authority,
    r.Prerequisite: _prerequisite,
    r.Expectation: _expectation,
    r.Prohibition: _prohibition,
    r.Concurrence: _concurrence,
    r.Reconciliation: _reconciliation,
    r.Deadline: _deadline,
    r.Recurrence: _recurrence,
    r.Interlock: _interlock,
}


def _people(words: list[People]) -> str:
    return _and([PEOPLE[word] for word in words])


def _value(value: object) -> str:
    if isinstance(value, timedelta):
        return duration_in_words(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def duration_in_words(length: timedelta) -> str:
    """`7 d`, `4 h`, `1 h 30 min`, `15 min`."""
    seconds = int(length.total_seconds())
    counts = (
        (length.days, "d"),
        (seconds % 86400 // 3600, "h"),
        (seconds % 3600 // 60, "min"),
        (seconds % 60, "s"),
    )
    return " ".join(f"{count} {unit}" for count, unit in counts if count) or "0 s"


def _word(word: str | None) -> str:
    return cast(str, word).replace("_", " ")


def _or(words: Any) -> str:
    return _joined(words, " or ")


def _and(words: Any) -> str:
    return _joined(words, " and ")


def _joined(words: Any, last: str) -> str:
    told = [_value(word) for word in words]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])}{last}{told[-1]}" if told else "nothing"
