"""Decides how every row goes out and comes back, the same on both engines; what file they lie in is decided elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Table, func, insert, select

from app.db.database import Database
from app.db.migrate import revision
from app.db.schema import metadata
from app.db.tables import productions
from app.db.types import Instant
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import parse_recorded_at, recorded_at_text
from app.services.backup import Row


class SqlVault:
    """All of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def snapshot(self) -> Iterator[SqlSnapshot]:
        """One consistent view of everything, while others write."""
        with self._database.reading() as connection:
            yield SqlSnapshot(connection)

    @contextmanager
    def filling(self) -> Iterator[SqlFilling]:
        """One transaction that fills an empty database."""
        with self._database.writing() as connection:
            if connection.scalar(select(func.count()).select_from(productions)):
                detail = "The database holds productions already; restore into an empty one."
                raise ShowclearError("database.not_empty", detail)
            yield SqlFilling(connection)


class SqlSnapshot:
    """Every row of one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def schema(self) -> str:
        """The revision of the schema."""
        return str(revision(self._connection))

    def tables(self) -> Sequence[str]:
        """The tables, those that others point to first."""
        return [table.name for table in metadata.sorted_tables]

    def columns(self, table: str) -> Sequence[str]:
        """The columns of a table."""
        return [column.name for column in metadata.tables[table].columns]

    def count(self, table: str) -> int:
        """How many rows it has."""
        return int(self._connection.scalar(select(func.count()).select_from(metadata.tables[table])) or 0)

    def rows(self, table: str) -> Iterable[Row]:
        """Its rows as plain JSON values, in the order of its columns and of its key."""
        one = metadata.tables[table]
        everything = select(one).order_by(*one.primary_key.columns).execution_options(yield_per=500)
        for row in self._connection.execute(everything):
            yield [plain(value) for value in row]


class SqlFilling:
    """An empty database being filled."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def schema(self) -> str:
        """The revision of the schema."""
        return str(revision(self._connection))

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows."""
        one = metadata.tables.get(table)
        if one is None or not set(columns) <= set(one.columns.keys()):
            raise ShowclearError("backup.malformed", f"There is no table {table} with these columns.")
        reads = [reader_of(one, name) for name in columns]
        values = [
            {name: read(value) for name, read, value in zip(columns, reads, row, strict=True)} for row in rows
        ]
        self._connection.execute(insert(one), values)


def plain(value: Any) -> bool | int | str | None:
    """A value of a row as a plain JSON one."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return recorded_at_text(value)
    if isinstance(value, date):
        return value.isoformat()
    plain: bool | int | str | None = value
    return plain


def reader_of(table: Table, name: str) -> Any:
    """What makes the value of a column out of its plain JSON one."""
    kind = table.columns[name].type
    if isinstance(kind, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(kind, Instant):
        return lambda value: None if value is None else parse_recorded_at(value)
    if isinstance(kind, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    return lambda value: value
