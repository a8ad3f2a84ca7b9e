"""Decides what `showclear sheet` reads, shows and says; what would come of each line is a use case's."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.at_work import writing
from app.cli.wrong_use import WrongUse
from app.services.caller import GOVERN, READ, WRITE, Caller
from app.services.sheets.desk import Asked, Opening
from app.services.sheets.earlier import EARLIER


class What(StrEnum):
    """What a sheet lists."""

    PEOPLE = "people"
    CROWD = "crowd"
    SCENES = "scenes"
    FIREARMS = "firearms"


def sheet(
    production: Annotated[str, typer.Argument(help="The production's id.")],
    what: Annotated[What, typer.Argument(help="people, crowd, scenes or firearms.")],
    by: Annotated[str, typer.Option(help="Who answers for the records; the roles of that person decide.")],
    file: Annotated[Path | None, typer.Option(help="A CSV or XLSX file.")] = None,
    from_day: Annotated[str | None, typer.Option(help="Instead of a file, the day to take over.")] = None,
    day: Annotated[str | None, typer.Option(help="For which day; today when left out.")] = None,
    unit: Annotated[str, typer.Option(help="The shooting unit, for scenes.")] = "main",
    call_time: Annotated[str | None, typer.Option(help="For scenes: the local time of the call.")] = None,
    bulletins: Annotated[
        bool, typer.Option("--bulletins", help="For scenes: the bulletins went out with the call sheet.")
    ] = False,
    record: Annotated[bool, typer.Option("--record", help="Record what is right; else nothing is.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Look a spreadsheet through line by line, and with --record take it in. Exit 1 when a line is wrong.

    Examples: showclear sheet desert people --file crew.xlsx --by office
              showclear sheet desert crowd --from-day 2026-03-02 --by office --record
              showclear sheet desert scenes --file call.csv --by first --call-time 07:00 --bulletins --record
    """
    if (file is None) is (from_day is None):
        raise WrongUse("Give either --file or --from-day.")
    if from_day is not None and what.value not in EARLIER:
        raise WrongUse("Firearms stay taken in; there is no day to take them over from.")
    asked = Asked(what.value, _bytes(file), _date(day, "--day"), _date(from_day, "--from-day"), unit)
    opening = Opening(call_time, bulletins) if call_time is not None else None
    with writing() as services:
        caller = Caller(by, production, frozenset({READ, WRITE, GOVERN}))
        if record:
            found = services.sheets.take(caller, production, asked, opening)
        else:
            found = services.sheets.preview(caller, production, asked)
    typer.echo(json.dumps(found, indent=2) if json_ else _words(found))
    if found["wrong"] or found["refused"]:
        raise typer.Exit(1)


def _words(found: dict[str, Any]) -> str:
    lines = [
        f"line {one['line']}: {one['state']}"
        + "".join(f"; {f['field']} {f['problem']} (would be right: {f['expected']})" for f in one["faults"])
        for one in found["lines"]
    ]
    counted = ", ".join(
        f"{found[state]} {state}"
        for state in ("ready", "taken", "already", "wrong", "refused")
        if found[state]
    )
    return "\n".join([*lines, counted or "nothing in it"])


def _bytes(file: Path | None) -> bytes:
    try:
        return file.read_bytes() if file is not None else b""
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from error


def _date(told: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(told) if told is not None else None
    except ValueError as error:
        raise WrongUse(f"{option} is a date such as 2027-01-31.") from error
