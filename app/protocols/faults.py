"""Decides how a fault of a file is told: where it stands, what was found, what would be right; it finds none itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.errors import ShowclearError

Path = tuple[str | int, ...]
"""The way from a file's top to a value: names of fields and places in lists, from 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a text, both from 1, as editors count."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in one file."""

    file: str
    place: Place
    path: Path
    problem: str
    """What was found."""
    expected: str
    """What would be right."""

    def to_where(self) -> dict[str, str]:
        """As an error's `where` lists it."""
        return {
            "file": self.file,
            "line": str(self.place.line),
            "column": str(self.place.column),
            "path": written(self.path),
            "problem": self.problem,
            "expected": self.expected,
        }

    def __str__(self) -> str:
        where = f"{self.file}:{self.place.line}:{self.place.column}"
        return f"{where}: {written(self.path)}: {self.problem}; would be right: {self.expected}"


TOP = Place(1, 1)


def written(path: Path) -> str:
    """A path as people read it: `rules[2].on[0]`; the top is `the file`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the file"


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults as one reads the files: by file, then line, then column."""
    return sorted(faults, key=lambda fault: (fault.file, fault.place.line, fault.place.column))


def refusal(code: str, faults: list[Fault]) -> ShowclearError:
    """One error for all of them; the detail names the first, `where` lists every one."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return ShowclearError(code, f"{count}, first: {faults[0]}", where=[fault.to_where() for fault in faults])
