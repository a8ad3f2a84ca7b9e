"""Escalations as a service has them, on a database of a test."""

from __future__ import annotations

from app.db.database import Database
from app.db.escalations import SqlEscalations
from app.db.outbox import SqlOutbox, SqlReachable
from app.domain.judgement import Rulebooks
from app.services.escalations import Escalations
from app.services.ladders import PackLadders
from app.services.messages import Outbox
from tests.published import published


def climbing_on(database: Database, outbox: Outbox | None = None) -> Escalations:
    """Over the real tables and the published packs."""
    catalogue = published()
    ladders = PackLadders(Rulebooks(catalogue, ("us-base",)), catalogue.digest)
    reachable = SqlReachable(database)
    return Escalations(
        SqlEscalations(database),
        outbox or SqlOutbox(),
        ladders,
        lambda production: list(reachable.outside(production)),
    )
