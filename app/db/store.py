"""Decides how use cases get at the database: transactions that write and views that read, in the words of their ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.db.database import Database
from app.db.reading import Reader
from app.db.writing import Writer


class SqlStore:
    """The ledgers in one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Commits when the block ends well, else leaves no trace."""
        with self.database.writing() as connection:
            yield Writer(connection)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """One consistent view."""
        with self.database.reading() as connection:
            yield Reader(connection)
