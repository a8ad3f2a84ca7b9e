"""Decides how connections are had: one that writes and many that only read; it speaks no SQL of the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import make_url

from app.db import postgresql, sqlite
from app.db.migrate import migrate, newest_revision, revision
from app.db.turns import Turns
from app.domain.errors import ShowclearError


@dataclass(frozen=True)
class Database:
    """One opened database. Transactions of `writing` commit when the block ends well, and are rolled back else."""

    kind: str
    """`sqlite` or `postgresql`."""
    version: str
    writer: Engine
    reader: Engine
    turn: AbstractContextManager[None]
    """Held while writing: on SQLite there is one writer; PostgreSQL locks the head row of a production instead."""
    append_only_role: bool
    """Whether the database itself keeps this service from owning its ledger tables."""

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write."""
        with self.turn, self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of what is committed; writes nothing."""
        with self.reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; the writing one last, so that nobody else tidies up the log of SQLite."""
        self.reader.dispose()
        self.writer.dispose()


def open_database(url: str, migration_url: str | None = None) -> Database:
    """Open the database and bring its schema up to date, as the owner where `migration_url` names one.

    Refused: another engine than SQLite or PostgreSQL (`settings.database_url`).
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(url)
    if backend == "postgresql":
        return _open_postgresql(url, migration_url)
    raise ShowclearError("settings.database_url", f"{backend} is neither sqlite nor postgresql.")


def open_for_reading(url: str) -> Database:
    """Open the database beside those who write to it: nothing here can write, and nothing is migrated.

    Refused: another engine (`settings.database_url`), no database or another schema (`database.schema`).
    """
    backend = make_url(url).get_backend_name()
    if backend == "sqlite":
        if not sqlite.file_of(url).exists():
            raise ShowclearError("database.schema", "There is no database yet.")
        reader, version = sqlite.reading_engine(url), sqlite.version()
    elif backend == "postgresql":
        pool = postgresql.engine(url, None)
        reader, version = _reading_only(pool), postgresql.version(pool)
    else:
        raise ShowclearError("settings.database_url", f"{backend} is neither sqlite nor postgresql.")
    opened = Database(backend, version, reader, reader, nullcontext(), append_only_role=True)
    with opened.reading() as connection:
        at = revision(connection)
    if at != newest_revision():
        opened.close()
        raise ShowclearError(
            "database.schema", f"The database has schema {at}, this program {newest_revision()}."
        )
    return opened


def _reading_only(pool: Engine) -> Engine:
    return pool.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _open_sqlite(url: str) -> Database:
    writer = sqlite.writing_engine(url)
    with writer.connect() as connection:
        migrate(connection)
    return Database(
        "sqlite", sqlite.version(), writer, sqlite.reading_engine(url), Turns(), append_only_role=False
    )


def _open_postgresql(url: str, migration_url: str | None) -> Database:
    role = postgresql.prepare(url, migration_url)
    writer = postgresql.engine(url, role)
    reader = _reading_only(writer)
    owns = postgresql.owns_ledger(writer)
    return Database(
        "postgresql",
        postgresql.version(writer),
        writer,
        reader,
        nullcontext(),
        append_only_role=not owns,
    )
