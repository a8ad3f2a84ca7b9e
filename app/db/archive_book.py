"""Decides how archives made and productions closed are kept: each call is a transaction of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, select

from app.db.database import Database
from app.db.witness_tables import archives, closings
from app.services.closing import Closed


class SqlArchiveBook:
    """The archives and closings of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def made(self, production: str, digest: bytes, size: int, at: datetime) -> None:
        """That this archive was made; the same content once."""
        mine = (archives.c.production == production, archives.c.digest == digest)
        row = {"production": production, "digest": digest, "size": size, "made_at": at}
        with self._database.writing() as connection:
            connection.execute(delete(archives).where(*mine))
            connection.execute(insert(archives), row)

    def size_of(self, production: str, digest: bytes) -> int | None:
        """How many entries an archive covers."""
        mine = (archives.c.production == production, archives.c.digest == digest)
        with self._database.reading() as connection:
            found: int | None = connection.scalar(select(archives.c.size).where(*mine))
        return found

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
