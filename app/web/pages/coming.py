"""Decides who reads a page at a desk: by the session's cookie, for one production; what they may read the use cases ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.domain.drill.mark import is_drill
from app.domain.errors import ShowclearError
from app.domain.people.permissions import may_read, may_write
from app.domain.records.words import MANAGEMENT_ROLES, READ_ONLY_ROLES
from app.services.caller import READ, Caller, no_production
from app.services.container import Services
from app.web.api.answering import QUIET
from app.web.api.parameters import ProductionPath
from app.web.asking import Asked
from app.web.cookies import session_of
from app.web.pages.drawing import drawn
from app.web.pages.words import Spoken, Words

_UNDER: Final = (
    "queue",
    "escalations",
    "concerns",
    "report",
    "regulator",
    "ledger",
    "protocols",
    "people",
    "import",
    "drills",
    "contacts",
    "my-day",
)
"""The pages at a desk, in the order in which they are offered."""
_ONLY_FOR: Final[Mapping[str, Callable[[frozenset[str]], bool]]] = {
    "people": lambda roles: may_read(roles, "audit"),
    "regulator": lambda roles: not roles.isdisjoint(MANAGEMENT_ROLES | READ_ONLY_ROLES),
    "import": lambda roles: may_write(roles, "day_opened") or may_write(roles, "role"),
}
"""To whom a page is offered; all others are offered to everybody."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for a page, for which production, in which language."""

    services: Services
    caller: Caller
    production: str
    words: Words
    roles: frozenset[str]
    session: str
    zone: ZoneInfo

    def when(self, moment: str) -> str:
        """A moment of a record as the production's clock shows it: `2026-11-20 17:35`."""
        return f"{datetime.fromisoformat(moment).astimezone(self.zone):%Y-%m-%d %H:%M}"

    def everywhere(self) -> list[Caller]:
        """The reader in each production where they hold a role now, this one first."""
        sessions = self.services.accounts.sessions
        told = self.services.accounts.own.told(self.caller)["memberships"]
        others = {one["production"] for one in told if one["roles"]} - {self.production}
        return [self.caller, *(sessions.authenticate(self.session, one) for one in sorted(others))]

    def page(self, template: str, section: str, **values: Any) -> Response:
        """The page under the header of the desk, with `section` marked as where the reader is. Nothing keeps it."""
        drill = is_drill(self.production)
        offered = [one for one in _UNDER if one not in _ONLY_FOR or _ONLY_FOR[one](self.roles)]
        return drawn(
            template,
            self.words,
            QUIET,
            production=self.production,
            reader=self.caller.person,
            roles=sorted(self.roles),
            offered=[one for one in offered if not (drill and one == "drills")],
            drill=drill,
            section=section,
            when=self.when,
            **values,
        )


MessagePath = Annotated[str | None, Query(max_length=64, description="The message whose link led here.")]


def reader_of(
    request: Request, services: Asked, words: Spoken, production: ProductionPath, m: MessagePath = None
) -> Reader:
    """The reader. Refused: nobody signed in (`auth.missing`, `auth.expired`), not theirs (`not_found`)."""
    session = session_of(request)
    if session is None:
        raise ShowclearError("auth.missing", "Sign in first.")
    caller = services.accounts.sessions.authenticate(session, production)
    request.state.caller, request.state.asking = caller.person, caller
    caller.require(production, READ)
    judged = services.judges.seen(production)
    if judged is None:
        raise no_production()
    if m is not None:
        _opened(services, caller, production, m)
    roles = services.accounts.sessions.roles(production, caller.person or "")
    return Reader(services, caller, production, words, roles, session, judged.setting.zone)


def _opened(services: Services, caller: Caller, production: str, message: str) -> None:
    """Tell that they came by a message of theirs; by one that was passed on they come as well, and nothing is told."""
    try:
        services.delivery.messages.seen(caller, production, message, "opened")
    except ShowclearError as refused:
        if refused.code != "not_found":
            raise


Coming = Annotated[Reader, Depends(reader_of)]
