"""Decides what `showclear replay` reads, prints and ends with; what a case means is decided in the domain."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.replay_words import lines_of
from app.domain.errors import ShowclearError
from app.domain.replay.case import read_case
from app.domain.replay.form import Case
from app.domain.replay.outcome import Outcome, outcome
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue
from app.protocols.faults import Place, written
from app.protocols.strict_yaml import Loaded, load

NEGATIVE, WRONG_USE = 1, 2
_SOON_S = 1.0
"""How long nothing is said about progress."""


def replay(
    cases: Annotated[list[Path], typer.Argument(help="Case files (YAML).", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    root: Annotated[
        Path | None,
        typer.Option(
            "--root", help="The protocols directory to judge by, not the published one.", show_default=False
        ),
    ] = None,
) -> None:
    """Judge case files as the service would have, record by record, and compare with what each expects.

    A case is a set of dated records with what a correct judgement must find, refuse and grant. Times are printed
    in the case's own time zone. Exit 0 when everything holds, 1 when something does not, 2 for a file that is no
    case.
    Example: showclear replay tests/cases/*.yaml
    """
    catalogue = _catalogue(root)
    read = _read(cases)
    progress = _Progress()
    try:
        found = [_judged(case, source, catalogue, progress) for source, case in read]
    finally:
        progress.clear()
    if as_json:
        typer.echo(json.dumps({"cases": [one.to_json() for one in found]}, ensure_ascii=False, indent=2))
    else:
        for line in lines_of(found):
            typer.echo(line)
    if not all(one.met for one in found):
        raise typer.Exit(NEGATIVE)


def _catalogue(root: Path | None) -> Catalogue:
    if root is not None and not root.is_dir():
        _end([f"{root} is no directory"])
    try:
        return Catalogue(root) if root is not None else Catalogue()
    except ShowclearError as error:
        _end([f"{error.code}: {error.detail}"])


def _judged(case: Case, source: str, catalogue: Catalogue, progress: _Progress) -> Outcome:
    try:
        return outcome(case, judge_case(case, catalogue, lambda done, of: progress.tell(case.case, done, of)))
    except ShowclearError as error:
        progress.clear()
        _end([f"{source}: {error.code}: {error.detail}"])


# Reading


def _read(paths: list[Path]) -> list[tuple[str, Case]]:
    """Every case, or the end with one line for each fault of every file."""
    read: list[tuple[str, Case]] = []
    faults: list[str] = []
    for path in paths:
        try:
            read.append((str(path), _read_one(path)))
        except ShowclearError as error:
            faults += [str(fault["line"]) for fault in error.where]
    if faults:
        _end(faults)
    return read


def _read_one(path: Path) -> Case:
    """The case in a file; `case.malformed` with one `line` of text per fault."""
    try:
        loaded = load(path.read_bytes(), source=str(path))
    except OSError as gone:
        raise _refused([f"{path}: {(gone.strerror or 'cannot be read').lower()}"]) from None
    except ShowclearError as error:
        raise _refused([_of_yaml(fault) for fault in error.where]) from None
    try:
        return read_case(loaded.data)
    except ShowclearError as error:
        places = [(_place(loaded, fault["field"]), fault) for fault in error.where]
        places.sort(key=lambda one: (one[0].line, one[0].column))
        raise _refused([_of_case(loaded.source, *one) for one in places]) from None


def _refused(lines: list[str]) -> ShowclearError:
    return ShowclearError("case.malformed", "no case", where=[{"line": line} for line in lines])


def _of_case(source: str, place: Place, fault: dict[str, str]) -> str:
    return _fault_line(f"{source}:{place.line}:{place.column}", fault["field"], fault)


def _of_yaml(fault: dict[str, str]) -> str:
    return _fault_line(f"{fault['file']}:{fault['line']}:{fault['column']}", fault["path"], fault)


def _fault_line(where: str, field: str, fault: dict[str, str]) -> str:
    return f"{where}: {field}: {fault['problem']}; would be right: {fault['expected']}"


def _place(loaded: Loaded, field: str) -> Place:
    """Where a field stands; for one that is missing, where that stands which should hold it."""
    places = {written(path): place for path, place in loaded.places.items()}
    while field and field not in places:
        field = field[: max(field.rfind("."), field.rfind("["), 0)]
    return places.get(field, loaded.place(()))


# Saying


class _Progress:
    """One line on standard error, from the first second on."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()
        self._shown = False

    def tell(self, case: str, done: int, of: int) -> None:
        """Say how far the case is, at most once a second."""
        now = time.monotonic()
        if now - self._told_at < _SOON_S:
            return
        self._told_at = now
        self._shown = True
        start, end = ("\r\033[K", "") if sys.stderr.isatty() else ("", "\n")
        sys.stderr.write(f"{start}{case}: {done} of {of} records judged{end}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave a clean line."""
        if self._shown and sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
        self._shown = False


def _end(said: list[str]) -> NoReturn:
    for line in said:
        typer.echo(f"showclear replay: {' '.join(line.split())}", err=True)
    raise typer.Exit(WRONG_USE)
