"""Decides what `showclear demo` does: plays the demonstration into the database where it is not there, and tells of it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from app import logs
from app.cli.demo_words import OVER, aside_told, welcome
from app.cli.demonstration import show
from app.cli.environment import settings_of_environment, url_of


def demo(
    json_: Annotated[
        bool, typer.Option("--json", help="Print people, roles and tokens as one JSON object.")
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh", help="Begin anew: the SQLite file, if it holds nothing else, is moved aside."
        ),
    ] = False,
) -> None:
    """Play the demonstration production, once, into the database, and tell its people, roles and tokens.

    Three shooting days, the last one today: one by the book, one with lapses of every gravity, one still going on with
    something due. Nobody in it is real. It is there only if somebody asked for it with this command or with `serve
    --demo`. Called again it tells tokens that work: they are kept in the data directory, in a file for its owner only.
    When its last day has passed it says so; --fresh begins anew.

    Examples: showclear demo
              showclear demo --json | jq -r '.people[] | select(.id == "armorer") | .token'
    """
    settings = settings_of_environment()
    logs.set_up("warning", settings.log_format)
    shown = show(settings, url_of(settings), fresh=fresh)
    if json_:
        typer.echo(json.dumps(shown.to_json(), indent=2))
    else:
        for line in welcome(shown):
            typer.echo(line)
    if json_ and shown.over:
        typer.echo(OVER, err=True)
    if json_ and shown.aside:
        typer.echo(aside_told(shown.aside), err=True)
