"""Decides how what is kept about a person lies beside the ledger, and how it goes: every row, and its bytes on SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from app.db import account_tables as t
from app.db.contacts import forget_contacts
from app.db.database import Database
from app.db.tables import lifted_holds, persons, phones, portraits, tokens


class SqlDrawer:
    """What is known of people in one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seal(self, production: str, person: str, at: datetime) -> None:
        """The name is not shown any more; somebody without a name is sealed too, so that the account goes in its time.

        Addresses prove nothing, so nothing keeps them: they go at once.
        """
        mine = (persons.c.production == production, persons.c.id == person)
        with self._database.writing() as connection:
            sealed = connection.execute(update(persons).where(*mine).values(sealed_at=at))
            if sealed.rowcount == 0:
                row = {"production": production, "id": person, "sealed_at": at}
                connection.execute(insert(persons), row)
            forget_contacts(connection, production, person)
        if self._database.kind == "sqlite":
            self._empty_log()

    def sealed(self) -> Sequence[tuple[str, str]]:
        """Everybody who waits to be erased."""
        wanted = select(persons.c.production, persons.c.id).where(persons.c.sealed_at.is_not(None))
        with self._database.reading() as connection:
            return [(row[0], row[1]) for row in connection.execute(wanted)]

    def name(self, production: str, person: str) -> str | None:
        """The name, sealed or not."""
        mine = select(persons.c.name).where(persons.c.production == production, persons.c.id == person)
        with self._database.reading() as connection:
            found: str | None = connection.scalar(mine)
            return found

    def erase(self, production: str, person: str, at: datetime) -> None:
        """Everything that is kept about the person here; and the account, where it is nobody else's."""
        with self._database.writing() as connection:
            _forget(connection, production, person, at)
        if self._database.kind == "sqlite":
            self._empty_log()

    def _empty_log(self) -> None:
        """What was overwritten in the file still stands in the log beside it; no transaction may be open for this."""
        with self._database.turn:
            connection = self._database.writer.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def lift(self, production: str, record: str, by: str, reason: str, at: datetime) -> None:
        """That incident holds nothing any more."""
        if record in self.lifted(production):
            return
        row = {
            "production": production,
            "record_key": record,
            "lifted_by": by,
            "reason": reason,
            "lifted_at": at,
        }
        with self._database.writing() as connection:
            connection.execute(insert(lifted_holds), row)

    def lifted(self, production: str) -> frozenset[str]:
        """Incidents that hold nothing any more."""
        wanted = select(lifted_holds.c.record_key).where(lifted_holds.c.production == production)
        with self._database.reading() as connection:
            return frozenset(connection.execute(wanted).scalars())


def _forget(connection: Connection, production: str, person: str, at: datetime) -> None:
    one = t.memberships
    mine = (one.c.production == production, one.c.person == person)
    account = connection.scalar(select(one.c.account).where(*mine))
    gone = {"name": None, "sealed_at": None, "erased_at": at}
    here = (persons.c.production == production, persons.c.id == person)
    if connection.execute(update(persons).where(*here).values(gone)).rowcount == 0:
        connection.execute(insert(persons), {"production": production, "id": person, "erased_at": at})
    connection.execute(delete(one).where(*mine))
    for table in (tokens, phones, portraits, t.pins, t.invites):
        connection.execute(delete(table).where(table.c.production == production, table.c.person == person))
    forget_contacts(connection, production, person)
    if account is None:
        return
    others = connection.scalar(select(func.count()).select_from(one).where(one.c.account == account))
    sessions = t.sessions
    ended = sessions.c.account == account
    if others:
        ended &= (sessions.c.production == production) & (sessions.c.person == person)
    connection.execute(delete(sessions).where(ended))
    if others:
        return
    for table in (t.passkeys, t.passwords, t.recovery_codes, t.identities, t.challenges):
        connection.execute(delete(table).where(table.c.account == account))
    connection.execute(delete(t.accounts).where(t.accounts.c.id == account))
