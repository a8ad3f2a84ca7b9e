"""Decides how a witness is run from the command line: its key, the logs it watches, where it keeps what it cosigned."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from app.bootstrap import now
from app.cli.at_work import writing
from app.cli.wrong_use import WrongUse
from app.domain.errors import ShowclearError
from app.domain.ledger.cosignature import WitnessKey, witness_key
from app.domain.ledger.signed_note import parse_vkey
from app.services.witnessing import told
from app.signing.checkpoint_key import CheckpointKey
from app.signing.witness_shelf import WitnessShelf
from app.web.witness import WitnessDesk, witness_app

app = typer.Typer(help="Cosign the checkpoints of a production from outside, or ask witnesses to.")
Name = Annotated[str, typer.Option(help="The witness's name, as an address without https://.")]
Dir = Annotated[Path, typer.Option("--dir", help="Where its key and what it cosigned are kept.")]


@app.command("key")
def show_key(name: Name, directory: Dir) -> None:
    """Print the witness's public key; a new one is made where there is none.

    Give it to whoever runs the service (SHOWCLEAR_WITNESSES) and to those who check receipts.

    Example: showclear witness key --name insurer.example/w1 --dir witness
    """
    typer.echo(_key(name, directory)[0].vkey)


@app.command()
def serve(
    name: Name,
    directory: Dir,
    log: Annotated[
        list[str], typer.Option(metavar="VKEY", help="A ledger to watch, by its key; may be given again.")
    ],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8100,
) -> None:
    """Cosign checkpoints of these ledgers over HTTP (C2SP tlog-witness), until SIGTERM or SIGINT.

    It cosigns only what goes on from what it cosigned last. A ledger that was put back or forked is refused, and each
    refusal is printed. It needs no database, and reads no entry.

    Example: showclear witness serve --name insurer.example/w1 --dir witness --log "$VKEY"
    """
    with _wrong_use():
        logs = [parse_vkey(one) for one in log]
        key, private = _key(name, directory)
    desk = WitnessDesk(key, private.sign, logs, WitnessShelf(directory / "cosigned"), now)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        typer.echo(
            f"Witnessing at http://{host}:{listening.getsockname()[1]} as {key.vkey}. Stop with Ctrl-C."
        )
        config = uvicorn.Config(
            witness_app(desk, lambda words: typer.echo(words, err=True)),
            log_config=None,
            access_log=False,
            server_header=False,
        )
        uvicorn.Server(config).run(sockets=[listening])


@app.command()
def ask(
    production: Annotated[str, typer.Argument(help="The production's id.")],
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Ask every witness of SHOWCLEAR_WITNESSES to cosign a production's ledger now. A running service does it by itself.

    Exit 1 when one of them did not cosign.

    Example: showclear witness ask desert
    """
    with writing() as services:
        answers = services.outside.witnessing.ask(production)
    if json_:
        typer.echo(json.dumps([told(one) for one in answers], indent=2))
    for one in () if json_ else answers:
        typer.echo(f"{one.witness}: {told(one)['words']} {one.size} entries cosigned.")
    if any(one.state != "cosigned" for one in answers):
        raise typer.Exit(1)


def _key(name: str, directory: Path) -> tuple[WitnessKey, CheckpointKey]:
    private = CheckpointKey.load_or_create(directory / "witness.pem")
    with _wrong_use():
        return witness_key(name, private.public_key), private


@contextmanager
def _wrong_use() -> Iterator[None]:
    """A name or key that cannot be read is wrong use."""
    try:
        yield
    except ShowclearError as error:
        raise WrongUse(error.detail) from error
