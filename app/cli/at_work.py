"""Decides how a command gets at the services: beside a running service to read, as the sole writer to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import logs
from app.bootstrap import build_readers, build_services
from app.cli.environment import settings_of_environment
from app.db.sole_writer import sole_writer
from app.services.container import Services
from app.settings import Settings


def quiet_settings() -> Settings:
    """The settings, with only warnings logged: a command says itself what it did."""
    settings = settings_of_environment()
    logs.set_up("warning", settings.log_format)
    return settings


@contextmanager
def reading() -> Iterator[Services]:
    """The services, to read only."""
    services = build_readers(quiet_settings())
    try:
        yield services
    finally:
        services.close()


@contextmanager
def writing(settings: Settings | None = None) -> Iterator[Services]:
    """The services, with nobody else writing on SQLite. Refused: a service is running there (`database.in_use`)."""
    settings = settings or quiet_settings()
    with sole_writer(settings.database):
        services = build_services(settings)
        try:
            yield services
        finally:
            services.close()
