"""Decides how accounts are read; who may know what of them is decided by the use cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.db import account_tables as t
from app.services.accounts.rows import (
    AuditRow,
    Invite,
    Membership,
    Passkey,
    SessionRow,
    StudioIdentity,
    Tries,
)


class AccountReading:
    """Accounts as one transaction sees them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def membership(self, production: str, person: str) -> Membership | None:
        """Whose account that person of the production is."""
        one = t.memberships
        row = self._one(select(one).where(one.c.production == production, one.c.person == person))
        return Membership(**row) if row else None

    def memberships(self, account: str) -> Sequence[Membership]:
        """Every production of an account, the newest first."""
        one = t.memberships
        mine = select(one).where(one.c.account == account)
        return [
            Membership(**row) for row in self._all(mine.order_by(one.c.joined_at.desc(), one.c.production))
        ]

    def password(self, account: str) -> str | None:
        """The password's hash."""
        return self.connection.scalar(select(t.passwords.c.hash).where(t.passwords.c.account == account))

    def passkey(self, credential: bytes) -> Passkey | None:
        """The passkey of that credential id."""
        row = self._one(select(t.passkeys).where(t.passkeys.c.credential == credential))
        return _passkey(row) if row else None

    def passkeys(self, account: str) -> Sequence[Passkey]:
        """The account's passkeys, revoked ones too, oldest first."""
        one = t.passkeys
        return [
            _passkey(row)
            for row in self._all(
                select(one).where(one.c.account == account).order_by(one.c.created_at, one.c.id)
            )
        ]

    def identity(self, issuer: str, subject: str) -> StudioIdentity | None:
        """Whose account signs in as that subject of that provider."""
        one = t.identities
        row = self._one(select(one).where(one.c.issuer == issuer, one.c.subject == subject))
        return StudioIdentity(**row) if row else None

    def identities(self, account: str) -> Sequence[StudioIdentity]:
        """The account's identities at providers, oldest first."""
        one = t.identities
        mine = select(one).where(one.c.account == account)
        return [StudioIdentity(**row) for row in self._all(mine.order_by(one.c.created_at, one.c.id))]

    def recovery_codes_left(self, account: str) -> int:
        """How many codes are unused."""
        one = t.recovery_codes
        unused = (one.c.account == account, one.c.used_at.is_(None))
        return int(self.connection.scalar(select(func.count()).select_from(one).where(*unused)) or 0)

    def session(self, digest: bytes) -> SessionRow | None:
        """The session of that digest."""
        row = self._one(select(t.sessions).where(t.sessions.c.digest == digest))
        return SessionRow(**row) if row else None

    def sessions(self, account: str) -> Sequence[SessionRow]:
        """The account's sessions, ended ones too, the newest first."""
        one = t.sessions
        mine = select(one).where(one.c.account == account)
        return [SessionRow(**row) for row in self._all(mine.order_by(one.c.created_at.desc(), one.c.id))]

    def invite(self, digest: bytes) -> Invite | None:
        """The invitation of that digest."""
        row = self._one(select(t.invites).where(t.invites.c.digest == digest))
        return Invite(**row) if row else None

    def invites(self, production: str) -> Sequence[Invite]:
        """The invitations of a production, the newest first."""
        one = t.invites
        all_of_it = select(one).where(one.c.production == production)
        return [Invite(**row) for row in self._all(all_of_it.order_by(one.c.created_at.desc(), one.c.id))]

    def pin(self, production: str, person: str) -> str | None:
        """The PIN's hash."""
        one = t.pins
        mine = (one.c.production == production, one.c.person == person)
        return self.connection.scalar(select(one.c.hash).where(*mine))

    def tries(self, digest: bytes) -> Tries | None:
        """What was tried at one place."""
        row = self._one(select(t.tries).where(t.tries.c.digest == digest))
        return Tries(**row) if row else None

    def has_signature(self, signature: bytes) -> bool:
        """Whether a signature of that digest was noted."""
        return self._one(select(t.signatures).where(t.signatures.c.digest == signature)) is not None

    def audited(self, production: str | None, limit: int, skip: int = 0) -> Sequence[AuditRow]:
        """The newest acts of a production (None: of all), the newest first, but for the first `skip`."""
        one = t.audit
        wanted = select(one).order_by(one.c.happened_at.desc(), one.c.id).limit(limit).offset(skip)
        if production is not None:
            wanted = wanted.where(one.c.production == production)
        return [AuditRow(**row) for row in self._all(wanted)]

    def _one(self, wanted: Any) -> dict[str, Any] | None:
        row = self.connection.execute(wanted).mappings().one_or_none()
        return _plain(row) if row is not None else None

    def _all(self, wanted: Any) -> list[dict[str, Any]]:
        return [_plain(row) for row in self.connection.execute(wanted).mappings()]


def _plain(row: Any) -> dict[str, Any]:
    """By column; some drivers hand octets over as views."""
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def _passkey(row: dict[str, Any]) -> Passkey:
    return Passkey(**row | {"transports": tuple(row["transports"].split())})
