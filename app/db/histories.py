"""Decides how histories that were brought along lie in the database: beside the ledger, and only added."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from app.db.database import Database
from app.db.witness_tables import brought_histories as rows
from app.services.histories import Brought


class SqlHistories:
    """The histories of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, production: str, thing: str, brought: Brought) -> None:
        """Keep one; nothing, where it is here already."""
        if any(one.digest == brought.digest for one in self.of(production, thing)):
            return
        with self._database.writing() as connection:
            row = {"production": production, "thing": thing, **brought._asdict()}
            connection.execute(insert(rows), row)

    def of(self, production: str, thing: str) -> Sequence[Brought]:
        """Those of a thing, the newest first."""
        fields = [rows.c[name] for name in Brought._fields]
        wanted = select(*fields).where(rows.c.production == production, rows.c.thing == thing)
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(rows.c.brought_at.desc(), rows.c.digest))
            return [Brought(bytes(row[0]), *row[1:]) for row in found]
