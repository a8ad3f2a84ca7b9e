"""Decides how portraits lie beside the ledger: in the row of a person, so that they go when the name does."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select

from app.db.database import Database
from app.db.tables import persons, portraits

_columns = portraits.c


class SqlFrames:
    """The portraits of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, production: str, person: str, picture: bytes, at: datetime) -> bool:
        """Keep a portrait, in place of the former; False where the person's name is sealed or erased."""
        row = {"production": production, "person": person, "picture": picture, "put_at": at}
        with self._database.writing() as connection:
            if connection.scalar(select(persons.c.id).where(_gone(production, person))):
                return False
            connection.execute(delete(portraits).where(_one(production, person)))
            connection.execute(insert(portraits), row)
        return True

    def get(self, production: str, person: str) -> bytes | None:
        """The portrait; none of somebody whose name is sealed or erased."""
        gone = select(persons.c.id).where(_gone(production, person)).exists()
        wanted = select(_columns.picture).where(_one(production, person), ~gone)
        with self._database.reading() as connection:
            found = connection.scalar(wanted)
        return None if found is None else bytes(found)

    def drop(self, production: str, person: str) -> None:
        """There is none any more."""
        with self._database.writing() as connection:
            connection.execute(delete(portraits).where(_one(production, person)))


def _one(production: str, person: str) -> ColumnElement[bool]:
    return and_(_columns.production == production, _columns.person == person)


def _gone(production: str, person: str) -> ColumnElement[bool]:
    ended = or_(persons.c.sealed_at.is_not(None), persons.c.erased_at.is_not(None))
    return and_(persons.c.production == production, persons.c.id == person, ended)
