"""Decides how the application is had by an ASGI server that is not ours: opened as it is made, closed as it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI

from app import logs
from app.bootstrap import build_app, build_services, quiet_memory
from app.db.sole_writer import sole_writer
from app.settings import Settings


def create() -> FastAPI:
    """The application of the settings in the environment, for `uvicorn --factory app.main:create --no-access-log`.

    One process only. The server's own access log stays off: it would keep addresses and codes that are nobody's
    business. Refused: a database another process writes (`database.in_use`), and as in `build_services`.
    """
    settings = Settings()
    logs.set_up(settings.log_level, settings.log_format)
    with ExitStack() as opening:
        opening.enter_context(sole_writer(settings.database))
        services = build_services(settings)
        opening.callback(services.close)
        opened = opening.pop_all()

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        quiet_memory()
        services.watch.start()
        services.delivery.round.start()
        with opened:
            yield

    application = build_app(settings, services)
    application.router.lifespan_context = living
    return application
