"""Decides how answers of witnesses, archives and closings are kept: each call is a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from app.db.database import Database
from app.db.tables import productions
from app.db.witness_tables import witnesses
from app.services.witnessing import Answer

_ANSWER = ("witness", "state", "asked_at", "size", "note", "cosigned_at")


class SqlWitnessBook:
    """The answers of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def productions(self) -> Sequence[str]:
        """Every production."""
        with self._database.reading() as connection:
            return list(connection.execute(select(productions.c.id).order_by(productions.c.id)).scalars())

    def answers(self, production: str) -> Sequence[Answer]:
        """What each witness said last."""
        fields = [witnesses.c[name] for name in _ANSWER]
        mine = select(*fields).where(witnesses.c.production == production).order_by(witnesses.c.witness)
        with self._database.reading() as connection:
            return [Answer(**row) for row in connection.execute(mine).mappings()]

    def keep(self, production: str, answer: Answer) -> None:
        """That a witness said this."""
        row = {name: getattr(answer, name) for name in _ANSWER}
        mine = (witnesses.c.production == production, witnesses.c.witness == answer.witness)
        with self._database.writing() as connection:
            if connection.execute(update(witnesses).where(*mine).values(row)).rowcount == 0:
                connection.execute(insert(witnesses), {"production": production, **row})
