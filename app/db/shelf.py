"""Decides how concerns without a name wait for the ledger, and what is left of them afterwards: a digest and an id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, insert, select, update

from app.db.database import Database
from app.db.tables import nameless_concerns as kept
from app.db.tables import productions
from app.services.concerns import Kept


class SqlShelf:
    """Concerns that wait, in one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_production(self, production: str) -> bool:
        """Whether there is such a production."""
        with self._database.reading() as connection:
            found = connection.scalar(select(productions.c.id).where(productions.c.id == production))
        return found is not None

    def keep(self, concern: Kept) -> None:
        """Put a concern aside."""
        with self._database.writing() as connection:
            connection.execute(insert(kept), concern._asdict())

    def under(self, digest: bytes) -> Sequence[Kept]:
        """Everything said under one code."""
        return self._found(select(kept).where(kept.c.digest == digest).order_by(kept.c.append_at))

    def due(self, moment: datetime) -> Sequence[Kept]:
        """What waits no longer."""
        waiting = kept.c.record.is_not(None)
        return self._found(select(kept).where(waiting, kept.c.append_at <= moment))

    def appended(self, concern: Kept) -> None:
        """Forget the words: the ledger has them."""
        mine = (kept.c.digest == concern.digest, kept.c.record_key == concern.record_key)
        with self._database.writing() as connection:
            connection.execute(update(kept).where(*mine).values(record=None))

    def _found(self, wanted: Select[tuple[bytes, str, str, datetime, bytes | None]]) -> Sequence[Kept]:
        with self._database.reading() as connection:
            return [
                Kept(
                    bytes(row.digest),
                    row.production,
                    row.record_key,
                    row.append_at,
                    bytes(row.record) if row.record is not None else None,
                )
                for row in connection.execute(wanted)
            ]
