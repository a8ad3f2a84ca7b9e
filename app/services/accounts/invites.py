"""Decides how a person of a production gets an account: by an invitation, good once, for a while, until taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import require_write
from app.services.accounts.audit import Audit
from app.services.accounts.codes import LONGEST, digest, new_id, new_secret
from app.services.accounts.freshness import account_of, require_fresh
from app.services.accounts.ports import AccountStore, AccountWriter, Chance
from app.services.accounts.rows import Invite, Membership, Method
from app.services.accounts.sessions import Comer, Sessions, SignedIn
from app.services.accounts.signing_in import SigningIn
from app.services.caller import READ, WRITE, Caller, no_production
from app.services.judges import Judges
from app.services.ports import Clock

GOOD_FOR_H: Final = 72
LONGEST_H: Final = 24 * 14


@dataclass(frozen=True, slots=True)
class Joined:
    """A new account's session, and the recovery codes that are told once."""

    signed_in: SignedIn
    recovery_codes: Sequence[str]


_OPERATOR: Final = "operator"


class Invites:
    """Invitations, from the office to the first sign-in."""

    def __init__(
        self,
        store: AccountStore,
        sessions: Sessions,
        signing_in: SigningIn,
        judges: Judges,
        audit: Audit,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._store, self._sessions, self._signing_in = store, sessions, signing_in
        self._judges, self._audit, self._clock, self._chance = judges, audit, clock, chance

    def invite(
        self, caller: Caller, production: str, person: str, hours: int = GOOD_FOR_H
    ) -> tuple[str, Invite]:
        """The secret of a new invitation, told once, and its row.

        Refused: who may not give roles (`permission.denied`) or signed in long ago (`auth.fresh_needed`), a person the
        production never had (`person.unknown`) or who has an account (`invite.linked`).
        """
        with self._audit.refusals("invite.make", production=production, person=caller.person):
            self._require_office(caller, production, WRITE)
            require_fresh(caller, self._clock())
            self._require_known(production, person)
            now, secret = self._clock(), new_secret(self._chance)
            until = now + timedelta(hours=min(max(hours, 1), LONGEST_H))
            row = Invite(
                digest(secret), new_id(self._chance), production, person, caller.person or "", now, until
            )
            with self._store.writing() as writer:
                if writer.membership(production, person) is not None:
                    raise _linked()
                writer.add_invite(row)
                self._done(writer, "invite.make", row, caller)
            return secret, row

    def let_back_in(self, production: str, person: str) -> str:
        """The secret of an invitation for somebody who lost every way in; for whoever runs the machine.

        The account they had is that person no more: its passkeys, PIN and sessions do nothing here. What they signed
        stays theirs. Refused: a person the production never had (`person.unknown`).
        """
        self._require_known(production, person)
        now, secret = self._clock(), new_secret(self._chance)
        until = now + timedelta(hours=GOOD_FOR_H)
        row = Invite(digest(secret), new_id(self._chance), production, person, _OPERATOR, now, until)
        with self._store.writing() as writer:
            writer.leave(production, person, now)
            writer.add_invite(row)
            who = {"production": production, "person": person}
            self._audit.done(writer, "person.let_back_in", **who, about=row.id)
        return secret

    def listed(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Every invitation with its state, for those who may invite."""
        self._require_office(caller, production, READ)
        now = self._clock()
        with self._store.reading() as reader:
            return [told(row) | {"state": row.state(now)} for row in reader.invites(production)]

    def revoke(self, caller: Caller, production: str, invite_id: str) -> None:
        """Take it back. Refused: `not_found` when there is none that is still good."""
        with self._audit.refusals("invite.revoke", production=production, person=caller.person):
            self._require_office(caller, production, WRITE)
            with self._store.writing() as writer:
                if not writer.revoke_invite(production, invite_id, self._clock()):
                    raise ShowclearError("not_found", "There is no such invitation that is still good.")
                about = invite_id
                self._audit.done(
                    writer, "invite.revoke", production=production, person=caller.person, about=about
                )

    def of(self, secret_digest: bytes) -> Invite:
        """The invitation of that digest. Refused: as `look`."""
        with self._store.reading() as reader:
            return self._open(reader.invite(secret_digest))

    def look(self, secret: str) -> Invite:
        """What an invitation is for; it stays good. Refused: any other (`invite.invalid`), alike."""
        with self._store.reading() as reader:
            return self._open(reader.invite(digest(secret)) if len(secret) <= LONGEST else None)

    def _open(self, row: Invite | None) -> Invite:
        if row is None or row.state(self._clock()) != "open":
            raise _invalid()
        return row

    def accept_with_password(self, secret: str, password: str, comer: Comer) -> Joined:
        """A new account with a password. Refused: `invite.invalid`, `invite.linked`, `password.weak`."""
        with self._audit.refusals("invite.accept"):
            row = self.look(secret)
            encoded = self._signing_in.hashed(password)
            with self._store.writing() as writer:
                account = self.open_account(writer, row, new_id(self._chance))
                writer.put_password(account.account, encoded, self._clock())
                return self.joined(writer, account, "password", comer)

    def accept_into(self, caller: Caller, secret: str) -> None:
        """The caller's own account becomes that person too. Refused: as above, `auth.fresh_needed`."""
        account = account_of(caller)
        with self._audit.refusals("invite.accept", person=caller.person, account=account):
            require_fresh(caller, self._clock())
            row = self.look(secret)
            with self._store.writing() as writer:
                self.join(writer, row, account)

    def join(self, writer: AccountWriter, invite: Invite, account: str) -> Membership:
        """The invitation is used up, and the account that is there is that person too. Refused: `invite.*`."""
        if any(one.production == invite.production for one in writer.memberships(account)):
            raise _linked()
        return self._join(writer, invite, account)

    def open_account(self, writer: AccountWriter, invite: Invite, account: str) -> Membership:
        """The invitation is used up, and an account of that id is the person. Refused: `invite.*`."""
        writer.add_account(account, self._clock())
        return self._join(writer, invite, account)

    def joined(
        self,
        writer: AccountWriter,
        member: Membership,
        method: Method,
        comer: Comer,
        shown_at: datetime | None = None,
    ) -> Joined:
        """The first session of a new account; `shown_at` as `Sessions.begin` has it."""
        standing = bool(self._sessions.roles(member.production, member.person))
        signed_in = self._sessions.begin(writer, (member, standing), method, comer, shown_at)
        return Joined(signed_in, self._signing_in.new_recovery_codes(writer, member.account))

    def _join(self, writer: AccountWriter, invite: Invite, account: str) -> Membership:
        if not writer.accept_invite(invite.digest, self._clock()):
            raise _invalid()
        if writer.membership(invite.production, invite.person) is not None:
            raise _linked()
        member = Membership(invite.production, invite.person, account, self._clock())
        writer.join(member)
        self._audit.done(
            writer,
            "invite.accept",
            production=invite.production,
            person=invite.person,
            account=account,
            about=invite.id,
        )
        return member

    def _done(self, writer: AccountWriter, deed: str, row: Invite, caller: Caller) -> None:
        self._audit.done(
            writer,
            deed,
            production=row.production,
            person=caller.person,
            account=caller.account,
            about=row.person,
        )

    def _require_office(self, caller: Caller, production: str, scope: str) -> None:
        """Who may give a role may ask its holder in."""
        caller.require(production, scope)
        roles = self._sessions.roles(production, caller.person) if caller.person else frozenset()
        require_write(roles, "role")

    def _require_known(self, production: str, person: str) -> None:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        if not judged.roster.knows(person):
            raise ShowclearError("person.unknown", "Give the person a role first; an invitation gives none.")


def told(row: Invite) -> dict[str, Any]:
    """An invitation as JSON, without its secret."""
    return {
        "id": row.id,
        "production": row.production,
        "person": row.person,
        "invited_by": row.invited_by,
        "expires_at": recorded_at_text(row.expires_at),
    }


def _invalid() -> ShowclearError:
    return ShowclearError(
        "invite.invalid", "It was used, taken back, is too old, or never was: ask for another."
    )


def _linked() -> ShowclearError:
    return ShowclearError("invite.linked", "This person has an account already, or you are somebody there.")
