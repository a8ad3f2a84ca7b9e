"""Decides which passkeys an account has and who signs in with one: each challenge answered once, the user verified."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, Final

from app.domain.errors import ShowclearError
from app.services.accounts.audit import Audit
from app.services.accounts.codes import new_id
from app.services.accounts.freshness import account_of, require_fresh
from app.services.accounts.invites import Invites, Joined
from app.services.accounts.ports import AccountStore, AccountWriter, Assertion, Ceremonies, Chance, NewPasskey
from app.services.accounts.rows import LONGEST_LABEL, Challenge, Passkey, Purpose
from app.services.accounts.sessions import Comer, Sessions, SignedIn
from app.services.caller import Caller
from app.services.ports import Clock

ANSWERED_WITHIN: Final = timedelta(minutes=5)
MOST_PASSKEYS: Final = 20
_CHALLENGE_BYTES: Final = 32


class Passkeys:
    """Registration and sign-in with passkeys."""

    def __init__(
        self,
        store: AccountStore,
        sessions: Sessions,
        invites: Invites,
        ceremonies: Ceremonies,
        audit: Audit,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._store, self._sessions, self._invites = store, sessions, invites
        self._ceremonies, self._audit, self._clock, self._chance = ceremonies, audit, clock, chance

    def begin_joining(self, secret: str) -> dict[str, Any]:
        """Options to register the first passkey of whoever was invited. Refused: `invite.invalid`."""
        with self._audit.refusals("passkey.register"):
            invite, account = self._invites.look(secret), new_id(self._chance)
            challenge = self._challenge("register", account, invite.digest)
            name = f"{invite.person} ({invite.production})"
            return self._ceremonies.registration(challenge, account, name, ())

    def join(self, secret: str, credential: Any, comer: Comer) -> Joined:
        """A new account with that passkey, and its first session. Refused: `invite.*`, `passkey.*`."""
        with self._audit.refusals("passkey.register"):
            invite = self._invites.look(secret)
            asked, found = self._registered(credential)
            if asked.invite != invite.digest or asked.account is None:
                raise _no_such_challenge()
            with self._store.writing() as writer:
                member = self._invites.open_account(writer, invite, asked.account)
                self._add(writer, member.account, found, comer.label)
                return self._invites.joined(writer, member, "passkey", comer)

    def begin_adding(self, caller: Caller) -> dict[str, Any]:
        """Options to register another passkey of one's own. Refused: `auth.fresh_needed`."""
        account = account_of(caller)
        with self._refusals("passkey.register", caller):
            require_fresh(caller, self._clock(), recovering=True)
            with self._store.reading() as reader:
                known = [one for one in reader.passkeys(account) if one.revoked_at is None]
            if len(known) >= MOST_PASSKEYS:
                raise ShowclearError("passkey.too_many", "Revoke one you do not use any more first.")
            challenge = self._challenge("register", account, None)
            name = f"{caller.person} ({caller.production})"
            return self._ceremonies.registration(challenge, account, name, known)

    def add(self, caller: Caller, credential: Any, label: str) -> str:
        """Another passkey of one's own; the session's new secret. Refused: `passkey.*`, `auth.fresh_needed`."""
        account = account_of(caller)
        with self._refusals("passkey.register", caller):
            require_fresh(caller, self._clock(), recovering=True)
            asked, found = self._registered(credential)
            if asked.account != account or asked.invite is not None:
                raise _no_such_challenge()
            with self._store.writing() as writer:
                self._add(writer, account, found, label)
                return self._sessions.rotate(writer, caller)

    def begin_sign_in(self) -> dict[str, Any]:
        """Options to sign in with whichever passkey the authenticator offers: nobody is named."""
        return self._ceremonies.sign_in(self._challenge("sign_in", None, None))

    def sign_in(self, credential: Any, comer: Comer) -> SignedIn:
        """A session for the passkey's account.

        Refused: an answer to no open question of ours or given before (`passkey.challenge`), from another page
        (`passkey.origin`), without the user verified (`passkey.unverified`), with a counter that does not go on
        (`passkey.counter`), unknown or revoked (`auth.refused`), a wrong signature (`passkey.refused`).
        """
        with self._audit.refusals("sign_in.passkey"):
            said = self._ceremonies.assertion(credential)
            self._take(said.challenge, "sign_in")
            return self._believed(said, credential, comer)

    def _believed(self, said: Assertion, credential: Any, comer: Comer) -> SignedIn:
        with self._store.reading() as reader:
            passkey = reader.passkey(said.credential)
            members = list(reader.memberships(passkey.account)) if passkey else []
        if passkey is None or passkey.revoked_at is not None or said.account not in (None, passkey.account):
            raise ShowclearError("auth.refused", "This passkey signs nobody in here.")
        count = self._ceremonies.asserted(credential, said.challenge, passkey.public_key)
        where = self._sessions.chosen(members)
        if where is None:
            raise ShowclearError("auth.refused", "This passkey signs nobody in here.")
        _require_going_on(passkey, count)
        with self._store.writing() as writer:
            if not writer.passkey_used(passkey.credential, passkey.sign_count, count, self._clock()):
                raise _counter()
            return self._sessions.begin(writer, where, "passkey", comer)

    def _registered(self, credential: Any) -> tuple[Challenge, NewPasskey]:
        challenge = self._ceremonies.challenge_of(credential)
        asked = self._take(challenge, "register")
        return asked, self._ceremonies.registered(credential, challenge)

    def _add(self, writer: AccountWriter, account: str, found: NewPasskey, label: str) -> None:
        passkey = Passkey(
            found.credential,
            new_id(self._chance),
            account,
            found.public_key,
            found.sign_count,
            found.transports,
            label.replace("\x00", "")[:LONGEST_LABEL],
            self._clock(),
            found.key_digest,
        )
        if not writer.add_passkey(passkey):
            raise ShowclearError("passkey.refused", "This passkey is registered already.")
        self._audit.done(writer, "passkey.register", account=account, about=passkey.id)

    def _challenge(self, purpose: Purpose, account: str | None, invite: bytes | None) -> bytes:
        now, challenge = self._clock(), self._chance(_CHALLENGE_BYTES)
        row = Challenge(hashlib.sha256(challenge).digest(), purpose, account, invite, now + ANSWERED_WITHIN)
        with self._store.writing() as writer:
            writer.add_challenge(row, now)
        return challenge

    def _take(self, challenge: bytes, purpose: Purpose) -> Challenge:
        """The open question this answers: nobody answers it again, whatever comes of this answer."""
        with self._store.writing() as writer:
            asked = writer.take_challenge(hashlib.sha256(challenge).digest())
        if asked is None or asked.purpose != purpose or self._clock() >= asked.expires_at:
            raise _no_such_challenge()
        return asked

    def _refusals(self, deed: str, caller: Caller) -> Any:
        return self._audit.refusals(
            deed, production=caller.production, person=caller.person, account=caller.account
        )


def _require_going_on(passkey: Passkey, count: int) -> None:
    """An authenticator that counts never counts back; one that does not count says 0 for ever (WebAuthn, 6.1.1)."""
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        raise _counter()


def _counter() -> ShowclearError:
    return ShowclearError(
        "passkey.counter", "The passkey's counter did not go on: there may be a copy of it."
    )


def _no_such_challenge() -> ShowclearError:
    return ShowclearError("passkey.challenge", "This answers no question that is still open: begin again.")
