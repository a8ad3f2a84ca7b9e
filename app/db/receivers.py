"""Decides how it is kept who hears the words of concerns that are set apart; whoever was named stays in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from app.db.database import Database
from app.db.tables import concern_receivers as rows
from app.services.concern_routing import Receiver


class SqlReceivers:
    """Receivers in one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def named(self, production: str) -> Sequence[Receiver]:
        """Those who are receivers now, in the order they were named."""
        wanted = select(rows).where(rows.c.production == production, rows.c.ended_at.is_(None))
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(rows.c.named_at, rows.c.id))
            return [Receiver(row.id, row.production, row.person, row.named_by, row.named_at) for row in found]

    def name(self, receiver: Receiver) -> None:
        """One more."""
        with self._database.writing() as connection:
            connection.execute(insert(rows), receiver._asdict())

    def end(self, production: str, person: str, at: datetime) -> bool:
        """No receiver any more; whether they were one."""
        mine = (rows.c.production == production, rows.c.person == person, rows.c.ended_at.is_(None))
        with self._database.writing() as connection:
            return connection.execute(update(rows).where(*mine).values(ended_at=at)).rowcount > 0
