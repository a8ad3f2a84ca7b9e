"""Decides what the account use cases need of a studio's own sign-in (OpenID Connect); it speaks to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Proved:
    """Whom a provider vouches for: a subject of its own, which no other provider can speak of."""

    issuer: str
    subject: str
    email: str | None
    """Only an address that the provider says it has verified."""
    shown_at: datetime | None
    """When they last showed the provider who they are (`auth_time`); None when it does not say."""


class Provider(Protocol):
    """The one provider that is configured.

    Raises `studio.unavailable` (no answer, or none that can be read), `studio.elsewhere` (it sends us to another host),
    `studio.refused` (it does not take the code), and, when what it says does not hold, `studio.signature`,
    `studio.issuer`, `studio.audience`, `studio.nonce`, `studio.time`, `studio.malformed`.
    """

    @property
    def issuer(self) -> str:
        """Its identifier, exactly as configured."""
        ...

    @property
    def name(self) -> str:
        """What its people call it."""
        ...

    @property
    def allowed(self) -> Sequence[str]:
        """Whom we take from it: domains (`@studio.example`), addresses, subjects (`sub:1234`); none for everybody."""
        ...

    def address(self, state: str, nonce: str, verifier: str, max_age_s: int) -> str:
        """Where a browser goes to sign in there."""
        ...

    def proved(self, code: str, nonce: str, verifier: str, now: datetime) -> Proved:
        """Whom the code it sent back stands for; the code is used up by this."""
        ...
