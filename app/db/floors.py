"""Decides how floors of keeping lie in the database: rows that are only added."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select

from app.db.database import Database
from app.db.witness_tables import retention_floors as rows
from app.services.floors import Floor


class SqlFloors:
    """The floors of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def floors(self, production: str) -> Sequence[Floor]:
        """All of them, the highest first."""
        fields = [rows.c[name] for name in Floor._fields]
        wanted = select(*fields).where(rows.c.production == production).order_by(rows.c.years.desc())
        with self._database.reading() as connection:
            return [Floor(*row) for row in connection.execute(wanted)]

    def add(self, production: str, floor: Floor) -> None:
        """One more."""
        with self._database.writing() as connection:
            connection.execute(insert(rows), {"production": production, **floor._asdict()})
