"""Decides what is known of whoever asks: one person of one production, and what their token is good for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.domain.errors import ShowclearError

WRITE, READ = "write", "read"
DELIVER = "deliver"
"""May bring records that others signed or queued."""
GOVERN = "govern"
"""May do what people are asked to sign in afresh for; no person stands beside a token to be asked."""
FOUND = "found"
"""May write the first records of a production, before anybody holds a role; never in a token."""
CONCERN = "concern"
"""May bring a concern without a name; never in a token."""
TOKEN_SCOPES = frozenset({WRITE, READ, DELIVER, GOVERN})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `person` is None for a concern without a name."""

    person: str | None
    production: str
    scopes: frozenset[str] = field(default_factory=lambda: frozenset({WRITE, READ}))
    expires_at: datetime | None = None
    """Until when the token is good."""
    session: str | None = None
    """The id of the session, for somebody who signed in; None for a token."""
    account: str | None = None
    """Whose session it is."""
    method: str | None = None
    authenticated_at: datetime | None = None
    """How and when they last showed who they are."""
    signed_at: datetime | None = None
    """When they last signed a record in this session."""

    def require(self, production: str, scope: str) -> None:
        """Nothing, when this caller belongs there and has the scope; else `not_found`, `permission.denied`."""
        if production != self.production:
            raise no_production()
        if scope not in self.scopes:
            raise ShowclearError("permission.denied", f"This token is not good for {scope}.")


def no_production() -> ShowclearError:
    """The same words for a production that is not there and for one of somebody else."""
    return ShowclearError("not_found", "There is no such production here.")
