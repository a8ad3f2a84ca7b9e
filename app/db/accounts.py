"""Decides how accounts are written beside the ledger: what is good once is used up by the statement that asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from app.db import account_tables as t
from app.db.account_reading import AccountReading
from app.db.database import Database
from app.services.accounts.rows import (
    AuditRow,
    Challenge,
    Invite,
    Membership,
    Passkey,
    SessionRow,
    StudioIdentity,
    Tries,
)


class SqlAccounts:
    """The accounts of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def writing(self) -> Iterator[AccountWriting]:
        """Commits when the block ends well, else leaves no trace."""
        with self._database.writing() as connection:
            yield AccountWriting(connection)

    @contextmanager
    def reading(self) -> Iterator[AccountReading]:
        """One consistent view."""
        with self._database.reading() as connection:
            yield AccountReading(connection)


class AccountWriting(AccountReading):
    """One transaction that may write."""

    def add_account(self, account: str, at: datetime) -> None:
        """A new account."""
        self._insert(t.accounts, {"id": account, "created_at": at})

    def join(self, membership: Membership) -> None:
        """From now on the account is that person of that production."""
        self._insert(t.memberships, asdict(membership))

    def put_password(self, account: str, encoded: str, at: datetime) -> None:
        """A password, or another."""
        self._upsert(t.passwords, {"account": account, "hash": encoded, "changed_at": at})

    def add_passkey(self, passkey: Passkey) -> bool:
        """A passkey; False when its credential or its key is known already, whoever has it."""
        one = t.passkeys
        known = (one.c.credential == passkey.credential) | (one.c.key_digest == passkey.key_digest)
        if self._one(select(one).where(known).limit(1)) is not None:
            return False
        self._insert(t.passkeys, asdict(passkey) | {"transports": " ".join(passkey.transports)})
        return True

    def passkey_used(self, credential: bytes, counted: int, count: int, at: datetime) -> bool:
        """Its counter moves from `counted` to `count`; False when somebody else moved it meanwhile, or it is revoked."""
        one = t.passkeys
        same = (one.c.credential == credential, one.c.sign_count == counted, one.c.revoked_at.is_(None))
        return self._changed(update(one).where(*same).values(sign_count=count, used_at=at))

    def note_signature(self, signature: bytes, at: datetime) -> bool:
        """Its digest, from now on known; False when it was."""
        if self.has_signature(signature):
            return False
        self._insert(t.signatures, {"digest": signature, "noted_at": at})
        return True

    def revoke_passkey(self, account: str, passkey_id: str, at: datetime) -> bool:
        """The passkey signs in no more."""
        one = t.passkeys
        mine = (one.c.account == account, one.c.id == passkey_id, one.c.revoked_at.is_(None))
        return self._changed(update(one).where(*mine).values(revoked_at=at))

    def add_identity(self, identity: StudioIdentity) -> None:
        """From now on that subject of that provider signs in to the account."""
        self._insert(t.identities, asdict(identity))

    def identity_used(self, identity_id: str, at: datetime) -> None:
        """It signed in."""
        self.connection.execute(
            update(t.identities).where(t.identities.c.id == identity_id).values(used_at=at)
        )

    def remove_identity(self, account: str, identity_id: str) -> bool:
        """It signs in no more, and is known no more."""
        one = t.identities
        return self._changed(delete(one).where(one.c.account == account, one.c.id == identity_id))

    def put_recovery_codes(self, account: str, digests: Sequence[bytes], at: datetime) -> None:
        """These codes and no others."""
        one = t.recovery_codes
        self.connection.execute(delete(one).where(one.c.account == account))
        for digest in digests:
            self._insert(one, {"account": account, "digest": digest, "created_at": at})

    def use_recovery_code(self, account: str, digest: bytes, at: datetime) -> bool:
        """The code is used up; False when it is none, or was used."""
        one = t.recovery_codes
        mine = (one.c.account == account, one.c.digest == digest, one.c.used_at.is_(None))
        return self._changed(update(one).where(*mine).values(used_at=at))

    def add_session(self, session: SessionRow) -> None:
        """A new session."""
        self._insert(t.sessions, asdict(session))

    def session_seen(self, digest: bytes, at: datetime) -> None:
        """It was used."""
        self.connection.execute(update(t.sessions).where(t.sessions.c.digest == digest).values(seen_at=at))

    def session_signed(self, account: str, session_id: str, at: datetime) -> None:
        """Its holder signed a record then."""
        one = t.sessions
        mine = (one.c.account == account, one.c.id == session_id)
        self.connection.execute(update(one).where(*mine).values(signed_at=at))

    def rotate_session(self, account: str, session_id: str, to: bytes) -> bool:
        """The same session under another secret; False when it is over."""
        one = t.sessions
        same = (one.c.account == account, one.c.id == session_id, one.c.revoked_at.is_(None))
        return self._changed(update(one).where(*same).values(digest=to))

    def end_session(self, account: str, session_id: str, at: datetime) -> bool:
        """The session is over."""
        one = t.sessions
        mine = (one.c.account == account, one.c.id == session_id, one.c.revoked_at.is_(None))
        return self._changed(update(one).where(*mine).values(revoked_at=at))

    def end_sessions(self, account: str, but: str | None, at: datetime) -> int:
        """All sessions of the account but one are over; how many."""
        one = t.sessions
        mine = update(one).where(one.c.account == account, one.c.revoked_at.is_(None))
        if but is not None:
            mine = mine.where(one.c.id != but)
        return self.connection.execute(mine.values(revoked_at=at)).rowcount

    def add_challenge(self, challenge: Challenge, now: datetime) -> None:
        """A challenge; those past their time go."""
        self.connection.execute(delete(t.challenges).where(t.challenges.c.expires_at < now))
        self._insert(t.challenges, asdict(challenge))

    def take_challenge(self, digest: bytes) -> Challenge | None:
        """The challenge, gone with this call."""
        one = t.challenges
        found = self._one(select(one).where(one.c.digest == digest))
        if found is None or not self._changed(delete(one).where(one.c.digest == digest)):
            return None
        return Challenge(**found)

    def add_invite(self, invite: Invite) -> None:
        """An invitation."""
        self._insert(t.invites, asdict(invite))

    def accept_invite(self, digest: bytes, at: datetime) -> bool:
        """It is used up; False when it is not good any more."""
        one = t.invites
        good = (one.c.accepted_at.is_(None), one.c.revoked_at.is_(None), one.c.expires_at > at)
        return self._changed(update(one).where(one.c.digest == digest, *good).values(accepted_at=at))

    def revoke_invite(self, production: str, invite_id: str, at: datetime) -> bool:
        """It is taken back; False when there is none of that id, or it was accepted or taken back."""
        one = t.invites
        unused = (one.c.accepted_at.is_(None), one.c.revoked_at.is_(None))
        mine = (one.c.production == production, one.c.id == invite_id)
        return self._changed(update(one).where(*mine, *unused).values(revoked_at=at))

    def leave(self, production: str, person: str, at: datetime) -> None:
        """No account is that person any more: what it signed in there is over, the PIN gone."""
        one, other = t.memberships, t.sessions
        mine = (one.c.production == production, one.c.person == person)
        account = self.connection.scalar(select(one.c.account).where(*mine))
        here = (other.c.account == account, other.c.revoked_at.is_(None))
        self.connection.execute(update(other).where(*here).values(revoked_at=at))
        self.connection.execute(delete(one).where(*mine))
        pins = t.pins
        self.connection.execute(delete(pins).where(pins.c.production == production, pins.c.person == person))

    def put_pin(self, production: str, person: str, encoded: str, at: datetime) -> None:
        """A PIN, or another."""
        row = {"production": production, "person": person, "hash": encoded, "changed_at": at}
        self._upsert(t.pins, row)

    def tries(self, digest: bytes) -> Tries | None:
        """What was tried at one place; whoever asks next waits until this transaction ends, so that none is lost."""
        if self.connection.dialect.name == "postgresql":
            key = int.from_bytes(digest[:8], "big", signed=True)
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
        return super().tries(digest)

    def put_tries(self, tries: Tries, forget_before: datetime) -> None:
        """What was tried at one place; places nobody knows and that were quiet since go."""
        one = t.tries
        self.connection.execute(delete(one).where(one.c.tried_at < forget_before, one.c.known.is_(False)))
        self._upsert(one, asdict(tries))

    def audit(self, row: AuditRow) -> None:
        """One act, for ever."""
        self._insert(t.audit, asdict(row))

    def _insert(self, table: Table, row: dict[str, Any]) -> None:
        self.connection.execute(insert(table), row)

    def _changed(self, statement: Any) -> bool:
        return self.connection.execute(statement).rowcount > 0

    def _upsert(self, table: Table, row: dict[str, Any]) -> None:
        dialect: Any = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(table)
        keys = list(table.primary_key.columns)
        others = {c.name: statement.excluded[c.name] for c in table.columns if c not in set(keys)}
        self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), row)
