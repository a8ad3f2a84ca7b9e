"""Decides how a phone that was heard from is kept: its newest word only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from app.db.database import Database
from app.db.tables import phones
from app.services.day_pack import Phone


class SqlPhones:
    """The phones of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def heard(self, production: str, phone: Phone) -> None:
        """That phone was heard from."""
        mine = (phones.c.production == production, phones.c.device == phone.device)
        with self._database.writing() as connection:
            if connection.execute(update(phones).where(*mine).values(phone._asdict())).rowcount == 0:
                connection.execute(insert(phones), {"production": production, **phone._asdict()})

    def since(self, production: str, moment: datetime) -> Sequence[Phone]:
        """Those heard from since, the latest first."""
        fields = [phones.c[name] for name in Phone._fields]
        mine = select(*fields).where(phones.c.production == production, phones.c.heard_at >= moment)
        with self._database.reading() as connection:
            return [Phone(*row) for row in connection.execute(mine.order_by(phones.c.heard_at.desc()))]
