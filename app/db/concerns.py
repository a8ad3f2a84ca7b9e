"""Decides how concerns without a name wait in the database, in the words of app.services.concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.db.database import Database
from app.db.tables import nameless_concerns, productions
from app.services.concerns import Kept

_KEPT = nameless_concerns.c


class ConcernShelf:
    """Concerns that wait for their quarter of an hour, and the digests of the codes that lead to all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_production(self, production: str) -> bool:
        """Whether there is such a production."""
        with self._database.reading() as connection:
            found = connection.scalar(select(productions.c.id).where(productions.c.id == production))
        return found is not None

    def keep(self, concern: Kept) -> None:
        """Put it aside; durable when this returns."""
        with self._database.writing() as connection:
            connection.execute(insert(nameless_concerns).values(concern._asdict()))

    def under(self, digest: bytes) -> Sequence[Kept]:
        """Everything said under one code."""
        return self._found(_KEPT.digest == digest)

    def due(self, moment: datetime) -> Sequence[Kept]:
        """What waits and has waited until then."""
        return self._found(_KEPT.record.is_not(None), _KEPT.append_at <= moment)

    def appended(self, concern: Kept) -> None:
        """It stands in the ledger: its words are kept there and nowhere else."""
        with self._database.writing() as connection:
            connection.execute(
                update(nameless_concerns)
                .where(_KEPT.digest == concern.digest, _KEPT.record_key == concern.record_key)
                .values(record=None)
            )

    def _found(self, *wanted: Any) -> Sequence[Kept]:
        with self._database.reading() as connection:
            rows = connection.execute(select(nameless_concerns).where(*wanted)).all()
        return [
            Kept(
                bytes(row.digest),
                row.production,
                row.record_key,
                row.append_at,
                None if row.record is None else bytes(row.record),
            )
            for row in rows
        ]
