"""Decides which rows belong to a production and travel with its archive, which come again from its ledger, which stay.

Every table stands in exactly one of the three lists below; a test sees to it. What stays is secret, is a person's
beside all productions, or is not finished.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Table, insert, null, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.db.database import Database
from app.db.delivery_tables import contacts
from app.db.schema import metadata
from app.db.tables import (
    attachments,
    concern_words,
    drills,
    entries,
    nameless_concerns,
    persons,
    productions,
)
from app.db.vault import plain, reader_of
from app.db.witness_tables import earlier_keys
from app.db.writing import Writer
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import broken
from app.services.belongings import Former, Part
from app.services.ports import LedgerWriter

TRAVELS: Final = (
    *("productions", "persons", "portraits", "lifted_holds", "attachments", "typed_sheets", "phones"),
    *("nameless_concerns", "concern_words", "concern_receivers", "drills", "messages", "deliveries"),
    *("escalations", "tellings", "audit", "witnesses", "archives", "closings"),
    *("earlier_keys", "retention_floors", "brought_histories"),
)
FROM_THE_LEDGER: Final = (
    *("heads", "entries", "nodes", "mentions", "segments", "violations", "holds", "deadlines"),
)
"""Judged anew, entry by entry; of `entries` what was answered travels too."""
STAYS: Final = {
    "tokens": "the digest of a secret",
    "sessions": "the digest of a secret",
    "invites": "the digest of a secret",
    "challenges": "the digest of a secret",
    "pins": "the hash of a secret",
    "passwords": "the hash of a secret",
    "recovery_codes": "the digest of a secret",
    "tries": "tries at secrets",
    "accounts": "a person's beside all productions",
    "memberships": "leads to an account",
    "passkeys": "an account's; the public keys that signed are in the ledger",
    "identities": "an account's",
    "signatures": "belongs to no production",
    "contacts": "addresses were given to this service; those outside are listed to be read",
    "delivery_choices": "goes with a person's addresses",
}
_BLANK: Final = {("audit", "account")}
"""Columns that travel empty: they would tell that somebody of another production is the same person."""


class SqlBelongings:
    """The rows beside the ledgers of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def looking(self) -> Iterator[SqlBelonging]:
        """One consistent view."""
        with self._database.reading() as connection:
            yield SqlBelonging(connection)

    def keep_key(self, transaction: LedgerWriter, production: str, key: Former) -> None:
        """Note, in that transaction, a key that signed a ledger before it came here; nothing, where it is noted."""
        connection, one = _connection_of(transaction), earlier_keys.c
        mine = select(one.vkey).where(one.production == production, one.vkey == key.vkey)
        if connection.scalar(mine) is None:
            connection.execute(insert(earlier_keys), {"production": production, **key._asdict()})

    def fill(self, transaction: LedgerWriter, production: str, part: Part) -> None:
        """Insert rows of one production, in that transaction."""
        connection = _connection_of(transaction)
        table = metadata.tables.get(part.table)
        if table is None or part.table not in TRAVELS or list(part.columns) != _names(table):
            raise broken(f"There is no table {part.table} with these columns.")
        try:
            _insert(connection, table, production, part)
        except (SQLAlchemyError, ShowclearError, ValueError, TypeError) as error:
            raise broken(f"A row of {part.table} does not fit.") from error


class SqlBelonging:
    """The same at one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def receipts(self, production: str, size: int) -> Iterator[bytes]:
        """What was answered for each entry below that size, in their order."""
        mine = (entries.c.production == production, entries.c.position < size)
        wanted = select(entries.c.receipt).where(*mine).order_by(entries.c.position)
        for receipt in self._connection.execute(wanted.execution_options(yield_per=500)).scalars():
            yield bytes(receipt)

    def parts(self, production: str, *, apart: bool) -> Iterator[Part]:
        """Every table that travels."""
        for table in metadata.sorted_tables:
            if table.name in TRAVELS and (apart or table is not concern_words):
                yield Part(table.name, _names(table), self._rows(table, production, apart=apart))

    def drills(self, production: str) -> Sequence[str]:
        """Productions that were drills of this one and are over."""
        mine = (drills.c.production == production, drills.c.ended_at.is_not(None))
        return list(
            self._connection.execute(select(drills.c.id).where(*mine).order_by(drills.c.id)).scalars()
        )

    def names(self, production: str) -> dict[str, str]:
        """Names that are shown, by person."""
        shown = (persons.c.name.is_not(None), persons.c.sealed_at.is_(None))
        wanted = select(persons.c.id, persons.c.name).where(persons.c.production == production, *shown)
        return {row[0]: row[1] for row in self._connection.execute(wanted)}

    def earlier_keys(self, production: str) -> Sequence[Former]:
        """Keys that signed its ledger before it came here."""
        one = earlier_keys.c
        wanted = select(one.vkey, one.succession).where(one.production == production).order_by(one.vkey)
        return [Former(*row) for row in self._connection.execute(wanted)]

    def outside(self, production: str) -> Sequence[dict[str, str]]:
        """Addresses outside, to be read."""
        one = contacts.c
        mine = (one.production == production, one.outside.is_not(None))
        wanted = select(one.outside, one.channel, one.address).where(*mine).order_by(one.created_at, one.id)
        return [dict(row._mapping) for row in self._connection.execute(wanted)]  # noqa: SLF001 - its public name

    def _rows(self, table: Table, production: str, *, apart: bool) -> Iterator[list[Any]]:
        columns = [null() if (table.name, one.name) in _BLANK else one for one in table.columns]
        wanted = select(*columns).where(*_of(table, production, apart=apart))
        ordered = wanted.order_by(*table.primary_key.columns).execution_options(yield_per=500)
        for row in self._connection.execute(ordered):
            yield [plain(value) for value in row]


def _connection_of(transaction: LedgerWriter) -> Connection:
    if not isinstance(transaction, Writer):
        raise TypeError("rows are brought in in a transaction of this database")
    return transaction.connection


def _of(table: Table, production: str, *, apart: bool) -> Iterator[ColumnElement[bool]]:
    yield _owner(table) == production
    if table is attachments:
        yield attachments.c.complete_at.is_not(None)
    if table is drills:
        yield drills.c.ended_at.is_not(None)
    if table is nameless_concerns and not apart:
        yield nameless_concerns.c.record.is_(None)


def _owner(table: Table) -> Column[Any]:
    return table.c.id if table is productions else table.c.production


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _insert(connection: Connection, table: Table, production: str, part: Part) -> None:
    reads = [reader_of(table, name) for name in part.columns]
    rows = [
        {name: read(value) for name, read, value in zip(part.columns, reads, row, strict=True)}
        for row in part.rows
    ]
    if any(row[_owner(table).name] != production for row in rows):
        raise broken(f"A row of {table.name} belongs to another production.")
    if table is productions:
        for row in rows:
            mine = update(productions).where(productions.c.id == production)
            connection.execute(mine.values(created_at=row["created_at"]))
    elif rows:
        connection.execute(insert(table), rows)
