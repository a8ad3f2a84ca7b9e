"""Decides how addresses and choices lie beside the ledger, and how messages are read back by whom they are for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from app.db.database import Database
from app.db.delivery_tables import contacts, deliveries, delivery_choices, messages
from app.db.outbox import add_messages
from app.db.post import CONTACT, MESSAGE, add_deliveries, choices_of, message_of
from app.services.delivery.rows import (
    RANKS,
    Choices,
    Contact,
    DeliveryRow,
    Told,
    delivery_id,
    message_id,
)
from app.services.messages import Message


class SqlContacts:
    """Addresses and choices in one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_person(self, production: str, person: str) -> Sequence[Contact]:
        """A person's addresses, the oldest first."""
        return self._found(contacts.c.production == production, contacts.c.person == person)

    def outside(self, production: str) -> Sequence[Contact]:
        """The addresses outside that a production has."""
        return self._found(contacts.c.production == production, contacts.c.outside.is_not(None))

    def one(self, production: str, contact: str) -> Contact | None:
        """One of a production's addresses."""
        found = self._found(contacts.c.production == production, contacts.c.id == contact)
        return found[0] if found else None

    def add(self, contact: Contact) -> None:
        """An address, unconfirmed."""
        with self._database.writing() as connection:
            connection.execute(insert(contacts), asdict(contact))

    def ask(self, contact: Contact, message: Message, now: datetime) -> None:
        """Note that a code goes there, and queue it, to that address alone."""
        asked = message_id(message.production, message.key)
        row = {
            "id": delivery_id(asked, contact.id),
            "message": asked,
            "production": message.production,
            "contact": contact.id,
            "channel": contact.channel,
            "rank": RANKS[message.urgency],
            "state": "queued",
            "attempts": 0,
            "next_at": now,
        }
        with self._database.writing() as connection:
            connection.execute(update(contacts).where(contacts.c.id == contact.id).values(asked_at=now))
            add_messages(connection, [message])
            connection.execute(update(messages).where(messages.c.id == asked).values(spread_at=now))
            add_deliveries(connection, [row])

    def confirm(self, production: str, contact: str, now: datetime) -> None:
        """Somebody reads what comes there; the code is used up."""
        mine = (contacts.c.production == production, contacts.c.id == contact)
        good = {"confirmed_at": now, "asked_at": None, "broken_at": None}
        with self._database.writing() as connection:
            connection.execute(update(contacts).where(*mine).values(good))

    def remove(self, production: str, contact: str, now: datetime) -> None:
        """Nothing goes there any more, what was on its way included."""
        mine = (contacts.c.production == production, contacts.c.id == contact)
        waiting = (deliveries.c.contact == contact, deliveries.c.state == "queued")
        ended = {
            "state": "failed",
            "problem": "contact.removed",
            "failed_at": now,
            "next_at": None,
            "lease": None,
        }
        with self._database.writing() as connection:
            connection.execute(delete(contacts).where(*mine))
            connection.execute(update(deliveries).where(*waiting).values(ended))

    def choices(self, production: str, person: str) -> Choices:
        """How a person wants to be told."""
        with self._database.reading() as connection:
            return choices_of(connection, production, person)

    def choose(self, production: str, person: str, choices: Choices) -> None:
        """From now on so."""
        one = delivery_choices.c
        mine = (one.production == production, one.person == person)
        with self._database.writing() as connection:
            changed = connection.execute(update(delivery_choices).where(*mine).values(asdict(choices)))
            if changed.rowcount == 0:
                row = {"production": production, "person": person, **asdict(choices)}
                connection.execute(insert(delivery_choices), row)

    def _found(self, *where: ColumnElement[bool]) -> list[Contact]:
        wanted = select(*CONTACT).where(*where).order_by(contacts.c.created_at, contacts.c.id)
        with self._database.reading() as connection:
            return [Contact(*row) for row in connection.execute(wanted)]


def forget_contacts(connection: Connection, production: str, person: str) -> None:
    """Every address and choice of a person, for good. What they were told stays: it names an id and holds no address."""
    for table in (contacts, delivery_choices):
        connection.execute(delete(table).where(table.c.production == production, table.c.person == person))


class SqlMailbox:
    """Messages with what became of them, in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_person(
        self, production: str, person: str, after: datetime | None, skip: int, most: int
    ) -> Sequence[Told]:
        """A person's messages: those made after a moment in that order, or all with the newest first."""
        mine = [messages.c.production == production, messages.c.person == person]
        if after is not None:
            mine.append(messages.c.made_at > after)
            return self._found(mine, skip, most, messages.c.made_at.asc())
        return self._found(mine, skip, most, messages.c.made_at.desc())

    def of_production(
        self, production: str, keys: Sequence[str] | None, skip: int, most: int
    ) -> Sequence[Told]:
        """All of a production's, the newest first; or those of these keys."""
        mine = [messages.c.production == production]
        if keys is not None:
            mine.append(messages.c.id.in_([message_id(production, key) for key in keys]))
        return self._found(mine, skip, most, messages.c.made_at.desc())

    def seen(self, production: str, person: str, message: str, state: str, now: datetime) -> bool:
        """The person has it on a screen, or opened it; the first time counts. False for none of theirs."""
        one = messages.c
        mine = (one.production == production, one.person == person, one.id == message)
        with self._database.writing() as connection:
            if connection.scalar(select(1).where(*mine)) is None:
                return False
            for name in ("delivered", "opened") if state == "opened" else ("delivered",):
                column = one[f"{name}_at"]
                connection.execute(update(messages).where(*mine, column.is_(None)).values({column.name: now}))
        return True

    def _found(
        self, where: Sequence[ColumnElement[bool]], skip: int, most: int, order: ColumnElement[Any]
    ) -> list[Told]:
        beside = (messages.c.problem, messages.c.delivered_at, messages.c.opened_at)
        wanted = select(*MESSAGE, *beside).where(*where).order_by(order, messages.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.offset(skip).limit(most)).all()
            became = _became(connection, [row[0] for row in rows])
        return [
            Told(row[0], message_of(row), row[-3], row[-2], row[-1], became.get(row[0], ())) for row in rows
        ]


def _became(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[DeliveryRow, ...]]:
    if not ids:
        return {}
    one = deliveries.c
    columns = [one[name] for name in DeliveryRow._fields]
    wanted = select(one.message, *columns).where(one.message.in_(ids)).order_by(one.message, one.id)
    rows = connection.execute(wanted).all()
    return {
        message: tuple(DeliveryRow(*row[1:]) for row in some)
        for message, some in groupby(rows, key=lambda row: str(row[0]))
    }
