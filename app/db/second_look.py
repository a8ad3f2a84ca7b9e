"""Decides how what stands written is counted for the watchdog: by its own statements, not by those that climb."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, func, select

from app.db.database import Database
from app.db.delivery_tables import messages
from app.db.escalation_tables import escalations, tellings
from app.db.tables import violations
from app.services.delivery.rows import message_id
from app.services.watchdog import Seen

_SILENCE = ("incident.unanswered", "hold.breached")
_RECENT = 500


class SqlSecondLook:
    """Counts over one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, before: datetime) -> Seen:
        """What should have been done before that moment and was not."""
        with self._database.reading() as connection:
            return Seen(_late(connection, before), _unasked(connection, before), _unqueued(connection))


def _late(connection: Connection, before: datetime) -> int:
    late = select(func.count()).select_from(escalations).where(escalations.c.next_at < before)
    return int(connection.scalar(late) or 0)


def _unasked(connection: Connection, before: datetime) -> int:
    """Violations of silence, open and flagged within the day before that, about whose record nobody was ever asked."""
    silent = select(violations.c.production, violations.c.violation).where(
        violations.c.hazard.in_(_SILENCE),
        violations.c.status == "open",
        violations.c.flagged_at < before,
        violations.c.flagged_at >= before - timedelta(days=1),
    )
    wanted = {
        (row.production, orjson.loads(row.violation)["records"][0]) for row in connection.execute(silent)
    }
    if not wanted:
        return 0
    asked = select(escalations.c.production, escalations.c.escalation).where(
        escalations.c.production.in_({production for production, _ in wanted}),
        escalations.c.started_at >= before - timedelta(days=3),
    )
    found = {(row.production, orjson.loads(row.escalation)["record"]) for row in connection.execute(asked)}
    return len(wanted - found)


def _unqueued(connection: Connection) -> int:
    """Of the newest tellings, those without their message."""
    newest = (
        select(tellings.c.production, tellings.c.message)
        .where(tellings.c.message.is_not(None))
        .order_by(tellings.c.told_at.desc())
        .limit(_RECENT)
    )
    wanted = {message_id(production, key) for production, key in connection.execute(newest)}
    if not wanted:
        return 0
    found = select(func.count()).select_from(messages).where(messages.c.id.in_(wanted))
    return len(wanted) - int(connection.scalar(found) or 0)
