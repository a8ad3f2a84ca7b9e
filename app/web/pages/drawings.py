"""Decides where the marks of a drawing stand: a day's strip, who held a firearm when, violations over days; not its looks.

Everything here is a pure function of records as they were told; moments become parts of a hundred of the span drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

Told = Mapping[str, Any]

LANES: Final = {
    "meeting": ("safety_meeting",),
    "inspection": ("round_inspection",),
    "handover": ("handover", "issue_list"),
    "firing": ("firing",),
    "incident": ("incident", "hold", "release"),
}
"""The lanes of a day's strip, from the top, and the kinds of records in each."""
_LARGEST: Final = ("critical", "serious", "other")


@dataclass(frozen=True, slots=True)
class Mark:
    """One record on a lane: its place from the left in parts of a hundred, its kind, its moment as sent, its id."""

    left: float
    kind: str
    at: str
    record: str


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody (None: nobody, locked) had it from one place to another; `ends_at` is None at the end of the drawing."""

    left: float
    width: float
    holder: str | None
    state: str
    at: str
    ends_at: str | None
    record: str


@dataclass(frozen=True, slots=True)
class Column:
    """One date: how many violations of each gravity, and how high each part stands in parts of a hundred."""

    day: str
    counts: Mapping[str, int]
    parts: Sequence[tuple[str, float, float]]
    """Gravity, bottom and height."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day as drawn: hours along the edge, marks by lane, and who had each firearm."""

    hours: Sequence[tuple[float, str]]
    lanes: Mapping[str, Sequence[Mark]]
    custody: Mapping[str, Sequence[Held]]


def day_drawn(records: Sequence[Told], zone: Any) -> Day:
    """The day of these records (as in the ledger); an empty day has no hours."""
    moments = [_at(one) for one in records]
    if not moments:
        return Day((), dict.fromkeys(LANES, ()), {})
    first, last = min(moments), max(moments)
    span = _Span(first, max((last - first).total_seconds(), 3600.0))
    lanes = {
        name: tuple(
            Mark(span.place(_at(one)), one["kind"], one["occurred_at"], one["id"])
            for one in records
            if one["kind"] in kinds
        )
        for name, kinds in LANES.items()
    }
    return Day(span.hours(zone), lanes, _custody(records, span))


def columns(days: Sequence[Told]) -> list[Column]:
    """A column for each date, the highest a hundred high; `days` as `GET /days` tells them, in the order to draw."""
    most = max((sum(one["violations"].values()) for one in days), default=0) or 1
    return [Column(one["date"], one["violations"], _parts(one["violations"], most)) for one in days]


@dataclass(frozen=True, slots=True)
class _Span:
    first: datetime
    seconds: float

    def place(self, at: datetime) -> float:
        return round(100 * (at - self.first).total_seconds() / self.seconds, 2)

    def hours(self, zone: Any) -> list[tuple[float, str]]:
        """Every second hour of the zone's clock, or each where the span is short."""
        step = 3600 if self.seconds <= 8 * 3600 else 7200
        begins = -(self.first.timestamp() // -3600) * 3600
        stamps = range(int(begins), int(self.first.timestamp() + self.seconds) + 1, step)
        told = [datetime.fromtimestamp(one, zone) for one in stamps]
        return [(self.place(one), f"{one:%H:%M}") for one in told]


def _at(record: Told) -> datetime:
    return datetime.fromisoformat(record["occurred_at"])


def _parts(counts: Mapping[str, int], most: int) -> list[tuple[str, float, float]]:
    parts, bottom = [], 0.0
    for gravity in _LARGEST:
        height = round(100 * counts[gravity] / most, 2)
        if height:
            parts.append((gravity, bottom, height))
        bottom += height
    return parts


def _custody(records: Sequence[Told], span: _Span) -> dict[str, list[Held]]:
    """Who had each firearm as the day's own records say; before the first of them nothing is drawn."""
    changes: dict[str, list[tuple[str | None, str, Told]]] = {}
    for one in sorted(records, key=_at):
        for firearm, holder, state in _moves(one):
            changes.setdefault(firearm, []).append((holder, state, one))
    return {firearm: _line(told, span) for firearm, told in sorted(changes.items())}


def _moves(record: Told) -> list[tuple[str, str | None, str]]:
    """Firearm, who has it from then on, and in which state."""
    body, kind = record["body"], record["kind"]
    if kind == "handover":
        return [(body["firearm"], body["to"], "held")]
    if kind == "round_inspection":
        return [(body["firearm"], record.get("by"), "held")]
    if kind == "storage":
        keeper = body.get("key_holder") or record.get("by") if body["state"] == "unlocked" else None
        return [(item, keeper, body["state"]) for item in body["items"]]
    return []


def _line(told: Sequence[tuple[str | None, str, Told]], span: _Span) -> list[Held]:
    line = []
    for (holder, state, record), following in zip(told, [*told[1:], None], strict=True):
        left = span.place(_at(record))
        right = 100.0 if following is None else span.place(_at(following[2]))
        ends_at = None if following is None else following[2]["occurred_at"]
        width = round(right - left, 2)
        line.append(Held(left, width, holder, state, record["occurred_at"], ends_at, record["id"]))
    return line
