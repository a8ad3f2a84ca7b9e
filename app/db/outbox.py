"""Decides how messages are queued with what caused them: in the same transaction, each key once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db.database import Database
from app.db.delivery_tables import contacts, messages
from app.db.writing import Writer
from app.services.delivery.rows import message_id
from app.services.messages import Message
from app.services.ports import LedgerWriter


class SqlOutbox:
    """The outbox beside the ledger."""

    def queue(self, transaction: LedgerWriter, told: Sequence[Message]) -> None:
        """Queue them in that transaction; one whose key is there already changes nothing."""
        if not isinstance(transaction, Writer):
            raise TypeError("messages are queued in a transaction of this database")
        add_messages(transaction.connection, told)


def add_messages(connection: Connection, told: Sequence[Message]) -> None:
    """The same on a connection."""
    if not told:
        return
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(messages).on_conflict_do_nothing(index_elements=[messages.c.id])
    connection.execute(statement, [_row(one) for one in told])


def _row(one: Message) -> dict[str, Any]:
    return {
        "id": message_id(one.production, one.key),
        "production": one.production,
        "person": one.person,
        "outside": one.outside,
        "urgency": one.urgency,
        "subject_code": one.subject_code,
        "fields": orjson.dumps(dict(one.fields)).decode(),
        "link_path": one.link_path,
        "made_at": one.made_at,
    }


class SqlReachable:
    """Who confirmed an address in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, production: str, person: str) -> datetime | None:
        """When the person last confirmed an address that still works; None for nobody with one."""
        one = contacts.c
        mine = select(func.max(one.confirmed_at)).where(
            one.production == production, one.person == person, one.broken_at.is_(None)
        )
        with self._database.reading() as connection:
            found: datetime | None = connection.scalar(mine)
            return found

    def outside(self, production: str) -> Mapping[str, datetime | None]:
        """The addresses outside that the production has, and when each was last confirmed."""
        one = contacts.c
        wanted = (
            select(one.outside, func.max(one.confirmed_at))
            .where(one.production == production, one.outside.is_not(None), one.broken_at.is_(None))
            .group_by(one.outside)
        )
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted)}
