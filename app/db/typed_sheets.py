"""Decides how what the first of two typed from paper waits for the second."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, insert, select

from app.db.database import Database
from app.db.tables import typed_sheets
from app.services.papers import Typed

_columns = typed_sheets.c


class SqlTypedSheets:
    """The sheets of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, production: str, typed: Typed) -> None:
        """Keep it, in place of what was typed under that id before."""
        with self._database.writing() as connection:
            connection.execute(delete(typed_sheets).where(_one(production, typed.key)))
            connection.execute(insert(typed_sheets), {"production": production, **typed._asdict()})

    def get(self, production: str, key: str) -> Typed | None:
        """What was typed under that id."""
        found = self._some(_one(production, key))
        return found[0] if found else None

    def all(self, production: str) -> Sequence[Typed]:
        """Everything that waits, the oldest first."""
        return self._some(_columns.production == production)

    def drop(self, production: str, key: str) -> None:
        """It waits no more."""
        with self._database.writing() as connection:
            connection.execute(delete(typed_sheets).where(_one(production, key)))

    def _some(self, wanted: ColumnElement[bool]) -> list[Typed]:
        fields = [_columns[name] for name in Typed._fields]
        asked = select(*fields).where(wanted).order_by(_columns.typed_at, _columns.key)
        with self._database.reading() as connection:
            return [Typed(row[0], row[1], row[2], bytes(row[3])) for row in connection.execute(asked)]


def _one(production: str, key: str) -> ColumnElement[bool]:
    return and_(_columns.production == production, _columns.key == key)
