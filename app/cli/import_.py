"""Decides what `showclear import` reads and says; what may come in is decided in its use case."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from app.cli.at_work import writing
from app.cli.progress import Progress
from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError


def import_(
    file: Annotated[Path, typer.Argument(help="An export, as `showclear export` writes it.")],
    key: Annotated[
        str | None, typer.Option(metavar="VKEY", help="The key it must be signed with; else its own.")
    ] = None,
) -> None:
    """Bring a whole export in: verify it, then insert its entries as they are. It never adds to a ledger.

    The production must not be there, or be empty. Everything is judged as it became known then. Afterwards the
    ledger goes on under this service's key. Exit 1, and nothing is left behind, when the export is broken.

    Example: showclear import demo.jsonl --key "$VKEY"
    """
    data = _bytes(file)  # read once: what was verified is what comes in
    try:
        with writing() as services, Progress("entries imported") as progress:
            found = services.imports.import_(lambda: io.BytesIO(data), key, progress.reached)
    except ShowclearError as error:
        raise (WrongUse(error.detail) if error.code == "key.malformed" else error) from error
    typer.echo(f"Imported {found.entries} entries of {found.production}, root {found.root.hex()}.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from error
