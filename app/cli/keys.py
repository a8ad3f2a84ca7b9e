"""Decides how the keys that sign checkpoints are listed and changed from the command line; never what they sign."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.at_work import quiet_settings
from app.domain.ledger.checkpoint import origin_of
from app.signing.checkpoint_key import CheckpointKey

app = typer.Typer(help="The keys that sign checkpoints: which there are and were, and a new one.")
Production = Annotated[str, typer.Argument(help="The production whose ledger the key is named after.")]


@app.command("list")
def list_keys(production: Production) -> None:
    """Print the key that signs, then those that signed before it, as `verify` takes them.

    Example: showclear keys list desert
    """
    path, origin = quiet_settings().key, origin_of(production)
    typer.echo(f"signs now: {CheckpointKey.load_or_create(path).vkey(origin)}")
    for former in CheckpointKey.former(path):
        typer.echo(f"before:    {former.vkey(origin)}")


@app.command()
def rotate(production: Production) -> None:
    """Make a new signing key. The former stays beside it, with its signed word for the new one.

    Start the service anew afterwards: until then it goes on with the former. Checkpoints that the former signed stay
    good: `showclear verify FILE --key NEW --earlier-key FORMER --since CHECKPOINT`.

    Example: showclear keys rotate desert
    """
    path, origin = quiet_settings().key, origin_of(production)
    former, new = CheckpointKey.rotate(path)
    typer.echo(f"signs now: {new.vkey(origin)}")
    typer.echo(f"before:    {former.vkey(origin)}")
    typer.echo("Start the service anew, and tell the new key to those who verify.")
