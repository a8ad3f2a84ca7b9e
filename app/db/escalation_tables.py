"""Decides which tables keep running escalations and who was told; what happened stands in the ledger."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from app.db.schema import metadata
from app.db.types import Instant

# One row per ladder that was ever climbed; `next_at` is null once it has ended, and not before.
escalations = Table(
    "escalations",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=True),
    Column("escalation", Text, nullable=False),
    Index(None, "next_at"),
    Index(None, "production", "started_at"),
)

# Who was told on which rung, and which message that was; only added to.
tellings = Table(
    "tellings",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("escalation", String(40), primary_key=True),
    Column("rung", Integer, primary_key=True, autoincrement=False),
    Column("recipient", String(80), primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("told_at", Instant, nullable=False),
    Column("message", String(200), nullable=True),
)
