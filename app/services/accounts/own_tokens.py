"""Decides which tokens somebody may give their own programs: good for less than they are themselves, and for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import account_of, require_fresh
from app.services.accounts.ports import AccountStore
from app.services.caller import READ, WRITE, Caller
from app.services.people import People, TokenRow
from app.services.ports import Clock

LONGEST_DAYS: Final = 90
OWN_SCOPES: Final = frozenset({READ, WRITE})
"""What one may give away: bringing others' records, and what asks for a fresh sign-in, are given at the machine."""


class OwnTokens:
    """One's own tokens, for the production one asks from."""

    def __init__(self, people: People, store: AccountStore, audit: Audit, clock: Clock) -> None:
        self._people, self._store, self._audit, self._clock = people, store, audit, clock

    def listed(self, caller: Caller) -> list[dict[str, Any]]:
        """Every token of the caller's, those issued at the machine too; never the token itself."""
        account_of(caller)
        now = self._clock()
        return [
            told(row, now) for row in self._people.tokens(caller.production) if row.person == caller.person
        ]

    def issue(self, caller: Caller, scopes: Iterable[str], days: int) -> tuple[str, dict[str, Any]]:
        """A new token, told once, and what is kept of it.

        Refused: a session that is not fresh (`auth.fresh_needed`), no role now or other scopes (`permission.denied`).
        """
        wanted = frozenset(scopes)
        with self._audit.refusals("token.issue", **_who(caller)):
            account_of(caller)
            caller.require(caller.production, WRITE)
            require_fresh(caller, self._clock())
            if not wanted or not wanted <= OWN_SCOPES:
                raise ShowclearError(
                    "permission.denied", "A token of one's own reads and writes, and no more."
                )
            until = self._clock() + timedelta(days=min(max(days, 1), LONGEST_DAYS))
            token, token_id = self._people.issue_token(caller.production, caller.person or "", wanted, until)
            self._done(caller, "token.issue", token_id)
        return token, next(one for one in self.listed(caller) if one["id"] == token_id)

    def revoke(self, caller: Caller, token_id: str) -> None:
        """Take one's own back, at once in this process. Refused: none of one's own (`not_found`)."""
        with self._audit.refusals("token.revoke", **_who(caller)):
            if token_id not in {one["id"] for one in self.listed(caller)}:
                raise ShowclearError("not_found", "You have no such token.")
            self._people.revoke_token(caller.production, token_id)
            self._done(caller, "token.revoke", token_id)

    def _done(self, caller: Caller, deed: str, about: str) -> None:
        with self._store.writing() as writer:
            self._audit.done(writer, deed, **_who(caller), about=about)


def told(row: TokenRow, now: datetime) -> dict[str, Any]:
    """A token as JSON, without itself."""
    good = "good" if now < row.expires_at else "expired"
    return {
        "id": row.id,
        "scopes": sorted(row.scopes),
        "created_at": recorded_at_text(row.created_at),
        "expires_at": recorded_at_text(row.expires_at),
        "state": good if row.revoked_at is None else "revoked",
    }


def _who(caller: Caller) -> dict[str, Any]:
    return {"production": caller.production, "person": caller.person, "account": caller.account}
