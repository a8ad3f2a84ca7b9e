"""Decides what only somebody may do who has just shown who they are; a stolen session alone must not be enough.

Nobody stands beside a token to be asked again. What asks people for a fresh sign-in a token does only with the scope
`govern`, which is given at the machine itself and nowhere else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.domain.errors import ShowclearError
from app.services.caller import FOUND, GOVERN, Caller

FRESH_FOR: Final = timedelta(minutes=10)
PRIVILEGED_KINDS: Final = frozenset({"role", "protocol_adopted", "production_set"})
"""Records that give rights, change the rules, or name who keeps the record."""


def require_fresh(caller: Caller, now: datetime, *, recovering: bool = False) -> None:
    """Nothing, when the session's holder signed in at most ten minutes ago; else `auth.fresh_needed`.

    A recovery code counts only for getting a passkey or password again (`recovering`). A token without the scope
    `govern` is refused with `permission.denied`.
    """
    if caller.session is None:
        return _require_governing(caller)
    shown_at = caller.authenticated_at
    enough = recovering or caller.method != "recovery"
    if shown_at is None or not enough or now - shown_at > FRESH_FOR:
        raise ShowclearError(
            "auth.fresh_needed",
            "Sign in again with your passkey or password, then repeat this within 10 minutes.",
        )


def require_fresh_for(kind: str, caller: Caller, now: datetime) -> None:
    """`require_fresh` for records of a privileged kind; nothing for others."""
    if kind in PRIVILEGED_KINDS:
        require_fresh(caller, now)


def _require_governing(caller: Caller) -> None:
    if caller.scopes.isdisjoint({GOVERN, FOUND}):
        raise ShowclearError("permission.denied", f"This token is not good for {GOVERN}.")


def account_of(caller: Caller) -> str:
    """The account of somebody signed in. Refused: a token (`auth.session_needed`)."""
    if caller.account is None:
        raise ShowclearError("auth.session_needed", "A token stands for no account: sign in.")
    return caller.account
