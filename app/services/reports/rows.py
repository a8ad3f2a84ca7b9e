"""Decides the columns of each report as a table: stable, and only ever added to at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from app.domain.reports.world import Json

PROOF: Final = ("entries", "root", "inputs_digest")
"""The last columns that every table has: what the row can be checked against."""


class Table(NamedTuple):
    """Which columns, and which part of the report is its rows."""

    columns: tuple[str, ...]
    rows: Callable[[Json], list[Json]]


_VIOLATIONS = Table(
    (
        *("id", "hazard", "gravity", "status", "protocol", "rule", "subject", "occurred_at", "flagged_at"),
        *("message", "answers_role", "repeat_of", "citations", "evidence", "knowledge", "answers"),
        *("recorded_at", "standing", "particulars", "day", "firearm", "cure", "cure_by", "known_since"),
        *("acknowledge_by_on", "correct_by_on", "contest_by_on", "overdue"),
    ),
    lambda report: [one | one["periods"] for one in report["violations"]],
)
TABLES: Final[Mapping[str, Table]] = {"violations": _VIOLATIONS}


def rows_of(report: Json) -> tuple[tuple[str, ...], list[list[object]]]:
    """The columns and rows of a report, each row with what it can be checked against."""
    table = TABLES[report["report"]]
    proof = [report["entries"], report["proof"]["root"], report["proof"]["inputs_digest"]]
    rows = [[*_cells(table.columns, one), *proof] for one in table.rows(report)]
    return (*table.columns, *PROOF), rows


def _cells(columns: tuple[str, ...], item: Json) -> Iterator[object]:
    for name in columns:
        value = item.get(name)
        yield "\n".join(_line(part) for part in value) if name in _LISTS and value else _plain(value)


def _plain(value: Any) -> object:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value


def _line(part: Any) -> str:
    """One part of a list, on one line of its cell."""
    if not isinstance(part, dict):
        return str(part)
    return "; ".join(f"{name}: {value}" for name, value in part.items() if value is not None)


_LISTS: Final = ("citations", "evidence", "knowledge", "answers", "answers_role")
