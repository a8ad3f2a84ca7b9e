"""Decides who comes in through a studio's own sign-in, and which account that is; whom the studio knows it never asks.

An identity is an issuer and its subject. It is linked by somebody who is signed in already or who holds an invitation,
never by an address that looks the same: whoever runs the provider could give anybody any address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from app.domain.errors import ShowclearError
from app.services.accounts.audit import Audit
from app.services.accounts.codes import LONGEST, digest, new_id, new_secret
from app.services.accounts.freshness import FRESH_FOR, account_of, require_fresh
from app.services.accounts.invites import Invites
from app.services.accounts.ports import AccountStore, AccountWriter, Chance
from app.services.accounts.provider import Proved, Provider
from app.services.accounts.rows import Challenge, Purpose, StudioIdentity
from app.services.accounts.sessions import Comer, Sessions, SignedIn
from app.services.caller import Caller
from app.services.ports import Clock

ANSWERED_WITHIN: Final = timedelta(minutes=10)
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When they showed who they are, where the provider does not say: nothing only few may do follows from it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes now, and what only it keeps until it comes back."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a browser comes back with from the provider, unchecked."""

    state: str
    code: str = ""
    error: str = ""
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """What became of it: a session, and for a new account its recovery codes; or a linked account's new secret."""

    signed_in: SignedIn | None = None
    recovery_codes: tuple[str, ...] = ()
    secret: str = ""


class Studio:
    """Signing in, joining and linking through the one provider that is configured."""

    def __init__(
        self,
        store: AccountStore,
        sessions: Sessions,
        invites: Invites,
        provider: Provider,
        audit: Audit,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._store, self._sessions, self._invites = store, sessions, invites
        self._provider, self._audit, self._clock, self._chance = provider, audit, clock, chance

    @property
    def name(self) -> str:
        """What its people call the provider."""
        return self._provider.name

    def begin_sign_in(self) -> Begun:
        """To sign in. Refused: `studio.unavailable`, `studio.elsewhere`, `studio.issuer`."""
        with self._audit.refusals("sign_in.studio"):
            return self._begin("studio")

    def begin_joining(self, secret: str) -> Begun:
        """To accept an invitation. Refused: `invite.invalid`, and as above."""
        with self._audit.refusals("invite.accept"):
            return self._begin("studio_join", invite=self._invites.look(secret).digest)

    def begin_linking(self, caller: Caller) -> Begun:
        """To link the provider's identity to one's own account. Refused: `auth.fresh_needed`, and as above."""
        account = account_of(caller)
        with self._audit.refusals(
            "studio.link", production=caller.production, person=caller.person, account=account
        ):
            require_fresh(caller, self._clock())
            return self._begin("studio_link", account=account)

    def finish(self, said: Answered, browser: str, comer: Comer, admit: Callable[[], Caller]) -> Came:
        """Whatever was begun in this browser; `admit` says who is signed in there, and is asked only to link.

        Refused: an answer to no open question of this browser (`studio.state`), a provider that says no
        (`studio.refused`) or what does not hold (see `Provider`), somebody we do not take (`studio.not_allowed`) or who
        is linked to nobody (`studio.unlinked`) or to somebody else (`studio.linked`).
        """
        with self._audit.refusals("sign_in.studio"):
            asked = self._take(said.state, browser)
            if said.issuer not in (None, self._provider.issuer):
                raise ShowclearError("studio.issuer", "The answer comes from another provider.")
            if said.error or not said.code:
                raise ShowclearError("studio.refused", "The studio's sign-in did not let you in.")
            nonce, verifier = _derived(browser, "nonce"), _derived(browser, "verifier")
            proved = self._provider.proved(said.code, nonce, verifier, self._clock())
            self._require_allowed(proved)
            if asked.invite is not None:
                return self._join(asked.invite, proved, comer)
            if asked.account is not None:
                return self._link(asked.account, proved, admit())
            return self._sign_in(proved, comer)

    def _begin(self, purpose: Purpose, *, account: str | None = None, invite: bytes | None = None) -> Begun:
        now, state, browser = self._clock(), new_secret(self._chance), new_secret(self._chance)
        nonce, verifier = _derived(browser, "nonce"), _derived(browser, "verifier")
        address = self._provider.address(state, nonce, verifier, int(FRESH_FOR.total_seconds()))
        row = Challenge(_place(state, browser), purpose, account, invite, now + ANSWERED_WITHIN)
        with self._store.writing() as writer:
            writer.add_challenge(row, now)
        return Begun(address, browser)

    def _take(self, state: str, browser: str) -> Challenge:
        """What was begun: nobody comes back to it again, whatever comes of this answer."""
        if max(len(state), len(browser)) > LONGEST:
            raise _no_such_state()
        with self._store.writing() as writer:
            asked = writer.take_challenge(_place(state, browser))
        if asked is None or not asked.purpose.startswith("studio") or self._clock() >= asked.expires_at:
            raise _no_such_state()
        return asked

    def _require_allowed(self, proved: Proved) -> None:
        email = (proved.email or "").lower()
        mine = {f"sub:{proved.subject}", email, email[email.rfind("@") :] if "@" in email else ""} - {""}
        allowed = self._provider.allowed
        if allowed and mine.isdisjoint(allowed):
            raise ShowclearError(
                "studio.not_allowed", "This service does not take that account of the studio's."
            )

    def _sign_in(self, proved: Proved, comer: Comer) -> Came:
        with self._store.reading() as reader:
            known = reader.identity(proved.issuer, proved.subject)
            members = list(reader.memberships(known.account)) if known else []
        where = self._sessions.chosen(members)
        if known is None or where is None:
            raise ShowclearError(
                "studio.unlinked",
                "Open your invitation first; or sign in another way and link the studio's account.",
            )
        with self._store.writing() as writer:
            writer.identity_used(known.id, self._clock())
            return Came(self._sessions.begin(writer, where, "oidc", comer, proved.shown_at or NEVER))

    def _join(self, invite_digest: bytes, proved: Proved, comer: Comer) -> Came:
        """A new account; or the one the identity has already becomes that person too."""
        invite, shown_at = self._invites.of(invite_digest), proved.shown_at or NEVER
        with self._store.writing() as writer:
            known = writer.identity(proved.issuer, proved.subject)
            if known is not None:
                member = self._invites.join(writer, invite, known.account)
                standing = bool(self._sessions.roles(member.production, member.person))
                return Came(self._sessions.begin(writer, (member, standing), "oidc", comer, shown_at))
            member = self._invites.open_account(writer, invite, new_id(self._chance))
            self._add(writer, proved, member.account)
            made = self._invites.joined(writer, member, "oidc", comer, shown_at)
        return Came(made.signed_in, tuple(made.recovery_codes))

    def _link(self, account: str, proved: Proved, caller: Caller) -> Came:
        if account_of(caller) != account:
            raise _no_such_state()
        with self._store.writing() as writer:
            known = writer.identity(proved.issuer, proved.subject)
            if known is not None and known.account != account:
                raise ShowclearError(
                    "studio.linked", "Somebody else signs in with that account of the studio's."
                )
            if known is None:
                self._add(writer, proved, account)
            return Came(secret=self._sessions.rotate(writer, caller))

    def _add(self, writer: AccountWriter, proved: Proved, account: str) -> None:
        now = self._clock()
        row = StudioIdentity(proved.issuer, proved.subject, new_id(self._chance), account, now, now)
        writer.add_identity(row)
        self._audit.done(writer, "studio.link", account=account, about=row.id)


def _place(state: str, browser: str) -> bytes:
    """An open question is found only by the state and the browser together: nobody finishes what another began."""
    return digest(f"{state}\n{browser}")


def _derived(browser: str, what: str) -> str:
    """Nonce and verifier follow from what the browser keeps, so that no secret lies in the database."""
    made = hmac.new(browser.encode(), f"showclear studio {what}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _no_such_state() -> ShowclearError:
    return ShowclearError(
        "studio.state", "This answers no question that is still open in this browser: begin again."
    )
