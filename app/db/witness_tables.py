"""Decides which tables stand for what leaves the service: witnesses that were asked, archives made, productions closed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, String, Table, Text

from app.db.schema import metadata
from app.db.types import Instant

# What each witness last said of a production's ledger; `note` is the newest checkpoint it cosigned.
witnesses = Table(
    "witnesses",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("witness", String(200), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=True),
    Column("cosigned_at", Instant, nullable=True),
)

# Archives of whole productions, by the SHA-256 of the file, with how many entries each covers.
archives = Table(
    "archives",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
)

# Productions closed, each with the archive and the record by which the custodian signed for it.
closings = Table(
    "closings",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("record_key", String(36), nullable=False),
    Column("closed_by", String(64), nullable=False),
    Column("closed_at", Instant, nullable=False),
)
