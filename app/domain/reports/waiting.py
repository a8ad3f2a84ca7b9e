"""Decides who waited for whom, in minutes, from records alone: gun work for steps, briefing, people; records for the set.

What was not recorded is not counted; a minute here is nobody's fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from app.domain.judgement import Entry
from app.domain.judgement.violation import moment_text
from app.domain.records.words import HANDLERS
from app.domain.reports.standing_records import Stands, of_kinds, standing
from app.domain.reports.world import Asked, Json, World

WAYS: Final = {
    "steps": "From what undid an inspection (loading, unloading, a return) to the next inspection of that firearm.",
    "briefing": "From a change to the next meeting of that unit.",
    "people": "From a handler going away to coming back, unless covered.",
    "holds": "From a hold or pause to the release of its subject.",
    "records": "From when something happened to when its record arrived, beyond one minute.",
}
_GRACE_MIN: Final = 1.0


Begins = Callable[[Entry], bool]
Ends = Callable[[Entry, Entry], bool]


class Wait(NamedTuple):
    """Somebody waited for something."""

    way: str
    since: Entry
    until: Entry
    minutes: float


def waiting_report(world: World, asked: Asked) -> Json:
    """Day by day the minutes of each way, and every wait with its two places in the ledger."""
    days: dict[date, list[Stands]] = {}
    for one in standing(world.of_days(asked.since_on, asked.until_on)):
        days.setdefault(world.day_of(one.first.record), []).append(one)
    waits = {day: list(_waits(world, days[day])) for day in sorted(days)}
    return {
        "says": dict(WAYS),
        "days": [_day(day, found) for day, found in waits.items() if found],
        "waits": [_told(day, one) for day, found in waits.items() for one in found],
    }


def _waits(world: World, stands: Sequence[Stands]) -> Iterator[Wait]:
    entries = [one.entry for one in stands]
    yield from _between(
        "steps",
        entries,
        _undoes,
        lambda a, b: b.record.kind == "round_inspection" and (b.record.body.firearm == a.record.body.firearm),
    )
    yield from _between(
        "briefing",
        entries,
        lambda a: a.record.kind == "change",
        lambda a, b: b.record.kind == "safety_meeting" and a.record.unit == b.record.unit,
    )
    yield from _between(
        "people",
        entries,
        lambda a: _handler_away(world, a),
        lambda a, b: b.record.kind == "duty" and b.record.body.person == a.record.body.person,
    )
    yield from _between(
        "holds",
        entries,
        lambda a: a.record.kind == "hold",
        lambda a, b: b.record.kind == "release" and b.record.body.subject == a.record.body.subject,
    )
    for one in of_kinds(stands, *_OF_THE_SET):
        late = (one.first.recorded_at - one.first.record.at).total_seconds() / 60
        if late > _GRACE_MIN:
            yield Wait("records", one.first, one.first, round(late, 1))


def _between(way: str, entries: Sequence[Entry], begins: Begins, ends: Ends) -> Iterator[Wait]:
    """From each beginning to its end; of several that end together the first, so that no minute counts twice."""
    ended: set[int] = set()
    for place, since in enumerate(entries):
        if not begins(since):
            continue
        until = next((one for one in entries[place + 1 :] if ends(since, one)), None)
        if until is not None and until.position not in ended:
            ended.add(until.position)
            yield Wait(way, since, until, round((until.record.at - since.record.at).total_seconds() / 60, 1))


def _undoes(entry: Entry) -> bool:
    back = entry.record.kind == "handover" and entry.record.body.purpose == "return"
    return entry.record.kind in ("loading", "unloading") or back


def _handler_away(world: World, entry: Entry) -> bool:
    if entry.record.kind != "duty" or entry.record.body.state != "away" or entry.record.body.covered_by:
        return False
    return not HANDLERS.isdisjoint(world.roles(entry.record.body.person, entry.record.at))


def _day(day: date, found: Iterable[Wait]) -> Json:
    listed = list(found)
    return {"day": day.isoformat()} | {
        way: round(sum(one.minutes for one in listed if one.way == way), 1) for way in WAYS
    }


def _told(day: date, wait: Wait) -> Json:
    return {
        "day": day.isoformat(),
        "way": wait.way,
        "minutes": wait.minutes,
        "since_at": _at(wait.since.record.at),
        "since_position": wait.since.position,
        "since_kind": wait.since.record.kind,
        "until_position": wait.until.position,
        "until_kind": wait.until.record.kind,
    }


def _at(moment: datetime) -> str:
    return moment_text(moment)


_OF_THE_SET: Final = (
    *("safety_meeting", "ammunition_sweep", "round_inspection", "loading", "unloading", "handover"),
    *("issue_list", "firing", "storage", "round_count", "incident", "change", "aim_plan"),
)
