"""Decides how archives made and productions closed are kept: each call is a transaction of its own."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from app.db.database import Database
from app.db.witness_tables import archives, closings
from app.services.archive import Made
from app.services.closing import Closed


class SqlArchiveBook:
    """The archives and closings of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def made(self, production: str, archive: Made) -> None:
        """That this archive was made; the same content once."""
        if self.archive(production, archive.digest) is not None:
            return
        with self._database.writing() as connection:
            connection.execute(insert(archives), {"production": production, **archive._asdict()})

    def archive(self, production: str, digest: bytes) -> Made | None:
        """One of them."""
        return next((one for one in self.archives(production) if one.digest == digest), None)

    def archives(self, production: str) -> list[Made]:
        """All of them, the newest first."""
        fields = [archives.c[name] for name in Made._fields]
        wanted = select(*fields).where(archives.c.production == production)
        with self._database.reading() as connection:
            found = connection.execute(wanted.order_by(archives.c.made_at.desc(), archives.c.digest))
            return [Made(bytes(row[0]), *row[1:]) for row in found]

    def closed(self, production: str) -> Closed | None:
        """The closing that stands."""
        fields = [closings.c[name] for name in Closed._fields]
        with self._database.reading() as connection:
            row = connection.execute(select(*fields).where(closings.c.production == production)).one_or_none()
        return Closed(*row) if row is not None else None

    def close(self, production: str, closing: Closed) -> None:
        """That it is closed; in place of an earlier closing."""
        with self._database.writing() as connection:
            connection.execute(delete(closings).where(closings.c.production == production))
            connection.execute(insert(closings), {"production": production, **closing._asdict()})
