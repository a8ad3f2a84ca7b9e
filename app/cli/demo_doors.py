"""Decides how somebody who tries the demonstration comes into its screens: an invitation each for a few of its people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from app.cli.demonstration import PRODUCTION
from app.cli.demonstration_files import published_script
from app.domain.errors import ShowclearError
from app.services.caller import GOVERN, READ, WRITE, Caller
from app.services.container import Services

PEOPLE: Final = ("armorer", "first-ad", "sheriff", "safety")
_GOOD_FOR_H: Final = 12


def doors(services: Services) -> Iterator[str]:
    """A line each: a link that lets somebody in once, or where who came in before signs in."""
    origin = services.accounts.origin
    yield "Its screens, in a browser on this machine (one browser window for each person):"
    for person in PEOPLE:
        try:
            secret, _ = services.accounts.invites.invite(_founder(), PRODUCTION, person, _GOOD_FOR_H)
            yield f"  {person:10}{origin}/sign-in#invite={secret}"
        except ShowclearError as refused:
            if refused.code != "invite.linked":
                raise
            yield f"  {person:10}{origin}/sign-in (has come in before)"


def _founder() -> Caller:
    until = datetime.now(UTC) + timedelta(minutes=1)
    return Caller(published_script().founder, PRODUCTION, frozenset({READ, WRITE, GOVERN}), until)
