"""Decides where `showclear publish` writes a ledger's static files; which files there are is decided in the use case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.at_work import reading
from app.cli.files import written_whole


def publish(
    production: Annotated[str, typer.Argument(help="The production's id.")],
    out: Annotated[Path, typer.Option(help="The directory; it is filled up, and nothing in it is removed.")],
    entries: Annotated[
        bool, typer.Option("--entries", help="The entries too. Without it only hashes leave.")
    ] = False,
) -> None:
    """Write a production's checkpoint and tree as static tiles (C2SP tlog-tiles), for any web server to give out.

    Standard tools read them. Full tiles never change: called again, it writes what is new, the checkpoint last.

    Example: showclear publish desert --out public/desert
    """

    def put(path: str, data: bytes) -> None:
        file = out / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(file) as written:
            written.write(data)

    with reading() as services:
        size = services.outside.publishing.publish(
            production, put, lambda path: (out / path).exists(), entries=entries
        )
    typer.echo(f"{out}: checkpoint and tiles of {size} entries of {production}.")
