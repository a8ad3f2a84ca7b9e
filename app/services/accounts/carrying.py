"""Decides whether records that one person brings for another were written on that other's phone; what they say it leaves be.

A phone seals each record of a file under a key of its own session, which nobody else has. What is sealed so goes in as if
that phone had sent it: by its person, signed as it was signed. Whoever brings it can change nothing and add nothing.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.canonical import Json, canonical
from app.services.accounts.audit import Audit
from app.services.accounts.ports import AccountStore
from app.services.accounts.sessions import Sessions
from app.services.caller import WRITE, Caller

Derive = Callable[[bytes], Sequence[bytes]]
"""Keys of 32 bytes that follow from the service's own and a text: the one of now, then those of before."""
_KEY: Final = b"showclear/carried-key/v1\n"
_SEAL: Final = b"showclear/carried/v1\n"


class Carried(NamedTuple):
    """Whose phone it was, by which session, and the seals of the records in their order (HMAC-SHA256, 32 bytes each)."""

    person: str
    session: str
    seals: tuple[bytes, ...]


class Carrying:
    """What phones seal with, and the use case of bringing what another's phone sealed."""

    def __init__(self, store: AccountStore, sessions: Sessions, derive: Derive, audit: Audit) -> None:
        self._store, self._sessions, self._derive, self._audit = store, sessions, derive, audit

    def key(self, caller: Caller) -> dict[str, str] | None:
        """What this caller's phone seals with; None for a token, which is no phone."""
        if caller.session is None or caller.person is None:
            return None
        key = self._keys(caller.production, caller.person, caller.session)[0]
        return {"session": caller.session, "key": encode_base64url(key)}

    def opened(
        self, caller: Caller, production: str, carried: Carried, values: Sequence[Json | ShowclearError]
    ) -> tuple[Caller, list[Json | ShowclearError]]:
        """Whose records they are, and the records; `permission.denied` in place of one whose seal does not hold.

        So it stands in place of each where that phone is signed out. Refused: somebody who may write nothing here.
        """
        caller.require(production, WRITE)
        try:
            who = self._sessions.of_person(production, carried.person, carried.session)
        except ShowclearError as over:
            return caller, [over for _ in values]
        keys = self._keys(production, carried.person, carried.session)
        if len(carried.seals) != len(values):
            raise ShowclearError("request.malformed", "There are as many seals as records.")
        pairs = zip(values, carried.seals, strict=True)
        found = [value if _holds(value, seal, keys) else _another() for value, seal in pairs]
        with self._store.writing() as writer:
            self._audit.done(
                writer,
                "records.carry",
                production=production,
                person=caller.person,
                account=caller.account,
                about=carried.person,
            )
        return who, found

    def _keys(self, production: str, person: str, session: str) -> Sequence[bytes]:
        return self._derive(
            _KEY + canonical({"person": person, "production": production, "session": session})
        )


def _holds(value: Json | ShowclearError, seal: bytes, keys: Sequence[bytes]) -> bool:
    if isinstance(value, ShowclearError):
        return True  # what is wrong with it is told as it is
    text = _SEAL + canonical(value)
    return any(hmac.compare_digest(hmac.digest(key, text, "sha256"), seal) for key in keys)


def _another() -> ShowclearError:
    words = "This is not what the phone sealed that it is said to come from."
    return ShowclearError("permission.denied", words)
