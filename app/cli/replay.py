"""Decides what `showclear replay` reads, prints and ends with; what a case means is decided in the domain."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from app.cli.replay_files import read_cases
from app.cli.replay_words import lines_of
from app.domain.errors import ShowclearError
from app.domain.replay.form import Case
from app.domain.replay.outcome import Outcome, outcome
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue

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
    read, notes, faults = read_cases(cases)
    if faults:
        _end(faults)
    _say(notes)
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


def _say(said: list[str]) -> None:
    for line in said:
        typer.echo(f"showclear replay: {' '.join(line.split())}", err=True)


def _end(said: list[str]) -> NoReturn:
    _say(said)
    raise typer.Exit(WRONG_USE)
