"""Decides which facts of accounts are kept beside the ledger, as the use cases see them; never a secret in clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Method = Literal["passkey", "password", "recovery", "oidc"]
Purpose = Literal["sign_in", "register", "studio", "studio_join", "studio_link"]
LONGEST_LABEL: Final = 80


@dataclass(frozen=True, slots=True)
class Membership:
    """Which person of which production an account is."""

    production: str
    person: str
    account: str
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """One authenticator's public key; `credential` and `public_key` (COSE) are its own bytes."""

    credential: bytes
    id: str
    account: str
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    label: str
    created_at: datetime
    key_digest: bytes | None = None
    """SHA-256 of the key as everybody else reads it (SPKI): no two passkeys have one key, whoever they belong to."""
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StudioIdentity:
    """Somebody at a studio's provider who signs in to an account here; a subject means something only with its issuer."""

    issuer: str
    subject: str
    id: str
    account: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One browser signed in; `digest` is the SHA-256 of what only it has. `standing`: a role was held when it began."""

    digest: bytes
    id: str
    account: str
    production: str
    person: str
    created_at: datetime
    seen_at: datetime
    authenticated_at: datetime
    method: Method
    label: str
    standing: bool
    expires_at: datetime
    revoked_at: datetime | None = None
    roles: str | None = None
    """Those its holder held when it began, with blanks between; None where that was not kept."""
    signed_at: datetime | None = None
    """When its holder last signed a record with it."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """What an authenticator was asked to sign, by its SHA-256; `account` and `invite` say for whom."""

    digest: bytes
    purpose: Purpose
    account: str | None
    invite: bytes | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Invite:
    """One invitation of one person, by the SHA-256 of what its link holds."""

    digest: bytes
    id: str
    production: str
    person: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, at: datetime) -> str:
        """`open`, `accepted`, `revoked` or `expired`."""
        if self.accepted_at is not None:
            return "accepted"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if at < self.expires_at else "expired"


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a secret was tried in vain at one place; `known`: it was right there once."""

    digest: bytes
    failures: int
    tried_at: datetime
    known: bool


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One act: `refused` holds the code where it was not allowed."""

    id: str
    happened_at: datetime
    deed: str
    refused: str | None
    production: str | None
    person: str | None
    account: str | None
    about: str
