"""Decides how drills lie beside the ledger, and who comes in with an account while one goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, delete, insert, literal, select, update

from app.db.account_tables import memberships
from app.db.database import Database
from app.db.tables import drills, tokens
from app.services.beginning_drills import Drill


class SqlDrillBook:
    """Drills of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, drill: Drill) -> None:
        """Keep it; every account of its production is the same person in it."""
        there = memberships.c
        with self._database.writing() as connection:
            connection.execute(insert(drills), asdict(drill))
            joined = select(
                literal(drill.id), there.person, there.account, literal(drill.begun_at, there.joined_at.type)
            ).where(there.production == drill.production)
            columns = ["production", "person", "account", "joined_at"]
            connection.execute(insert(memberships).from_select(columns, joined))

    def of(self, production: str) -> Sequence[Drill]:
        """Those of a production, the newest first."""
        mine = select(drills).where(drills.c.production == production)
        return self._found(mine.order_by(drills.c.begun_at.desc(), drills.c.id))

    def running(self) -> Sequence[Drill]:
        """Those that nobody ended."""
        return self._found(select(drills).where(drills.c.ended_at.is_(None)).order_by(drills.c.begun_at))

    def end(self, drill: str, at: datetime, record_key: str | None) -> None:
        """It is over: nobody comes in any more."""
        with self._database.writing() as connection:
            over = {"ended_at": at, "record_key": record_key}
            connection.execute(update(drills).where(drills.c.id == drill).values(over))
            connection.execute(delete(memberships).where(memberships.c.production == drill))
            good = (tokens.c.production == drill, tokens.c.revoked_at.is_(None))
            connection.execute(update(tokens).where(*good).values(revoked_at=at))

    def _found(self, wanted: Select[tuple[object, ...]]) -> Sequence[Drill]:
        with self._database.reading() as connection:
            return [Drill(**row._asdict()) for row in connection.execute(wanted)]
