"""Decides what an earlier day would look like as a sheet: its crowd, its people, its scenes, to be taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import orjson

from app.domain.judgement.calendar import cut_over_at, date_ends_at
from app.services.filters import RecordFilter
from app.services.looking import Look
from app.services.roster import Span
from app.services.sheets.known import Known

_MOST: Final = 500
Rows = list[list[str]]


def crowd(look: Look, known: Known, day: date, unit: str) -> Rows:  # noqa: ARG001 - all are asked alike
    """Vouchers of that day, with names and roles."""
    prefix = f"crowd-{day:%Y%m%d}-"
    found = [["voucher", "name", "role", "minor"]]
    for person in look.judged.roster.people():
        if person.startswith(prefix):
            for span in look.judged.roster.spans[person][-1:]:
                name = known.names.get(person, "")
                found.append([person.removeprefix(prefix), name, span.role, "yes" if span.minor else ""])
    return found


def people(look: Look, known: Known, day: date, unit: str) -> Rows:  # noqa: ARG001 - all are asked alike
    """Whoever held a role for a time that ended with that day or after it, but for the crowd: for the new day alone."""
    found = [["person", "role", "minor", "from", "until"]]
    begins = cut_over_at(day, known.setting.zone, known.setting.cut_over_hour)
    ends = date_ends_at(day, known.setting.zone, known.setting.cut_over_hour)
    for person in look.judged.roster.people():
        for span in look.judged.roster.spans[person]:
            if not person.startswith("crowd-") and _over(span, begins, ends):
                new_day = known.day.isoformat()
                found.append([person, span.role, "yes" if span.minor else "", new_day, new_day])
    return found


def scenes(look: Look, known: Known, day: date, unit: str) -> Rows:  # noqa: ARG001 - all are asked alike
    """What that day opened with."""
    plans = _opened_with(look, day, unit)
    told = [[one["scene"], ";".join(one["firearms"]), ";".join(one["performers"])] for one in plans]
    return [["scene", "firearms", "performers"], *told]


EARLIER: Final[Mapping[str, Callable[[Look, Known, date, str], Rows]]] = {
    "people": people,
    "crowd": crowd,
    "scenes": scenes,
}
"""Firearms are not among them: they stay taken in."""


def _over(span: Span, begins: datetime, ends: datetime) -> bool:
    """Whether it was held on that day, and ends with it."""
    return span.from_at < ends and span.until_at is not None and begins < span.until_at <= ends


def _opened_with(look: Look, day: date, unit: str) -> list[dict[str, Any]]:
    asked = RecordFilter(day=day, kind="day_opened")
    plans: list[dict[str, Any]] = []
    for stored in look.shelves.entries_like(look.production, asked, -1, _MOST):
        record = orjson.loads(stored.entry)["record"]
        if (record.get("unit") or "main") == unit:
            plans = record["body"]["scenes"]
    return plans
