"""Decides which tables there are: what is looked up, never one per kind of record; triggers stand in migrations."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from app.db import (  # noqa: F401 - they belong to the same schema
    delivery_tables,
    escalation_tables,
    witness_tables,
)
from app.db.account_tables import audit
from app.db.schema import metadata
from app.db.types import Instant

productions = Table(
    "productions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", Instant, nullable=False),
)

# One row per production, locked by whoever appends: it gives positions and times.
heads = Table(
    "heads",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("judged_size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("moment_at", Instant, nullable=True),
    Column("checkpoint", Text, nullable=True),
    Column("next_at", Instant, nullable=True),
    Index(None, "next_at"),
)

# Append-only: `entry` holds the exact canonical bytes that the leaf hash covers, `receipt` what was answered.
entries = Table(
    "entries",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("record_key", String(36), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("unit", String(64), nullable=False),
    Column("segment_on", Date, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    Index(None, "production", "record_key", unique=True),
    Index(None, "production", "segment_on", "position"),
    Index(None, "production", "kind", "position"),
)

# Append-only: complete inner nodes of the tree; the leaves are `entries.leaf_hash`. Rows here and in `mentions` are
# only ever written beside their entry, whose foreign key stands for them too.
nodes = Table(
    "nodes",
    metadata,
    Column("production", String(64), primary_key=True),
    Column("level", BigInteger, primary_key=True, autoincrement=False),
    Column("place", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

# Which persons and things a record names, so that a list can be asked by firearm or person.
mentions = Table(
    "mentions",
    metadata,
    Column("production", String(64), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# The earlier records that a segment is judged with, as positions; one row per segment that has a record.
segments = Table(
    "segments",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("segment_on", Date, primary_key=True),
    Column("carried", Text, nullable=False),
)

violations = Table(
    "violations",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("id", String(200), primary_key=True),
    Column("hazard", String(64), nullable=False),
    Column("gravity", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("firearm", String(64), nullable=True),
    Column("blocking", Boolean(create_constraint=False), nullable=False),
    Column("segment_on", Date, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("flagged_at", Instant, nullable=False),
    Column("violation", Text, nullable=False),
    Index(None, "production", "flagged_at", "id"),
    Index(None, "production", "segment_on"),
)

# Holds standing and deadlines open now: what the judgement last said, replaced as it changes.
holds = Table(
    "holds",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("hold", Text, nullable=False),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("due_at", Instant, nullable=True),
    Column("deadline", Text, nullable=False),
)

# Names beside the ledger: erasing one breaks no proof.
persons = Table(
    "persons",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=True),
    Column("erased_at", Instant, nullable=True),
    Column("sealed_at", Instant, nullable=True),
)

# Incidents with somebody hurt after which names may go again, because the custodian said so.
lifted_holds = Table(
    "lifted_holds",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("record_key", String(36), primary_key=True),
    Column("lifted_by", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("lifted_at", Instant, nullable=False),
)

# Bearer tokens, by the SHA-256 of what only their holder has.
tokens = Table(
    "tokens",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("person", String(64), nullable=True),
    Column("scopes", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant, nullable=True),
    Index(None, "production", "person"),
)

# Concerns without a name: kept until their quarter of an hour, then known only by the digest of their code.
nameless_concerns = Table(
    "nameless_concerns",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("record_key", String(36), primary_key=True),
    Column("append_at", Instant, nullable=False),
    Column("record", LargeBinary, nullable=True),
    Index(None, "append_at"),
)

# Words of concerns that the ledger must not hold, because they would name who wrote them: for the receiver only.
concern_words = Table(
    "concern_words",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("record_key", String(36), primary_key=True),
    Column("words", LargeBinary, nullable=False),
)

# Who hears those words. A row is never reused: somebody named again has a new one.
concern_receivers = Table(
    "concern_receivers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("person", String(64), nullable=False),
    Column("named_by", String(64), nullable=False),
    Column("named_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=True),
    Index(None, "production"),
)

# Drills: each is a production of its own, of which one line enters the one it drills for.
drills = Table(
    "drills",
    metadata,
    Column("id", ForeignKey("productions.id"), primary_key=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("script", String(64), nullable=False),
    Column("scene", String(64), nullable=True),
    Column("begun_by", String(64), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("ended_at", Instant, nullable=True),
    Column("record_key", String(36), nullable=True),
    Index(None, "production", "begun_at"),
)

# Phones that were heard from, each by its newest word: beside the ledger, and gone with the person.
phones = Table(
    "phones",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("device", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("queued", Integer, nullable=False),
    Column("heard_at", Instant, nullable=False),
    Index(None, "production", "heard_at"),
)

# Photos and papers, on their way or here: the files lie in the store of files, under their digest.
attachments = Table(
    "attachments",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("length", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("pieces", Text, nullable=False),
    Column("media", String(40), nullable=True),
    Column("brought_by", String(64), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("complete_at", Instant, nullable=True),
    Index(None, "complete_at", "begun_at"),
)

# Faces beside the ledger, drawn anew and small: each goes with its person's name.
portraits = Table(
    "portraits",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("picture", LargeBinary, nullable=False),
    Column("put_at", Instant, nullable=False),
)

# What the first of two typed in from a sheet of paper, until the second typed the same.
typed_sheets = Table(
    "typed_sheets",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("key", String(36), primary_key=True),
    Column("typed_by", String(64), nullable=False),
    Column("typed_at", Instant, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

APPEND_ONLY = (
    *(entries, nodes, audit),
    *(witness_tables.retention_floors, witness_tables.archives, witness_tables.brought_histories),
)
