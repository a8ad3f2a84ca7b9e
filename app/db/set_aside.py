"""Decides when a SQLite file may be moved aside so that a production can begin anew; it deletes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from app.db.sqlite import file_of
from app.domain.errors import ShowclearError


def set_aside(url: str, production: str, at: datetime) -> Path | None:
    """Move the database aside, and say where to; None when there is none. The caller is its sole writer.

    Refused: PostgreSQL, or a database that holds another production than this one (`database.kept`).
    """
    if make_url(url).get_backend_name() != "sqlite":
        detail = (
            "A PostgreSQL database keeps its ledgers for ever; name an empty one in SHOWCLEAR_DATABASE_URL."
        )
        raise ShowclearError("database.kept", detail)
    path = file_of(url)
    if not path.exists():
        return None
    others = _close_tidily(path, production)
    if others:
        detail = f"{path.name} also holds {', '.join(others)}, so it stays; begin anew in another SHOWCLEAR_DATA_DIR."
        raise ShowclearError("database.kept", detail)
    aside = path.with_name(f"{path.name}.until-{at:%Y%m%dT%H%M%SZ}")
    path.rename(aside)
    for leftover in ("-wal", "-shm"):
        path.with_name(path.name + leftover).unlink(missing_ok=True)
    return aside


def _close_tidily(path: Path, production: str) -> list[str]:
    """The other productions in it. Everything in the write-ahead log goes into the file first."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'productions'").fetchone():
            return []
        found = connection.execute("SELECT id FROM productions WHERE id <> ? ORDER BY id", (production,))
        return [row[0] for row in found]
