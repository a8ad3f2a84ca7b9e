"""Decides which records the script stands for when it is played at a given moment; it neither judges nor sends them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.demonstration.script import Script, Told
from app.domain.errors import ShowclearError

VIOLATION = "violation:"
SentenceOf = Callable[[str, str], str]
"""The sentence a checklist (`id@version`) asks a role to sign."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Where and when the script is played, and what it needs from outside."""

    production: str
    now: datetime
    zone: ZoneInfo
    sentence_of: SentenceOf


@dataclass(frozen=True, slots=True)
class Line:
    """One record as a client would send it, and the moment it happens."""

    at: datetime
    record: dict[str, Any]


def record_id(production: str, name: str) -> str:
    """The UUID (version 8) of a record of the script: the same every time, so that nothing is told twice."""
    value = int.from_bytes(hashlib.sha256(f"{production}\n{name}".encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    return str(UUID(int=value & ~(0x3 << 62) | (0x2 << 62)))


def tell(script: Script, telling: Telling) -> list[Line]:
    """Every record in the order it happened. Settings and roles come from whoever plays it, before them.

    Refused: `demonstration.malformed` for a name of a record that nobody told before.
    """
    dates = _dates(script, telling)
    lines: list[Line] = []
    ids: dict[str, str] = {}
    for number, (day, on) in enumerate(zip(script.days, dates, strict=True)):
        shift = _shift(script, telling, on) if number == len(dates) - 1 else timedelta()
        for place, told in enumerate(day.records):
            name = _name(told, number, place)
            at = _moment(on, told.at, telling.zone) + shift
            lines.append(_line(script, telling, told, name, at, ids))
            ids[name] = lines[-1].record["id"]
    return lines


def last_record_id(script: Script, production: str) -> str:
    """The id of the last record: who has it has the whole script."""
    records = script.days[-1].records
    return record_id(production, _name(records[-1], len(script.days) - 1, len(records) - 1))


def _name(told: Told, day: int, place: int) -> str:
    return told.name or f"day {day} record {place}"


def _dates(script: Script, telling: Telling) -> list[date]:
    """The date of each day of the script, ending with today where it is shot."""
    today = telling.now.astimezone(telling.zone).date()
    count = len(script.days)
    return [today - timedelta(days=count - 1 - number) for number in range(count)]


def _shift(script: Script, telling: Telling, today: date) -> timedelta:
    """How much later than written the last day runs, in whole minutes, so that its `now` is the moment of seeding."""
    late = telling.now - _moment(today, script.now, telling.zone)
    return timedelta(minutes=late // timedelta(minutes=1))


def _moment(on: date, at: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


def _line(
    script: Script, telling: Telling, told: Told, name: str, at: datetime, ids: Mapping[str, str]
) -> Line:
    local = at.astimezone(telling.zone)
    record = told.model_dump(exclude_none=True, exclude={"name", "at", "signed"})
    record |= {
        "id": record_id(telling.production, name),
        "production": telling.production,
        "occurred_at": _text(at, telling.zone),
        "body": _filled(told.body, local.date(), ids),
    }
    if told.kind == "day_opened":
        record["body"]["call_time"] = local.strftime("%H:%M")
    if told.signed:
        record["sign_offs"] = [_signature(script, telling, told, person, at) for person in told.signed]
    return Line(at, record)


def _signature(script: Script, telling: Telling, told: Told, person: str, at: datetime) -> dict[str, Any]:
    role = script.role_of(person)
    statement = telling.sentence_of(told.protocol, role) if told.protocol else "I agree."
    signed_at = _text(at, telling.zone)
    return {"person": person, "role": role, "at": signed_at, "method": "token", "statement": statement}


def _filled(value: Any, on: date, ids: Mapping[str, str]) -> Any:
    """The value with what its words stand for."""
    if isinstance(value, dict):
        return {key: _filled(part, on, ids) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, on, ids) for part in value]
    return _meant(value, on, ids) if isinstance(value, str) else value


def _meant(word: str, on: date, ids: Mapping[str, str]) -> str:
    kind, _, rest = word.partition(":")
    try:
        if kind == "record":
            return ids[rest]
        if kind == "violation":
            return _violation(rest, ids)
    except KeyError:
        raise ShowclearError("demonstration.malformed", f"Nothing before it is called {word}.") from None
    return str(on + timedelta(days=int(rest))) if kind == "date" else word


def _violation(place: str, ids: Mapping[str, str]) -> str:
    """Only whoever plays the script learns a violation's id: until then `violation:<hazard>:<id of the record>`."""
    hazard, _, name = place.partition(" of ")
    return f"{VIOLATION}{hazard}:{ids[name]}"


def _text(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
