"""Decides what `showclear history` reads, writes and says; who may give or take in a history is decided by the use case."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.cli.at_work import reading, writing
from app.cli.files import written_whole
from app.cli.wrong_use import WrongUse
from app.domain.ledger.history import History, read_history
from app.services.caller import READ, WRITE, Caller

app = typer.Typer(
    help="A firearm's or lot's signed history: give it, check it, take it in at the next production."
)
Production = Annotated[str, typer.Argument(help="The production's id.")]
Thing = Annotated[str, typer.Argument(help="firearm:<id> or lot:<container>.")]
By = Annotated[str, typer.Option(help="The person who does it, with the rights they have.")]
File = Annotated[Path, typer.Argument(help="A history, or what its code held.", dir_okay=False)]
Key = Annotated[
    str | None, typer.Option(metavar="VKEY", help="The key it must be signed with; else its own.")
]


@app.command()
def give(
    production: Production,
    thing: Thing,
    by: By,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    small: Annotated[bool, typer.Option("--small", help="As a QR code holds it: without proofs.")] = False,
) -> None:
    """Write the history that may leave with its owner's consent. No person and no text is in it.

    Example: showclear history give desert firearm:colt --by ana --out colt.history
    """
    _require_thing(thing)
    caller = Caller(by, production, frozenset({READ}))
    with reading() as services:
        histories = services.outside.histories
        told = (histories.give_small if small else histories.give)(caller, production, thing)
    with written_whole(out) as file:
        file.write(told.encode())
    typer.echo(f"{out}: the history of {thing}, good until {_read(told, None).expires_on}.")


@app.command()
def check(file: File, key: Key = None) -> None:
    """Say whether a history holds: signature, proofs, its last day. Needs no service.

    Example: showclear history check colt.history --key "$VKEY"
    """
    found = _read(_text(file), key)
    counts = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in sorted(found.totals.items()))
    typer.echo(f"It holds: a {found.thing}, signed by {found.signed_by} on {found.made_on}: {counts}.")
    typer.echo(f"Lines: {len(found.lines)}, with proof: {found.proven}, counted only: {found.left_out}.")
    if key is None:
        typer.echo(f"The key came from the file: {found.vkey}")


@app.command()
def bring(production: Production, thing: Thing, file: File, by: By, key: Key = None) -> None:
    """Take in what came with a firearm or lot: checked, and kept beside the ledger. It is no record and judges nothing.

    Example: showclear history bring ocean firearm:prop-7 colt.history --by ana
    """
    _require_thing(thing)
    caller = Caller(by, production, frozenset({READ, WRITE}))
    text = _text(file)
    with writing() as services:
        told = services.outside.histories.bring(caller, production, thing, text, key)
    typer.echo(f"Brought along, signed by {told['signed_by']} on {told['made_on']}, not judged here.")


def _read(text: str, key: str | None) -> History:
    return read_history(text, datetime.now(UTC).date(), vkey=key)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file}: it cannot be read.") from error


def _require_thing(thing: str) -> None:
    kind, _, name = thing.partition(":")
    if kind not in ("firearm", "lot") or not name:
        raise WrongUse(f"{thing!r} is neither firearm:<id> nor lot:<container>.")
