"""Decides which passkeys a person may sign records with, and that their counters go on; it verifies no signature."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.services.accounts.ports import AccountStore
from app.services.ports import Clock


class AccountKeys:
    """The keys of accounts; what is signed with one counts on with what it signs in."""

    def __init__(self, store: AccountStore, clock: Clock, spki_of: Callable[[bytes], bytes]) -> None:
        self._store, self._clock, self._spki_of = store, clock, spki_of

    def keys_of(self, production: str, person: str) -> Mapping[bytes, bytes]:
        """The person's passkeys that are not revoked: credential id to public key (SPKI, DER)."""
        with self._store.reading() as reader:
            member = reader.membership(production, person)
            rows = reader.passkeys(member.account) if member is not None else ()
        return {row.credential: self._spki_of(row.public_key) for row in rows if row.revoked_at is None}

    def count(self, credential: bytes, signature: bytes, sign_count: int) -> bool:
        """Take note of a signature; False when its counter did not go on, unless it was noted before."""
        with self._store.writing() as writer:
            if writer.has_signature(signature):
                return True
            row = writer.passkey(credential)
            if row is None or ((sign_count or row.sign_count) and sign_count <= row.sign_count):
                return False
            if not writer.passkey_used(credential, row.sign_count, sign_count, self._clock()):
                return False
            if sign_count:  # without a counter the same signature is never held up
                writer.note_signature(signature, self._clock())
            return True
