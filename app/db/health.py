"""Decides what is told of the database's health: that it answers, which it is, and what to know of its version."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import func, select

from app.db.database import Database
from app.db.migrate import newest_revision, revision
from app.db.sqlite import SAFE_WITH_MANY_WRITERS
from app.db.tables import heads


def health(database: Database) -> dict[str, Any]:
    """Raises when the database does not answer or has another schema. Counts productions whose judgement is behind."""
    with database.reading() as connection:
        behind = select(func.count()).select_from(heads).where(heads.c.judged_size < heads.c.size)
        unjudged = connection.scalar(behind)
        at = revision(connection)
    if at != newest_revision():
        raise RuntimeError(f"the schema is at {at}")
    told: dict[str, Any] = {
        "database": database.kind,
        "version": database.version,
        "schema": at,
        "productions_unjudged": unjudged,
    }
    if database.kind == "sqlite":
        told["one_writer_needed"] = sqlite3.sqlite_version_info < SAFE_WITH_MANY_WRITERS
    else:
        told["append_only_role"] = database.append_only_role
    return told
