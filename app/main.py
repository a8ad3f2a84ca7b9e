"""Decides how the service runs as a process: started, served until told to stop, closed; nothing about what it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from app import logs
from app.bootstrap import build_app, build_services
from app.services.container import Services
from app.settings import Settings

_CLOSE_AFTER_S = 3
"""Open lines never end by themselves; whoever listens comes back with the id of the last event."""


def serve(settings: Settings, services: Services) -> None:
    """Serve over HTTP until told to stop, watching for deadlines meanwhile; closes the services.

    The server's own access log stays off: it would keep addresses and codes that are nobody's business.
    """
    services.watch.start()
    try:
        uvicorn.run(
            build_app(settings, services),
            host=settings.host,
            port=settings.port,
            access_log=False,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=_CLOSE_AFTER_S,
        )
    finally:
        services.close()


def create() -> FastAPI:
    """The application for another ASGI server, in one process: `uvicorn --factory app.main:create --no-access-log`."""
    settings = Settings()
    logs.set_up(settings.log_level, settings.log_format)
    services = build_services(settings)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        services.watch.start()
        yield
        services.close()

    application = build_app(settings, services)
    application.router.lifespan_context = living
    return application
