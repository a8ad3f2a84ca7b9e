"""Decides how what is known of files lies in the database; the files themselves lie elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.db.database import Database
from app.db.tables import attachments
from app.services.attachments.ports import Upload

_columns = attachments.c


class SqlRegister:
    """The files of one database; each call is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, production: str, digest: str) -> Upload | None:
        """The file of a digest, whole or not."""
        wanted = select(attachments).where(*_one(production, digest))
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else _upload(row)

    def begin(self, upload: Upload) -> None:
        """Note that a file is on its way; nothing, where it is noted already."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(attachments), _row(upload))
        except IntegrityError:
            return

    def advance(self, upload: Upload, was: int) -> bool:
        """It has come so far; False when it had not come to `was`."""
        mine = (
            *_one(upload.production, upload.digest),
            _columns.received == was,
            _columns.complete_at.is_(None),
        )
        with self._database.writing() as connection:
            return connection.execute(update(attachments).where(*mine).values(_row(upload))).rowcount == 1

    def forget(self, production: str, digest: str) -> None:
        """A file that came to nothing."""
        mine = (*_one(production, digest), _columns.complete_at.is_(None))
        with self._database.writing() as connection:
            connection.execute(delete(attachments).where(*mine))

    def unfinished(self, begun_before: datetime) -> Sequence[Upload]:
        """Files that are not whole, begun before that."""
        wanted = select(attachments).where(_columns.complete_at.is_(None), _columns.begun_at < begun_before)
        with self._database.reading() as connection:
            return [_upload(row) for row in connection.execute(wanted)]


def _one(production: str, digest: str) -> tuple[Any, Any]:
    return _columns.production == production, _columns.digest == digest


def _row(upload: Upload) -> dict[str, Any]:
    return asdict(upload) | {"pieces": orjson.dumps(upload.pieces).decode()}


def _upload(row: Any) -> Upload:
    return Upload(**{**row._mapping, "pieces": tuple(orjson.loads(row.pieces))})  # noqa: SLF001 - its public name
