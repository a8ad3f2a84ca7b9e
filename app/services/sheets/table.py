"""Decides how the rows of a sheet become named cells, by the heads of its columns; it knows nothing of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.records.faults import Fault

ReadRows = Callable[[bytes], list[list[str]]]
"""The rows of a file as text. Refused: `sheet.unreadable`, `too_large`."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what the records call it, what a sheet may call it besides, whether each line needs it."""

    name: str
    also: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the sheet, from 1 with the heads, and its cells by column; empty ones are left out."""

    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell, or nothing."""
        return self.cells.get(column, "")

    def several(self, column: str) -> list[str]:
        """The parts of a cell that holds several, parted by commas or semicolons."""
        return [part.strip() for part in self.get(column).replace(";", ",").split(",") if part.strip()]


@dataclass(slots=True)
class Proposed:
    """What would come of a line."""

    line: int
    records: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Kinds and bodies of the records it would make; none when everything is recorded already."""
    faults: list[Fault] = field(default_factory=list)
    name: tuple[str, str] | None = None
    """A person and their name, to lie beside the ledger."""
    shown: dict[str, Any] = field(default_factory=dict)
    """What somebody looks at before they say yes."""

    @property
    def state(self) -> str:
        """`wrong`, `ready`, or `already` when there is nothing to do."""
        if self.faults:
            return "wrong"
        return "ready" if self.records or self.name else "already"


def lines_of(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> list[Line]:
    """The lines under the first row that is not empty. Refused: heads that are none, twice, or missing (`sheet.columns`)."""
    start = next((at for at, row in enumerate(rows) if any(row)), None)
    if start is None:
        raise ShowclearError("sheet.columns", "The sheet is empty.", where=[_heads(columns)])
    heads = [_column(head, columns) for head in rows[start]]
    _require_heads(rows[start], heads, columns)
    lines = []
    for number, row in enumerate(rows[start + 1 :], start + 2):
        cells = {head: cell for head, cell in zip(heads, row, strict=False) if head and cell}
        if cells:
            lines.append(Line(number, cells))
    return lines


def _column(head: str, columns: Sequence[Column]) -> str | None:
    told = "_".join(head.casefold().replace("-", " ").replace("_", " ").split())
    return next((one.name for one in columns if told == one.name or told in one.also), None)


def _require_heads(told: Sequence[str], heads: Sequence[str | None], columns: Sequence[Column]) -> None:
    expected = ", ".join(one.name for one in columns)
    faults: list[Fault] = []
    for head, column in zip(told, heads, strict=True):
        if head and column is None:
            faults.append(
                {"field": head[:80], "problem": "is no column here", "expected": f"one of: {expected}"}
            )
        elif column is not None and heads.count(column) > 1:
            faults.append({"field": head[:80], "problem": "is there twice", "expected": "each column once"})
    faults += [
        {"field": one.name, "problem": "is missing", "expected": "a column of that name"}
        for one in columns
        if one.needed and one.name not in heads
    ]
    if faults:
        raise ShowclearError(
            "sheet.columns", "The heads of the columns are not as they should be.", where=faults
        )


def _heads(columns: Sequence[Column]) -> Fault:
    return {"field": "sheet", "problem": "has no heads", "expected": ", ".join(one.name for one in columns)}


def yes_or_no(line: Line, column: str, otherwise: bool, faults: list[Fault]) -> bool:  # noqa: FBT001 - one answer
    """The answer in a cell, English or Spanish; `otherwise` where it is empty. What is neither becomes a fault."""
    said = line.get(column).casefold()
    if said in ("yes", "y", "true", "1", "x", "si", "sí"):
        return True
    if said in ("no", "n", "false", "0"):
        return False
    if said:
        faults.append({"field": column, "problem": f"is {said[:40]}", "expected": "yes or no"})
    return otherwise
