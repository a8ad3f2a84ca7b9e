"""Decides the columns of each report as a table: stable, and only ever added to at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from app.domain.ledger.canonical import canonical
from app.domain.reports.world import Json

PROOF: Final = ("entries", "root", "inputs_digest", "proof")
"""The last columns that every table has: what the row can be checked against. `proof` stands in the first row only."""
_TOLD: Final = ("report", "version", "production", "made_at", "filter", "entries", "proof")


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
_DAILY = Table(
    (
        *("day", "what", "at", "firearm", "container", "from", "to", "how", "declared", "back_at", "back_to"),
        *("words", "person", "role", "statement", "method", "position"),
    ),
    lambda report: [row | {"day": day["day"]} for day in report["days"] for row in _of_a_day(day)],
)
_CUSTODY = Table(
    (
        "firearm",
        "occurred_at",
        "recorded_at",
        "kind",
        "words",
        "by",
        "holder",
        "signed_by",
        "position",
        "record",
    ),
    lambda report: [
        step | {"firearm": one["firearm"]} for one in report["firearms"] for step in one["steps"]
    ],
)
_INCIDENT = Table(
    ("position", "record", "kind", "occurred_at", "recorded_at", "by", "words", "leaf_hash", "attachments"),
    lambda report: [one | made for one, made in zip(report["records"], report["manifest"], strict=True)],
)
_WAITING = Table(
    ("day", "way", "minutes", "since_at", "since_position", "since_kind", "until_position", "until_kind"),
    lambda report: report["waits"],
)
_ABSENCE = Table(
    (
        *(
            "id",
            "would_be",
            "hazard",
            "gravity",
            "status",
            "standing",
            "message",
            "day",
            "subject",
            "asked_by",
        ),
        *("occurred_at", "trigger_position", "cure", "cure_by", "due_at", "waits_for"),
    ),
    lambda report: [*report["absent"], *({"status": "awaited"} | one for one in report["awaited"])],
)
_INJURIES = Table(
    ("form", "incident", "position", "field", "value", "say", "record"),
    lambda report: [
        field | {name: form[name] for name in ("form", "incident", "position")}
        for form in report["forms"]
        for field in form["fields"]
    ],
)
TABLES: Final[Mapping[str, Table]] = {
    "violations": _VIOLATIONS,
    "daily": _DAILY,
    "custody": _CUSTODY,
    "incident": _INCIDENT,
    "waiting": _WAITING,
    "absence": _ABSENCE,
    "injuries": _INJURIES,
}


def _of_a_day(day: Json) -> Iterator[Json]:
    """One row for each time a firearm went out, each container, meeting, inspection, incident and signature."""
    for firearm in day["firearms"]:
        for out in firearm["out"]:
            yield out | {"what": "out", "firearm": firearm["firearm"], "at": out["occurred_at"]}
    for one in day["rounds"]["containers"]:
        words = f"loaded {one['loaded']}, unloaded {one['unloaded']}; {_line(one['count'] or 'no count')}"
        yield {"what": "rounds", "container": one["container"], "words": words}
    for part in ("units", "sweeps", "meetings", "inspections", "incidents"):
        for one in day[part]:
            yield one | {"what": one["kind"], "at": one["occurred_at"], "person": one["by"]}
    for category, count in day["concerns"].items():
        yield {"what": "concerns", "words": f"{category}: {count}"}
    for one in day["signatures"]:
        yield one | {"what": "declined" if one["declined"] else "signature"}


def rows_of(report: Json) -> tuple[tuple[str, ...], list[list[object]]]:
    """The columns and rows of a report, each row with what it can be checked against."""
    table = TABLES[report["report"]]
    proof = [report["entries"], report["proof"]["root"], report["proof"]["inputs_digest"]]
    rows = [[*_cells(table.columns, one), *proof, None] for one in table.rows(report)]
    return (*table.columns, *PROOF), rows


def sheet_of(report: Json) -> tuple[tuple[str, ...], list[list[object]]]:
    """The same as a file to keep: the first row also holds what it takes to derive the table again.

    A table without rows has one that holds nothing else.
    """
    columns, rows = rows_of(report)
    rows = rows or [[None] * len(columns)]
    rows[0][-1] = canonical({name: report[name] for name in _TOLD}).decode()
    return columns, rows


def _cells(columns: tuple[str, ...], item: Json) -> Iterator[object]:
    for name in columns:
        value = item.get(name)
        yield "\n".join(_line(part) for part in value) if name in _LISTS and value else _plain(value)


def _plain(value: Any) -> object:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value


def _line(part: Any) -> str:
    """One part of a list, on one line of its cell; by name, since stored parts come in another order than derived ones."""
    if not isinstance(part, dict):
        return str(part)
    return "; ".join(f"{name}: {value}" for name, value in sorted(part.items()) if value is not None)


_LISTS: Final = ("citations", "evidence", "knowledge", "answers", "answers_role")
