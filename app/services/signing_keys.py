"""Decides which passkeys a person may sign records with, and that their counters go on; it verifies no signature."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from app.services.accounts.ports import AccountStore
from app.services.ports import Clock

REMEMBERED: Final = 10_000
"""Signatures that may come again with the same counter: the records of one rack, sent one by one."""


class AccountKeys:
    """The keys of accounts; what is signed with one counts on with what it signs in."""

    def __init__(self, store: AccountStore, clock: Clock, spki_of: Callable[[bytes], bytes]) -> None:
        self._store, self._clock, self._spki_of = store, clock, spki_of
        self._noted: OrderedDict[bytes, None] = OrderedDict()
        self._guard = threading.Lock()

    def keys_of(self, production: str, person: str) -> Mapping[bytes, bytes]:
        """The person's passkeys that are not revoked: credential id to public key (SPKI, DER)."""
        with self._store.reading() as reader:
            member = reader.membership(production, person)
            rows = reader.passkeys(member.account) if member is not None else ()
        return {row.credential: self._spki_of(row.public_key) for row in rows if row.revoked_at is None}

    def count(self, credential: bytes, signature: bytes, sign_count: int) -> bool:
        """Take note of a signature; False when its counter did not go on, unless it was noted before."""
        with self._guard:
            if signature in self._noted:
                self._noted.move_to_end(signature)
                return True
            with self._store.writing() as writer:
                row = writer.passkey(credential)
                if row is None or ((sign_count or row.sign_count) and sign_count <= row.sign_count):
                    return False
                if not writer.passkey_used(credential, row.sign_count, sign_count, self._clock()):
                    return False
            self._noted[signature] = None
            if len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)
            return True
