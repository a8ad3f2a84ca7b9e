"""Decides who signs in by something they remember or wrote down: a password, a recovery code. All refusals are alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.domain.errors import ShowclearError
from app.services.accounts.audit import Audit
from app.services.accounts.codes import LONGEST, RECOVERY_CODES, code_digest, new_code
from app.services.accounts.ports import AccountStore, AccountWriter, Chance, Hasher
from app.services.accounts.rows import Membership
from app.services.accounts.sessions import Comer, Sessions, SignedIn
from app.services.accounts.tries import Trying
from app.services.ports import Clock

SHORTEST_PASSWORD: Final = 12


class SigningIn:
    """Sign-in by password or recovery code; passkeys stand beside it."""

    def __init__(
        self,
        store: AccountStore,
        sessions: Sessions,
        hasher: Hasher,
        audit: Audit,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._store, self._sessions, self._hasher = store, sessions, hasher
        self._audit, self._clock, self._chance = audit, clock, chance
        self._passwords, self._codes = Trying(store, clock, "password"), Trying(store, clock, "recovery")

    def with_password(self, production: str, person: str, password: str, comer: Comer) -> SignedIn:
        """A session for whoever knows the password.

        Refused: anything that does not fit, alike and after the same work (`auth.refused`); too many tries
        (`rate.limited`), whether or not there is such a person.
        """
        with self._audit.refusals("sign_in.password", production=production, person=person):
            self._passwords.begin(f"{production}/{person}", comer.place)
            with self._store.reading() as reader:
                member = reader.membership(_claimed(production), _claimed(person))
                encoded = reader.password(member.account) if member else None
            fits = self._hasher.fits(password[:LONGEST], encoded)
            if member is None or not fits or len(password) > LONGEST:
                raise _refused()
            self._passwords.succeeded(f"{production}/{person}", *comer.places())
            where = self._where(member)
            with self._store.writing() as writer:
                return self._sessions.begin(writer, where, "password", comer)

    def with_recovery_code(self, production: str, person: str, code: str, comer: Comer) -> SignedIn:
        """A session for whoever holds an unused code, which is used up. Refused: as above."""
        with self._audit.refusals("sign_in.recovery", production=production, person=person):
            self._codes.begin(f"{production}/{person}", comer.place)
            with self._store.reading() as reader:
                member = reader.membership(_claimed(production), _claimed(person))
            if member is None:
                raise _refused()
            where = self._where(member)
            with self._store.writing() as writer:
                if not writer.use_recovery_code(member.account, code_digest(code[:LONGEST]), self._clock()):
                    raise _refused()
                signed_in = self._sessions.begin(writer, where, "recovery", comer)
            self._codes.succeeded(f"{production}/{person}", *comer.places())
            return signed_in

    def hashed(self, password: str) -> str:
        """A new password's hash. Refused: too short, too long, one letter over and over (`password.weak`)."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST or len(set(password)) < 4:
            detail = f"A password has {SHORTEST_PASSWORD} to {LONGEST} characters, four of them different."
            raise ShowclearError("password.weak", detail)
        return self._hasher.hashed(password)

    def new_recovery_codes(self, writer: AccountWriter, account: str) -> Sequence[str]:
        """Fresh codes instead of those before, told once."""
        codes = [new_code(self._chance) for _ in range(RECOVERY_CODES)]
        writer.put_recovery_codes(account, [code_digest(code) for code in codes], self._clock())
        return codes

    def _where(self, member: Membership) -> tuple[Membership, bool]:
        return member, bool(self._sessions.roles(member.production, member.person))


def _claimed(name: str) -> str:
    """What may be looked for: a database may refuse a text that no name could be."""
    return name.replace("\x00", "\ufffd")[:LONGEST]


def _refused() -> ShowclearError:
    """The same words whatever did not fit."""
    return ShowclearError("auth.refused", "Production, person and secret do not fit together.")
