"""Decides what lists may be asked by, and what a page of one is; it finds nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, and the place its next part begins at; None at the end."""

    items: list[dict[str, Any]]
    following: int | None


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records: of a date, of a kind, naming a firearm, a person, another record (its id in lower case)."""

    day: date | None = None
    kind: str | None = None
    firearm: str | None = None
    person: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ViolationFilter:
    """Which violations: of a date, of a hazard, a gravity, in a state, about a firearm."""

    day: date | None = None
    hazard: str | None = None
    gravity: str | None = None
    status: str | None = None
    firearm: str | None = None


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which violations a report covers: a span of dates, both of them included, a firearm, a hazard, a gravity."""

    since_on: date | None = None
    until_on: date | None = None
    firearm: str | None = None
    hazard: str | None = None
    gravity: str | None = None
