"""Decides when a PIN is enough to sign with: after its owner showed all they have, and while they keep at it.

The order is that of 21 CFR 11.200(a)(1): the first signing of a continuous period takes every part of a signature, those
after it one part that only the signer has; after a break it takes every part again. How long a break is, is ours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.services.accounts.freshness import FRESH_FOR
from app.services.accounts.ports import AccountStore
from app.services.caller import Caller

BREAK: Final = timedelta(hours=2)
"""Who signed nothing on a phone for so long has been away from it."""


class SigningOrder:
    """The signings of one request, on one phone, by whoever is signed in there.

    Others to whom the phone is passed give all they have each time: who they are, and their PIN.
    """

    def __init__(self, store: AccountStore, caller: Caller) -> None:
        self._store, self._caller = store, caller
        self._last = caller.signed_at

    def fully(self, person: str, at: datetime) -> None:
        """The person signed with a passkey."""
        if self._is_own(person):
            self._note(at)

    def allows(self, person: str, at: datetime) -> bool:
        """Whether the person may sign with a PIN now; noted when so."""
        if not self._is_own(person):
            return True
        shown_at = self._caller.authenticated_at
        fresh = shown_at is not None and abs(at - shown_at) <= FRESH_FOR
        if not fresh and (self._last is None or at - self._last > BREAK):
            return False
        self._note(at)
        return True

    def _is_own(self, person: str) -> bool:
        return self._caller.session is not None and person == self._caller.person

    def _note(self, at: datetime) -> None:
        if self._last is not None and at <= self._last:
            return
        self._last = at
        with self._store.writing() as writer:
            writer.session_signed(self._caller.account or "", self._caller.session or "", at)
