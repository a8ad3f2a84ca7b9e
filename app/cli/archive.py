"""Decides what `showclear archive` reads, writes and says; what an archive is and when one may close is not its business."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from app.cli.at_work import writing
from app.cli.files import written_whole
from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import check, is_archive, opened

app = typer.Typer(
    help="A whole production as one file: make it, check it, bring it in, close the production with it."
)
Production = Annotated[str, typer.Argument(help="The production's id.")]
File = Annotated[Path, typer.Argument(help="An archive.", dir_okay=False)]


@app.command()
def make(production: Production, out: Annotated[Path, typer.Option(help="The file to write.")]) -> None:
    """Write everything there is of a production into one file that needs no service to be checked.

    Ledger, names, photos and papers, protocols, the page that checks it. Keep it like what it is: the names are in it.

    Example: showclear archive make desert --out desert.zip
    """
    _require_no_archive(out)
    with writing() as services, written_whole(out, 0o600) as file:
        made = services.outside.archives.make(production, file, apart=True)
    typer.echo(
        f"{out}: {made.entries} entries of {production}.\nDigest: sha256:{made.digest}\nKey: {made.vkey}"
    )


@app.command("check")
def check_file(file: File) -> None:
    """Say whether every part of an archive is what its manifest says. Its ledger is for `verify` to check.

    Example: showclear archive check desert.zip
    """
    with _open(file) as data, opened(data) as archive:
        found = check(archive)
    typer.echo(f"Whole: {found.entries} entries.\nDigest: sha256:{found.digest}")


@app.command("import")
def bring_in(
    file: File,
    key: Annotated[str | None, typer.Option(metavar="VKEY", help="The key it must be signed with.")] = None,
) -> None:
    """Bring an archive into a service that has nothing of the production: ledger, names, photos and papers.

    Example: showclear archive import desert.zip --key "$VKEY"
    """
    with _open(file) as data, writing() as services:
        found = services.outside.arrivals.bring_in(data, key)
    typer.echo(f"Imported {found.entries} entries of {found.production}.")


@app.command()
def close(
    production: Production,
    record: Annotated[str, typer.Option(help="The record by which the custodian took the archive.")],
    by: Annotated[str, typer.Option(help="Who closes it.")],
) -> None:
    """Close a production whose custodian signed for an archive of all of it.

    The record is `evidence`: item `archive sha256:<digest>`, action `secured`, the custodian as keeper, signed by
    passkey, or on paper that is attached. Nothing else may have been recorded since the archive.

    Example: showclear archive close desert --record 01890000-0000-7000-8000-000000000001 --by office
    """
    with writing() as services:
        closed = services.outside.closings.close(production, record, by)
    typer.echo(f"{production} is closed: the custodian signed for sha256:{closed.digest.hex()}.")


def _require_no_archive(out: Path) -> None:
    """Archives are kept: a new one has a name of its own."""
    if out.is_file():
        with out.open("rb") as file:
            if is_archive(file.read(4)):
                raise ShowclearError(
                    "archive.kept", f"{out} is an archive, and those are kept: name another file."
                )


def _open(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise WrongUse(f"{file}: {error.strerror}") from error
