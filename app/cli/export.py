"""Decides what `showclear export` writes and says; the form of an export is decided in the ledger."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.at_work import reading
from app.cli.files import written_whole
from app.cli.progress import Progress


def export(
    production: Annotated[str, typer.Argument(help="The production's id.")],
    out: Annotated[Path, typer.Option(help="The file to write; it is replaced when it is there.")],
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Write a production's whole ledger to a file: every entry of this moment, and a signed checkpoint over them.

    The service may go on meanwhile. The file proves itself: see `showclear verify`. Give the key that is printed to
    those who will check, by another way than the file.

    Example: showclear export demo --out demo.jsonl && showclear verify demo.jsonl
    """
    with reading() as services, written_whole(out) as file, Progress("entries exported") as progress:
        done = services.exports.export(production, file.write, progress.reached)
    if json_:
        told = {"production": done.production, "entries": done.entries, "file": str(out)}
        typer.echo(json.dumps(told | {"vkey": done.vkey, "checkpoint": done.checkpoint}, indent=2))
        return
    typer.echo(f"{out}: {done.entries} entries of {done.production}.")
    typer.echo(f"Key: {done.vkey}")
