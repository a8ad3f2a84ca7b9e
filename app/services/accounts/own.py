"""Decides what somebody signed in may see and change of their own account: devices, password, recovery codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import FRESH_FOR, account_of, require_fresh
from app.services.accounts.ports import AccountReader, AccountStore
from app.services.accounts.rows import Passkey, SessionRow, StudioIdentity
from app.services.accounts.sessions import IDLE_FOR, Sessions
from app.services.accounts.signing_in import SigningIn
from app.services.caller import Caller
from app.services.ports import Clock


class Own:
    """One's own account. What lets somebody in asks for fresh authentication and gives the session a new secret."""

    def __init__(
        self, store: AccountStore, sessions: Sessions, signing_in: SigningIn, audit: Audit, clock: Clock
    ) -> None:
        self._store, self._sessions, self._signing_in = store, sessions, signing_in
        self._audit, self._clock = audit, clock

    def told(self, caller: Caller) -> dict[str, Any]:
        """Who the account is where, how it signs in, and until when privileged acts go without asking again."""
        account, shown_at = account_of(caller), caller.authenticated_at
        with self._store.reading() as reader:
            memberships = reader.memberships(account)
            told: dict[str, Any] = {
                "account": account,
                "production": caller.production,
                "person": caller.person,
                "method": caller.method,
                "fresh_until": recorded_at_text(shown_at + FRESH_FOR) if shown_at else None,
                "password": reader.password(account) is not None,
                "pin": reader.pin(caller.production, caller.person or "") is not None,
                "recovery_codes_left": reader.recovery_codes_left(account),
            }
        told["memberships"] = [
            {
                "production": one.production,
                "person": one.person,
                "roles": sorted(self._sessions.roles(one.production, one.person)),
            }
            for one in memberships
        ]
        return told

    def devices(self, caller: Caller) -> dict[str, Any]:
        """Sessions that are good, passkeys that are not revoked, and who one is at a studio's provider."""
        account, now = account_of(caller), self._clock()
        with self._store.reading() as reader:
            sessions = [
                row
                for row in reader.sessions(account)
                if row.revoked_at is None and now < row.expires_at and now - row.seen_at <= IDLE_FOR
            ]
            passkeys = [one for one in reader.passkeys(account) if one.revoked_at is None]
            identities = reader.identities(account)
        return {
            "sessions": [_session(row) | {"this_one": row.id == caller.session} for row in sessions],
            "passkeys": [_passkey(one) for one in passkeys],
            "identities": [_identity(one) for one in identities],
        }

    def revoke(self, caller: Caller, device: str) -> None:
        """End one's own session, passkey or link to a studio's provider by its id.

        Refused: none of one's own (`not_found`), the last way in (`auth.last_way_in`); what lets somebody in asks for
        fresh authentication, a session does not: whoever lost a phone is in a hurry.
        """
        account, now = account_of(caller), self._clock()
        with (
            self._audit.refusals(
                "device.revoke", production=caller.production, person=caller.person, account=account
            ),
            self._store.writing() as writer,
        ):
            if not writer.end_session(account, device, now):
                self._require_other_way_in(writer, account, device)
                require_fresh(caller, now, recovering=True)
                if not writer.remove_identity(account, device):
                    writer.revoke_passkey(account, device, now)
            self._audit.done(
                writer,
                "device.revoke",
                production=caller.production,
                person=caller.person,
                account=account,
                about=device,
            )

    def set_password(self, caller: Caller, password: str) -> str:
        """A password, or another; every other session ends. The session's new secret. Refused: `password.weak`."""
        account, now = account_of(caller), self._clock()
        with self._audit.refusals(
            "password.set", production=caller.production, person=caller.person, account=account
        ):
            require_fresh(caller, now, recovering=True)
            encoded = self._signing_in.hashed(password)
            with self._store.writing() as writer:
                writer.put_password(account, encoded, now)
                writer.end_sessions(account, caller.session, now)
                self._audit.done(
                    writer,
                    "password.set",
                    production=caller.production,
                    person=caller.person,
                    account=account,
                )
                return self._sessions.rotate(writer, caller)

    def new_recovery_codes(self, caller: Caller) -> Sequence[str]:
        """Ten new codes instead of those before, told once."""
        account = account_of(caller)
        with self._audit.refusals(
            "recovery.renew", production=caller.production, person=caller.person, account=account
        ):
            require_fresh(caller, self._clock(), recovering=True)
            with self._store.writing() as writer:
                self._audit.done(
                    writer,
                    "recovery.renew",
                    production=caller.production,
                    person=caller.person,
                    account=account,
                )
                return self._signing_in.new_recovery_codes(writer, account)

    def _require_other_way_in(self, reader: AccountReader, account: str, device: str) -> None:
        """A studio's provider is no way in of one's own: the studio can close it, or the service let go of it."""
        good = {one.id for one in reader.passkeys(account) if one.revoked_at is None}
        if device not in good | {one.id for one in reader.identities(account)}:
            raise ShowclearError("not_found", "You have no such device.")
        if not good - {device} and reader.password(account) is None:
            raise ShowclearError("auth.last_way_in", "Add another passkey or a password first.")


def _session(row: SessionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "method": row.method,
        "production": row.production,
        "created_at": recorded_at_text(row.created_at),
        "seen_at": recorded_at_text(row.seen_at),
    }


def _passkey(one: Passkey) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "created_at": recorded_at_text(one.created_at),
        "used_at": recorded_at_text(one.used_at) if one.used_at else None,
    }


def _identity(one: StudioIdentity) -> dict[str, Any]:
    return {
        "id": one.id,
        "issuer": one.issuer,
        "created_at": recorded_at_text(one.created_at),
        "used_at": recorded_at_text(one.used_at) if one.used_at else None,
    }
