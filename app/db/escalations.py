"""Decides how running escalations are kept beside the ledger, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import orjson
from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select, update

from app.db.database import Database
from app.db.escalation_tables import escalations, tellings
from app.db.writing import Writer
from app.domain.escalation import Escalation, next_at
from app.services.ports import LedgerWriter
from app.services.telling import Telling

_AT_ONCE = 400
_FORM: TypeAdapter[Escalation] = TypeAdapter(Escalation)


class SqlEscalations:
    """The escalations of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def running(self, transaction: LedgerWriter, production: str) -> list[Escalation]:
        """Those that have not ended, as this transaction sees them."""
        return _running(connection_of(transaction), production)

    def known(self, transaction: LedgerWriter, production: str, ids: Sequence[str]) -> set[str]:
        """Which of these ever started."""
        wanted = select(escalations.c.id).where(
            escalations.c.production == production, escalations.c.id.in_(list(ids))
        )
        return set(connection_of(transaction).execute(wanted).scalars())

    def put(self, transaction: LedgerWriter, changed: Sequence[Escalation], told: Sequence[Telling]) -> None:
        """New ones and changed ones, and who was told."""
        connection = connection_of(transaction)
        for one in changed:
            mine = (escalations.c.production == one.production, escalations.c.id == one.id)
            row = {
                "next_at": next_at(one),
                "escalation": orjson.dumps(_FORM.dump_python(one, mode="json")).decode(),
            }
            if connection.execute(update(escalations).where(*mine).values(row)).rowcount == 0:
                keys = {"production": one.production, "id": one.id, "started_at": one.started_at}
                connection.execute(insert(escalations), {**keys, **row})
        if told:
            connection.execute(insert(tellings), [telling._asdict() for telling in told])

    def of(self, production: str, since: datetime) -> list[tuple[Escalation, list[Telling]]]:
        """Those that run, and those that started since; each with who was told, in order."""
        table = escalations.c
        wanted = select(table.escalation).where(
            table.production == production, (table.next_at.is_not(None)) | (table.started_at >= since)
        )
        with self._database.reading() as connection:
            found = [_read(text) for text in connection.execute(wanted.order_by(table.started_at)).scalars()]
            told = _tellings(connection, production, [one.id for one in found])
        return [(one, told.get(one.id, [])) for one in found]

    def about(self, production: str, records: Collection[str]) -> list[tuple[Escalation, list[Telling]]]:
        """Those that these records began, in the order they started; each with who was told, in order."""
        table, wanted = escalations.c, frozenset(records)
        every = (
            select(table.escalation)
            .where(table.production == production)
            .order_by(table.started_at, table.id)
        )
        with self._database.reading() as connection:
            read = (_read(text) for text in connection.execute(every).scalars())
            found = [one for one in read if one.record in wanted]
            told: dict[str, list[Telling]] = {}
            for start in range(0, len(found), _AT_ONCE):
                some = [one.id for one in found[start : start + _AT_ONCE]]
                told |= _tellings(connection, production, some)
        return [(one, told.get(one.id, [])) for one in found]

    def every_running(self) -> list[tuple[Escalation, list[Telling]]]:
        """Those of every production that have not ended, for a second look."""
        wanted = select(escalations.c.escalation).where(escalations.c.next_at.is_not(None))
        with self._database.reading() as connection:
            found = [_read(text) for text in connection.execute(wanted).scalars()]
            return [(one, _tellings(connection, one.production, [one.id]).get(one.id, [])) for one in found]

    def overdue(self, before: datetime) -> int:
        """How many rungs' time came before that moment and were not told."""
        counted = select(func.count()).select_from(escalations).where(escalations.c.next_at < before)
        with self._database.reading() as connection:
            return int(connection.scalar(counted) or 0)


def connection_of(transaction: LedgerWriter) -> Connection:
    """The connection of a transaction that this store began."""
    if not isinstance(transaction, Writer):
        raise TypeError("a transaction of another store")
    return transaction.connection


def _running(connection: Connection, production: str) -> list[Escalation]:
    table = escalations.c
    wanted = select(table.escalation).where(table.production == production, table.next_at.is_not(None))
    return [_read(text) for text in connection.execute(wanted.order_by(table.started_at, table.id)).scalars()]


def _read(text: str) -> Escalation:
    plain: dict[str, Any] = orjson.loads(text)
    return _FORM.validate_python(plain)


def _tellings(connection: Connection, production: str, ids: Sequence[str]) -> dict[str, list[Telling]]:
    table = tellings.c
    wanted = (
        select(*(table[name] for name in Telling._fields))
        .where(table.production == production, table.escalation.in_(list(ids)))
        .order_by(table.told_at, table.rung, table.recipient)
    )
    found: dict[str, list[Telling]] = {}
    for row in connection.execute(wanted):
        found.setdefault(row.escalation, []).append(Telling(*row))
    return found
