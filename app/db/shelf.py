"""Decides how concerns without a name wait for the ledger, and what is left of them afterwards: a digest and an id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, insert, select, update

from app.db.database import Database
from app.db.tables import concern_words, productions
from app.db.tables import nameless_concerns as kept
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

    def keep(self, concern: Kept, words: bytes | None = None) -> None:
        """Put a concern aside, with the words that the ledger will not hold."""
        with self._database.writing() as connection:
            connection.execute(insert(kept), concern._asdict())
            if words is not None:
                row = {"production": concern.production, "record_key": concern.record_key, "words": words}
                connection.execute(insert(concern_words), row)

    def words(self, production: str) -> Mapping[str, bytes]:
        """The words set apart in a production, by the record they belong to."""
        wanted = select(concern_words.c.record_key, concern_words.c.words)
        with self._database.reading() as connection:
            found = connection.execute(wanted.where(concern_words.c.production == production))
            return {row[0]: bytes(row[1]) for row in found}

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
