"""Decides which tables stand for what leaves the service and comes in: witnesses, archives, closings, floors, histories."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

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

# Archives of whole productions, by the SHA-256 of the manifest, with how many entries each covers. `apart`: with words of
# concerns that are set apart.
archives = Table(
    "archives",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("apart", Boolean(create_constraint=False), nullable=True),
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

# Keys that signed a ledger before it came here, each with its signed word for the one after it.
earlier_keys = Table(
    "earlier_keys",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("vkey", String(300), primary_key=True),
    Column("succession", Text, nullable=True),
)

# How many whole years what is kept of a production is kept at the least; only added to, and the most counts.
retention_floors = Table(
    "retention_floors",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("years", Integer, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
    Column("set_by", String(64), nullable=False),
    Column("set_at", Instant, nullable=False),
)

# What another production signed of a firearm or lot that came here: no record of this one.
brought_histories = Table(
    "brought_histories",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("thing", String(80), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("history", Text, nullable=False),
    Column("brought_by", String(64), nullable=False),
    Column("brought_at", Instant, nullable=False),
)
