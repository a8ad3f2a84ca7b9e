"""Decides how the keys that sign checkpoints are listed and changed from the command line; never what they sign."""

from __future__ import annotations

from typing import Annotated

import typer

from app.bootstrap import now
from app.cli.at_work import quiet_settings
from app.cli.wrong_use import WrongUse
from app.domain.ledger.checkpoint import origin_of
from app.signing.checkpoint_key import CheckpointKey
from app.signing.sealing_key import OPENS_FOR, SealingKey

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
def rotate(
    production: Annotated[
        str | None,
        typer.Argument(help="The production whose ledger the key is named after; not with --sealing."),
    ] = None,
    sealing: Annotated[
        bool, typer.Option("--sealing", help="The key that phones seal a PIN to, instead of the signing key.")
    ] = False,
) -> None:
    """Make a new signing key. The former stays beside it, with its signed word for the new one.

    With --sealing: a new key for phones to seal to. The former is set aside under today's date (UTC) and opens for 30 days
    more what phones sealed before they heard of the new one.

    Start the service anew afterwards: until then it goes on with the former. Checkpoints that the former signed stay
    good: `showclear verify FILE --key NEW --earlier-key FORMER --since CHECKPOINT`.

    Examples: showclear keys rotate desert
              showclear keys rotate --sealing
    """
    if sealing is (production is not None):
        raise WrongUse("Say either a production or --sealing.")
    if production is None:
        return _rotate_sealing()
    path, origin = quiet_settings().key, origin_of(production)
    former, new = CheckpointKey.rotate(path)
    typer.echo(f"signs now: {new.vkey(origin)}")
    typer.echo(f"before:    {former.vkey(origin)}")
    typer.echo("Start the service anew, and tell the new key to those who verify.")


def _rotate_sealing() -> None:
    today = now().date()
    aside = SealingKey.rotate(quiet_settings().sealing_key, today)
    typer.echo(f"The former is {aside.name}; it opens until {today + OPENS_FOR}.")
    typer.echo("Start the service anew.")
