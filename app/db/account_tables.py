"""Decides how accounts lie beside the ledger: nothing here is part of a proof, and no secret lies here in clear."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from app.db.schema import metadata
from app.db.types import Instant

# A person beside all productions: who signs in.
accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", Instant, nullable=False),
)

# Which person of which production an account is.
memberships = Table(
    "memberships",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Index(None, "account", "production", unique=True),
)

# Public keys of authenticators. `sign_count` only ever grows.
passkeys = Table(
    "passkeys",
    metadata,
    Column("credential", LargeBinary(1023), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", String(200), nullable=False),
    Column("label", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("key_digest", LargeBinary(32), nullable=True),
    Column("used_at", Instant, nullable=True),
    Column("revoked_at", Instant, nullable=True),
    Index(None, "account"),
    Index(None, "key_digest", unique=True),
)

# Signatures of records by authenticators that count: the same one may come again with the same counter.
signatures = Table(
    "signatures",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("noted_at", Instant, nullable=False),
)

# Who signs in through a studio's provider. A subject means something only with the issuer that gave it.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
    Index(None, "account"),
)

# Argon2id, in its own encoded form.
passwords = Table(
    "passwords",
    metadata,
    Column("account", ForeignKey("accounts.id"), primary_key=True),
    Column("hash", String(200), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# Each good once; 80 random bits, so one fast hash hides them.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account", ForeignKey("accounts.id"), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=True),
)

# `digest` is the SHA-256 of what only the browser has. `standing`: the person held a role when it began.
sessions = Table(
    "sessions",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("account", ForeignKey("accounts.id"), nullable=False),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("person", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("authenticated_at", Instant, nullable=False),
    Column("signed_at", Instant, nullable=True),
    Column("roles", Text, nullable=True),
    Column("method", String(16), nullable=False),
    Column("label", String(80), nullable=False),
    Column("standing", Boolean(create_constraint=False), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant, nullable=True),
    Index(None, "account"),
)

# What an authenticator was asked to sign; gone once it was answered or is too old.
challenges = Table(
    "challenges",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("account", String(32), nullable=True),
    Column("invite", LargeBinary(32), nullable=True),
    Column("expires_at", Instant, nullable=False),
    Index(None, "expires_at"),
)

invites = Table(
    "invites",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("production", ForeignKey("productions.id"), nullable=False),
    Column("person", String(64), nullable=False),
    Column("invited_by", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("accepted_at", Instant, nullable=True),
    Column("revoked_at", Instant, nullable=True),
    Index(None, "production"),
)

# Six digits for shared phones: Argon2id too, but so short that the limit on tries is what protects it.
pins = Table(
    "pins",
    metadata,
    Column("production", ForeignKey("productions.id"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("hash", String(200), nullable=False),
    Column("changed_at", Instant, nullable=False),
)

# Tries at a secret, by the digest of whose secret and where it was tried; `known`: it was right there once.
tries = Table(
    "tries",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("failures", BigInteger, nullable=False),
    Column("tried_at", Instant, nullable=False),
    Column("known", Boolean(create_constraint=False), nullable=False),
    Index(None, "tried_at"),
)

# Append-only: what was refused, and what only few may do.
audit = Table(
    "audit",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("happened_at", Instant, nullable=False),
    Column("deed", String(64), nullable=False),
    Column("refused", String(64), nullable=True),
    Column("production", String(64), nullable=True),
    Column("person", String(64), nullable=True),
    Column("account", String(32), nullable=True),
    Column("about", Text, nullable=False),
    Index(None, "happened_at"),
    Index(None, "production", "happened_at"),
)
