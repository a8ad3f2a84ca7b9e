"""Decides how what is told to people lies beside the ledger: whom it may reach, what waits, what became of each."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from app.db.schema import metadata
from app.db.types import Instant

# Addresses of a person, or of somebody outside; one of the two columns says whose. A code that was sent lies nowhere:
# it follows from the key of deliveries, the id and `asked_at`.
contacts = Table(
    "contacts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("person", String(64), nullable=True),
    Column("outside", String(40), nullable=True),
    Column("channel", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("keys", Text, nullable=True),
    Column("takes", String(8), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("asked_at", Instant, nullable=True),
    Column("confirmed_at", Instant, nullable=True),
    Column("broken_at", Instant, nullable=True),
    Index(None, "production", "person"),
)

# How a person wants to be told: a language, and hours of the production's own time in which news waits.
delivery_choices = Table(
    "delivery_choices",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("language", String(8), nullable=False),
    Column("quiet_from", String(5), nullable=True),
    Column("quiet_until", String(5), nullable=True),
    Column("quiet_due", Boolean(create_constraint=False), nullable=False),
)

# What somebody is to be told: written with what caused it, in one transaction. `spread_at`: when it became deliveries.
messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("person", String(64), nullable=True),
    Column("outside", String(40), nullable=True),
    Column("urgency", String(8), nullable=False),
    Column("subject_code", String(80), nullable=False),
    Column("fields", Text, nullable=False),
    Column("link_path", String(400), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("spread_at", Instant, nullable=True),
    Column("problem", String(64), nullable=True),
    Column("delivered_at", Instant, nullable=True),
    Column("opened_at", Instant, nullable=True),
    Index(None, "spread_at"),
    Index(None, "production", "made_at"),
    Index(None, "production", "person", "made_at"),
)

# One message on its way to one address. While `next_at` lies ahead nobody takes it; whoever takes it moves `next_at` on
# by the lease and puts their mark in `lease`. Without `next_at` it is over.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("message", ForeignKey("messages.id"), nullable=False),
    Column("production", String(64), nullable=False),
    Column("contact", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=True),
    Column("lease", String(32), nullable=True),
    Column("sent_at", Instant, nullable=True),
    Column("delivered_at", Instant, nullable=True),
    Column("failed_at", Instant, nullable=True),
    Column("problem", String(64), nullable=True),
    Index(None, "message"),
    Index(None, "next_at"),
    Index(None, "contact"),
)
