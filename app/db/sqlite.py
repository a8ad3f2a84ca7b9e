"""Decides how SQLite is opened: durable, one connection that writes and checkpoints, readers that cannot write."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool, StaticPool

from app.domain.errors import ShowclearError

# Before 3.51.3 a WAL that is reset while two connections write or checkpoint may be corrupted; here one does.
SAFE_WITH_MANY_WRITERS = (3, 51, 3)

_WRITER = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA secure_delete = ON",  # a name that was erased is not left in free space
)
_READER = ("PRAGMA query_only = ON", "PRAGMA busy_timeout = 5000")


def version() -> str:
    """The version of the library in use."""
    return sqlite3.sqlite_version


def file_of(url: str) -> Path:
    """The database's file. Refused: one in memory, which no second connection could read (`settings.database_url`)."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ShowclearError(
            "settings.database_url",
            "SQLite needs a file, such as sqlite:////data/showclear.db.",
        )
    return Path(name)


def writing_engine(url: str) -> Engine:
    """The one connection that writes; whoever uses it holds the turn."""
    file_of(url).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    _prepare(engine, _WRITER, "BEGIN IMMEDIATE")
    return engine


def reading_engine(url: str, size: int = 16) -> Engine:
    """Connections that only read, each transaction one snapshot."""
    connect_args = {"check_same_thread": False}
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=size * 4,
        connect_args=connect_args,
    )
    _prepare(engine, _READER, "BEGIN")
    return engine


def _prepare(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver opens no transaction by itself; `start` does
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
