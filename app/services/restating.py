"""Decides what of a record a firearm's or lot's history restates: closed words and numbers, never a person or a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.ledger.history import FAULTS, STOPPAGES, TOTALS, Line
from app.domain.records import (
    AmmunitionIntake,
    FirearmIntake,
    Firing,
    Incident,
    Record,
    RoundCount,
    RoundInspection,
)


def named(record: Record) -> str | None:
    """The firearm or container a record is about."""
    body = record.body
    if isinstance(body, FirearmIntake | RoundInspection | Firing | Incident):
        return body.firearm
    return body.container if isinstance(body, AmmunitionIntake | RoundCount) else None


def class_of(intake: Record) -> str:
    """The class of a firearm, the type of what is in a lot."""
    body = intake.body
    if isinstance(body, FirearmIntake):
        return body.class_
    return body.type if isinstance(body, AmmunitionIntake) else ""


def number_of(intake: Record) -> str:
    """The serial number, or that of the lot. Refused: none (`history.no_number`)."""
    body = intake.body
    number = body.serial if isinstance(body, FirearmIntake) else None
    number = body.lot if isinstance(body, AmmunitionIntake) else number
    if not number or not any(one.isalnum() for one in number):
        detail = "Its intake has no serial or lot number, by which the next production would know it."
        raise ShowclearError("history.no_number", detail)
    return number


def stated(record: Record) -> tuple[str, dict[str, Any]] | None:
    """The kind of line and what it says; None for a record that is not restated."""
    body = record.body
    if isinstance(body, RoundInspection):
        return "bore", {"clear": body.barrel_clear}
    if isinstance(body, Firing):
        return "firing", {"rounds": body.rounds_fired}
    if isinstance(body, RoundCount):
        return "count", {name: getattr(body, name) or 0 for name in TOTALS["lot"][1:]}
    if isinstance(body, Incident) and body.what in (*FAULTS, *STOPPAGES):
        return ("fault" if body.what in FAULTS else "stoppage"), {"what": body.what}
    return None


def totals(kind: str, lines: Iterable[Line]) -> dict[str, int]:
    """What is counted over all lines."""
    total = dict.fromkeys(TOTALS[kind], 0)
    for one in lines:
        for name, count in _counted(one):
            total[name] += count
    return total


def _counted(line: Line) -> Iterator[tuple[str, int]]:
    stated: Any = line.stated
    if line.kind == "bore":
        yield "bore_checks", int(stated["clear"] is not None)
        yield "bore_not_clear", int(stated["clear"] is False)
    elif line.kind == "firing":
        yield "rounds_fired", stated["rounds"]
    elif line.kind == "count":
        yield "counts", 1
        yield from stated.items()
    else:
        yield f"{line.kind}s", 1
