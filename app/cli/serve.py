"""Decides how the service runs as a process: one writer, one listening socket, an orderly end; not what it answers."""

from __future__ import annotations

import inspect
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
import uvicorn

from app import logs
from app.bootstrap import build_app, build_services, quiet_memory
from app.cli.demo_doors import doors
from app.cli.demo_words import welcome
from app.cli.demonstration import show
from app.cli.environment import settings_of_environment, settings_told, url_of
from app.db.sole_writer import sole_writer
from app.settings import Settings

GRACE_S = 10
"""How long requests that are being answered may go on after the service was told to stop."""


def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Play the demonstration production first, where it is not there.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="With --demo: begin it anew; the old database is moved aside.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of SHOWCLEAR_HOST.")] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port, instead of SHOWCLEAR_PORT; 0 takes a free one."),
    ] = None,
) -> None:
    """Serve the production's record over HTTP, and watch its deadlines, until SIGTERM or SIGINT.

    The database is made or brought up to date first. On SQLite this process is the only one that writes.

    Examples: showclear serve --demo
              SHOWCLEAR_DATA_DIR=/data showclear serve --host 0.0.0.0 --port 8000
    """
    settings = settings_of_environment(host=host, port=port)
    logs.set_up(settings.log_level, settings.log_format)
    with _listening(settings) as listening:
        settings = settings.model_copy(update={"port": listening.getsockname()[1]})
        if demo or fresh:
            for line in welcome(show(settings, url_of(settings), fresh=fresh)):
                typer.echo(line)
        with sole_writer(settings.database):
            _run(settings, listening, demo=demo or fresh)


serve.__doc__ = f"{inspect.cleandoc(serve.__doc__ or '')}\n\n{settings_told()}"


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """The socket, before anything else is done: a port that is taken is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.create_server((settings.host, settings.port), family=family, backlog=2048) as listening:
        yield listening


def _run(settings: Settings, listening: socket.socket, *, demo: bool) -> None:
    services = build_services(settings)
    try:
        config = uvicorn.Config(
            build_app(settings, services),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        quiet_memory()
        services.watch.start()
        services.delivery.round.start()
        typer.echo(
            f"Serving at {url_of(settings)} (database: {settings.database.split(':', 1)[0]}). Stop with Ctrl-C."
        )
        for line in doors(services) if demo else ():
            typer.echo(line)
        with _told_once():
            uvicorn.Server(config).run(sockets=[listening])
    finally:
        services.close()


@contextmanager
def _told_once() -> Iterator[None]:
    """The server, once it has stopped, raises the signal it was stopped by again: it must not end us half way."""
    before = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
