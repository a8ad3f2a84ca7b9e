"""Decides what `showclear simulate` reads and prints; how a ladder climbs and what a case means is decided in the domain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.replay_files import read_cases
from app.domain.errors import ShowclearError
from app.domain.escalation import Rung, ladder_of
from app.domain.judgement import Rulebooks
from app.domain.protocol.rules import Deadline
from app.domain.replay.scripted import read_script, simulate
from app.domain.replay.story import Row, story
from app.protocols.catalogue import Catalogue
from app.protocols.strict_yaml import load

NEGATIVE, WRONG_USE = 1, 2
_SHOWN_REASONS = 2

app = typer.Typer(
    no_args_is_help=True,
    help="Show on paper what silence leads to: a ladder against scripted people, or a case with nobody answering.\n\n"
    "Example: showclear simulate story tests/cases/rust-2021.yaml",
)
Root = Annotated[
    Path | None,
    typer.Option("--root", help="The protocols directory to use, not the published one.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]


@app.command("escalation")
def escalation(
    script: Annotated[Path, typer.Argument(help="A simulation (YAML).", show_default=False)],
    pack: Annotated[str, typer.Option("--pack", help="The pack whose ladder is climbed.")] = "us-base",
    rule: Annotated[
        str, typer.Option("--rule", help="The rule that has it.")
    ] = "misfire-escalation/answered-in-time",
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Play a ladder against people who answer, sleep, or cannot be reached. Exit 1 when nobody resolves it.

    Example: showclear simulate escalation night.yaml
    """
    read = read_script(load(script.read_bytes(), source=str(script)).data)
    lines = simulate(read, _rungs(Catalogue(root) if root else Catalogue(), pack, rule))
    if as_json:
        typer.echo(json.dumps({"simulation": read.simulation, "lines": [one.to_json() for one in lines]}))
    else:
        zone = ZoneInfo(read.timezone)
        _table(
            ("when", "rung", "who", "what"),
            [(_local(one.at, zone), str(one.rung), one.who, one.what) for one in lines],
        )
    if lines[-1].what != "resolves it":
        raise typer.Exit(NEGATIVE)


@app.command("story")
def tell_story(
    case: Annotated[Path, typer.Argument(help="A case file (YAML).", show_default=False)],
    handover: Annotated[
        str | None,
        typer.Option(
            "--handover",
            help="The handover that is asked about; without it, the last the case refuses.",
            show_default=False,
        ),
    ] = None,
    root: Root = None,
    as_json: AsJson = False,
) -> None:
    """Run a case with nobody answering: who was told when, what was held, what a handover would have been answered.

    Example: showclear simulate story tests/cases/rust-2021.yaml
    """
    read, _, faults = read_cases([case])
    if faults:
        for fault in faults:
            typer.echo(f"showclear simulate: {' '.join(fault.split())}", err=True)
        raise typer.Exit(WRONG_USE)
    (_, found), catalogue = read[0], Catalogue(root) if root else Catalogue()
    rows = story(found, catalogue, handover)
    if as_json:
        typer.echo(json.dumps({"case": found.case, "rows": [row.to_json() for row in rows]}))
        return
    typer.echo(f"{found.case}: {found.title or 'a case'}; nobody answers. Times of {found.timezone}.")
    zone = ZoneInfo(found.timezone)
    _table(("when", "what", "who is told", "held", "the handover"), _rows(rows, zone))


def _rungs(catalogue: Catalogue, pack: str, name: str) -> tuple[Rung, ...]:
    catalogue.pack(pack)
    for bound in Rulebooks(catalogue, (pack,)).of(pack).rules:
        rule = bound.rule
        if bound.name == name and isinstance(rule, Deadline) and rule.ladder:
            return ladder_of(rule, heard="concern" in rule.on)
    raise ShowclearError("simulation.ladder", f"The pack {pack} has no rule {name} with a ladder.")


def _rows(rows: Sequence[Row], zone: ZoneInfo) -> list[tuple[str, ...]]:
    return [
        (_local(row.at, zone), row.what, ", ".join(row.told), ", ".join(row.held), _answer(row))
        for row in rows
    ]


def _answer(row: Row) -> str:
    if row.granted:
        return "granted"
    more = len(row.reasons) - _SHOWN_REASONS
    shown = ", ".join(row.reasons[:_SHOWN_REASONS])
    return f"refused: {shown}" + (f" and {more} more" if more > 0 else "")


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    every = [head, *rows]
    widths = [max(len(row[n]) for row in every) for n in range(len(head))]
    for row in every:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
