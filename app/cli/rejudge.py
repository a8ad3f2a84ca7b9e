"""Decides how `showclear rejudge` asks and tells; what differs is decided in the judgement."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from app.cli.at_work import reading
from app.services.rejudging import Other

_FORMATS = ["%Y-%m-%d"]


def rejudge(
    production: Annotated[str, typer.Argument(help="The production's id.")],
    pack: Annotated[str, typer.Option(help="The pack to judge under.")],
    digest: Annotated[str | None, typer.Option(help="Its content's SHA-256, for a former version.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=_FORMATS, help="The first shooting day.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=_FORMATS, help="The last shooting day.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Judge what was recorded under another pack or version, and tell what differs. Nothing is stored or changed.

    Example: showclear rejudge desert --pack us-base --from 2026-03-01 --until 2026-03-31
    """
    asked = Other(pack, digest, since.date() if since else None, until.date() if until else None)
    with reading() as services:
        told = services.outside.rejudging.at_the_machine(production, asked)
    if json_:
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(f"{production} under {pack}: {told['same']} the same.")
    for words, found in (
        ("Found, and not under it", told["only_found"]),
        ("Only under it", told["only_other"]),
    ):
        _list(words, found)
    for pair in told["changed"]:
        typer.echo(
            f"Otherwise: {_line(pair['found'])} -> {pair['other']['gravity']}, {pair['other']['status']}"
        )


def _list(words: str, found: list[dict[str, Any]]) -> None:
    typer.echo(f"{words}: {len(found)}")
    for one in found:
        typer.echo(f"  {_line(one)}")


def _line(one: dict[str, Any]) -> str:
    return f"{one['day']} {one['hazard']} ({one['gravity']}, {one['status']}): {one['message']}"
