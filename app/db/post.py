"""Decides how workers share what waits: each takes rows nobody else has, and notes what became of them if still theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db.database import Database
from app.db.delivery_tables import contacts, deliveries, delivery_choices, messages
from app.db.outbox import add_messages
from app.services.delivery.ports import Lane, Plan, Tried, Waiting
from app.services.delivery.rows import (
    RANKS,
    Choices,
    Contact,
    Outcome,
    Parcel,
    Spread,
    delivery_id,
)
from app.services.delivery.timing import LONGEST_QUIET, LONGEST_WAIT
from app.services.messages import Message

CONTACT = [contacts.c[name] for name in Contact.__dataclass_fields__]
MESSAGE = (
    *(messages.c.id, messages.c.production, messages.c.person, messages.c.outside, messages.c.urgency),
    *(messages.c.subject_code, messages.c.made_at, messages.c.link_path, messages.c.fields),
)


class SqlPost:
    """The outbox of one database, for workers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def anything(self, lane: Lane, now: datetime) -> bool:
        """Whether there is something to do now."""
        new = select(1).where(_new(lane)).limit(1)
        due = select(1).where(_due(lane, now)).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(new) is not None or connection.scalar(due) is not None

    def unspread(self, lane: Lane, most: int) -> Sequence[Spread]:
        """Messages that became no deliveries yet, with whom they may reach."""
        wanted = select(*MESSAGE).where(_new(lane)).order_by(messages.c.made_at).limit(most)
        with self._database.reading() as connection:
            return [_spreading(connection, row) for row in connection.execute(wanted).all()]

    def spread(self, plans: Sequence[tuple[Spread, Plan]], now: datetime) -> None:
        """What they become, once: ids follow from message and address, so a second time changes nothing."""
        with self._database.writing() as connection:
            for found, plan in plans:
                _spread(connection, found, now, plan)

    def take(
        self, lane: Lane, most: int, now: datetime, leased_until: datetime, lease: str
    ) -> Sequence[Parcel]:
        """What is due, for this worker alone until the lease ends."""
        one = deliveries.c
        wanted = select(one.id).where(_due(lane, now)).order_by(one.rank, one.next_at).limit(most)
        with self._database.writing() as connection:
            ids = list(connection.scalars(wanted.with_for_update(skip_locked=True)))
            if not ids:
                return []
            mark = {"next_at": leased_until, "lease": lease, "attempts": one.attempts + 1}
            connection.execute(update(deliveries).where(one.id.in_(ids)).values(mark))
            return [_parcel(row) for row in connection.execute(_PARCELS.where(one.id.in_(ids)))]

    def done(self, tries: Sequence[Tried], now: datetime) -> int:
        """What became of tries; nothing of one whose lease went to somebody else."""
        with self._database.writing() as connection:
            return sum(_noted(connection, one, now) for one in tries)

    def found(self, delivery: str) -> Parcel | None:
        """One delivery, nobody's to try; None for no such."""
        with self._database.reading() as connection:
            row = connection.execute(_PARCELS.where(deliveries.c.id == delivery)).first()
            return _parcel(row) if row is not None else None

    def reported(self, parcel: Parcel, outcome: Outcome, now: datetime, alarms: Sequence[Message]) -> bool:
        """What was told later of something that was handed on; False when it had ended before: then nothing is written."""
        one = deliveries.c
        noted: dict[str, Any] = {"state": outcome.state, "problem": outcome.problem, "next_at": None}
        noted |= {f"{outcome.state}_at": now, "lease": None}
        mine = (one.id == parcel.id, one.state.in_(("queued", "sent")))
        with self._database.writing() as connection:
            if connection.execute(update(deliveries).where(*mine).values(noted)).rowcount == 0:
                return False
            if outcome.broken and parcel.contact is not None:
                _broken(connection, parcel.contact.id, now)
            add_messages(connection, alarms)
        return True

    def waiting(self, now: datetime) -> Waiting:
        """What is due and not taken, since when, and what failed for good in a day."""
        one = deliveries.c
        due = select(func.count(), func.min(one.next_at)).where(one.next_at <= now)
        dead = select(func.count()).where(one.state == "failed", one.failed_at > now - timedelta(days=1))
        with self._database.reading() as connection:
            number, oldest_at = connection.execute(due).one()
            return Waiting(number, oldest_at, connection.scalar(dead) or 0)


_MOMENTS = {"queued": (), "sent": ("sent",), "delivered": ("sent", "delivered"), "failed": ("failed",)}
_PARCELS = (
    select(deliveries, *MESSAGE, *CONTACT, delivery_choices.c.language)
    .join(messages, messages.c.id == deliveries.c.message)
    .outerjoin(contacts, contacts.c.id == deliveries.c.contact)
    .outerjoin(
        delivery_choices,
        and_(
            delivery_choices.c.production == messages.c.production,
            delivery_choices.c.person == messages.c.person,
        ),
    )
    .order_by(deliveries.c.rank, deliveries.c.id)
)


def _noted(connection: Connection, tried: Tried, now: datetime) -> bool:
    one, (parcel, outcome, next_at, alarms) = deliveries.c, tried
    noted: dict[str, Any] = {"state": outcome.state, "problem": outcome.problem, "next_at": next_at}
    noted |= {f"{name}_at": now for name in _MOMENTS[outcome.state]} | {"lease": None}
    mine = (one.id == parcel.id, one.lease == parcel.lease)
    if connection.execute(update(deliveries).where(*mine).values(noted)).rowcount == 0:
        return False
    if outcome.broken and parcel.contact is not None:
        _broken(connection, parcel.contact.id, now)
    add_messages(connection, alarms)
    return True


def _new(lane: Lane) -> ColumnElement[bool]:
    return and_(messages.c.spread_at.is_(None), messages.c.urgency.in_(lane))


def _due(lane: Lane, now: datetime) -> ColumnElement[bool]:
    """Due, or put off further than anything ever is: then the clock was set back since."""
    at, ranks = deliveries.c.next_at, [RANKS[one] for one in lane]
    ahead = LONGEST_QUIET if RANKS["hold"] not in ranks else LONGEST_WAIT
    return and_(deliveries.c.rank.in_(ranks), or_(at <= now, at > now + ahead))


def _spreading(connection: Connection, row: Any) -> Spread:
    message = message_of(row)
    mine = [contacts.c.production == message.production]
    if message.person is not None:
        mine += [contacts.c.person == message.person, contacts.c.confirmed_at.is_not(None)]
    else:  # better told at an address nobody confirmed than not at all
        mine.append(contacts.c.outside == message.outside)
    found = connection.execute(select(*CONTACT).where(*mine, contacts.c.broken_at.is_(None)))
    reaches = tuple(Contact(*one) for one in found)
    return Spread(row.id, message, reaches, choices_of(connection, message.production, message.person))


def _spread(connection: Connection, found: Spread, now: datetime, planned: Plan) -> None:
    rows = [
        {
            "id": delivery_id(found.id, contact.id),
            "message": found.id,
            "production": found.message.production,
            "contact": contact.id,
            "channel": contact.channel,
            "rank": RANKS[found.message.urgency],
            "state": "queued",
            "attempts": 0,
            "next_at": next_at,
        }
        for contact, next_at in planned.deliveries
    ]
    add_deliveries(connection, rows)
    told = {"spread_at": now, "problem": planned.problem}
    new = (messages.c.id == found.id, messages.c.spread_at.is_(None))
    connection.execute(update(messages).where(*new).values(told))
    add_messages(connection, planned.alarms)


def add_deliveries(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Deliveries that are not there yet: the same message goes to the same address once."""
    if rows:
        dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
        connection.execute(dialect.insert(deliveries).on_conflict_do_nothing(), rows)


def choices_of(connection: Connection, production: str, person: str | None) -> Choices:
    """How somebody wants to be told; as nobody who chose."""
    one = delivery_choices.c
    columns = [one[name] for name in Choices.__dataclass_fields__]
    row = connection.execute(
        select(*columns).where(one.production == production, one.person == person)
    ).first()
    return Choices(*row) if row is not None else Choices()


def _broken(connection: Connection, contact: str, now: datetime) -> None:
    connection.execute(update(contacts).where(contacts.c.id == contact).values(broken_at=now))


def message_of(row: Any, at: int = 0) -> Message:
    """From columns as `MESSAGE` names them. The key is known by the id only, which stands for it."""
    found, production, person, outside, urgency, code, made_at, path, fields = row[at : at + len(MESSAGE)]
    told = orjson.loads(fields)
    return Message(found, production, person, outside, urgency, code, made_at, path, told)


def _parcel(row: Any) -> Parcel:
    own = len(deliveries.columns)
    at = own + len(MESSAGE)
    contact = Contact(*row[at : at + len(CONTACT)]) if row[at] is not None else None
    one = dict(zip(deliveries.columns.keys(), row[:own], strict=True))
    return Parcel(
        one["id"],
        one["message"],
        message_of(row, own),
        contact,
        row[-1] or Choices().language,
        one["attempts"],
        one["lease"] or "",
        one["next_at"],
    )
