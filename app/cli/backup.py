"""Decides what `showclear backup` and `showclear restore` read, write and say; what a backup holds is a use case's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.at_work import reading, writing
from app.cli.files import written_whole
from app.cli.progress import Progress
from app.cli.wrong_use import WrongUse


def backup(
    out: Annotated[Path, typer.Option(help="The file to write; it is replaced when it is there.")],
) -> None:
    """Back up the whole database, of one moment, while the service goes on.

    The file holds names and the digests of tokens, so only its owner may read it. The signing key is not in it: keep
    a copy of that file (SHOWCLEAR_KEY_FILE) somewhere else.

    Example: showclear backup --out showclear-2026-03-02.backup
    """
    with reading() as services, written_whole(out, 0o600) as file, Progress("rows backed up") as progress:
        rows = services.backups.backup(file, progress.reached)
    typer.echo(f"{out}: {rows} rows. The signing key is not in it.")


def restore(file: Annotated[Path, typer.Argument(help="A file that `showclear backup` wrote.")]) -> None:
    """Fill an empty database from a backup, on SQLite or PostgreSQL, and verify every ledger in it. All or nothing.

    Example: SHOWCLEAR_DATA_DIR=/new showclear restore showclear-2026-03-02.backup
    """
    try:
        source = file.open("rb")
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from error
    with source, writing() as services, Progress("rows restored") as progress:
        checked = services.backups.restore(source, progress.reached)
    for one in checked:
        typer.echo(f"{one.production}: {one.entries} entries, verified.")
    typer.echo(f"Restored {len(checked)} productions.")
