"""Decides who reads a page at a desk: by the session's cookie, for one production; what they may read the use cases ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.domain.people.permissions import may_read
from app.services.caller import READ, Caller
from app.services.container import Services
from app.web.api.answering import QUIET
from app.web.api.parameters import ProductionPath
from app.web.asking import Asked
from app.web.cookies import session_of
from app.web.pages.drawing import drawn
from app.web.pages.words import Spoken, Words

_UNDER: Final = ("queue", "report", "ledger", "protocols", "people", "import", "my-day")
"""The pages at a desk, in the order in which they are offered."""
_ONLY_FOR: Final = {"people": "audit", "import": "audit"}
"""What somebody may read to whom a page is offered; all others are offered to everybody."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for a page, for which production, in which language."""

    services: Services
    caller: Caller
    production: str
    words: Words
    roles: frozenset[str]

    def page(self, template: str, section: str, **values: Any) -> Response:
        """The page under the header of the desk, with `section` marked as where the reader is. Nothing keeps it."""
        offered = [one for one in _UNDER if one not in _ONLY_FOR or may_read(self.roles, _ONLY_FOR[one])]
        return drawn(
            template,
            self.words,
            QUIET,
            production=self.production,
            reader=self.caller.person,
            roles=sorted(self.roles),
            offered=offered,
            section=section,
            **values,
        )


def reader_of(request: Request, services: Asked, words: Spoken, production: ProductionPath) -> Reader:
    """The reader. Refused: nobody signed in (`auth.missing`, `auth.expired`), not theirs (`not_found`)."""
    session = session_of(request)
    if session is None:
        raise ShowclearError("auth.missing", "Sign in first.")
    caller = services.accounts.sessions.authenticate(session, production)
    request.state.caller, request.state.asking = caller.person, caller
    caller.require(production, READ)
    roles = services.accounts.sessions.roles(production, caller.person or "")
    return Reader(services, caller, production, words, roles)


Coming = Annotated[Reader, Depends(reader_of)]
