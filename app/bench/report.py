"""Decides how figures are told: one row each, with its ceiling of the same run and the limit it is held against."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Bound = Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `ratio` is figure over ceiling as the limit reads it; without a limit it is only told."""

    part: str
    name: str
    figure: float
    unit: str
    ceiling: float | None = None
    ceiling_name: str = ""
    ratio: float | None = None
    bound: Bound | None = None
    limit: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.ratio is None or self.limit is None or self.bound is None:
            return None
        return self.ratio >= self.limit if self.bound == "at least" else self.ratio <= self.limit

    def to_json(self) -> dict[str, Any]:
        """Every field, and whether the limit is kept."""
        return {**asdict(self), "met": self.met}


@dataclass(slots=True)
class Report:
    """Everything one run measured."""

    machine: dict[str, Any]
    sizes: dict[str, Any]
    rows: list[Row] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """What could not be measured here, and why."""

    def to_json(self) -> dict[str, Any]:
        """As `showclear bench --json` prints it."""
        told = [row.to_json() for row in self.rows]
        return {"machine": self.machine, "sizes": self.sizes, "rows": told, "left_out": self.left_out}

    def table(self) -> str:
        """The rows as aligned text, then what was left out."""
        heads = ("part", "what", "figure", "ceiling", "ratio", "limit", "met")
        cells = [heads, *(_cells(row) for row in self.rows)]
        widths = [max(len(line[n]) for line in cells) for n in range(len(heads))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        notes = [f"{row.part} / {row.name}: {row.note}" for row in self.rows if row.note]
        return "\n".join([*lines, "", *notes, *(f"Left out: {what}" for what in self.left_out)])


def _cells(row: Row) -> tuple[str, ...]:
    ceiling = "" if row.ceiling is None else f"{_number(row.ceiling)} {row.unit} ({row.ceiling_name})"
    limit = "" if row.limit is None else f"{row.bound} {row.limit:g}"
    met = {None: "", True: "met", False: "NOT MET"}[row.met]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.part, row.name, f"{_number(row.figure)} {row.unit}", ceiling, ratio, limit, met)


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
