"""Decides who is asking, by a token or a browser's session; what the caller may do is asked in the use cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, cast

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

from app.domain.errors import ShowclearError
from app.services.accounts.freshness import account_of
from app.services.caller import Caller
from app.services.container import Services
from app.web.cookies import require_our_page, session_of

PUBLIC: Final = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
        ("GET", "/api/v1/schemas"),
        ("GET", "/api/v1/schemas/{kind}"),
        ("POST", "/api/v1/sessions"),
        ("POST", "/api/v1/sessions/password"),
        ("POST", "/api/v1/sessions/recovery"),
        ("POST", "/api/v1/sessions/passkey/begin"),
        ("POST", "/api/v1/sessions/passkey/finish"),
        ("POST", "/api/v1/sessions/studio/begin"),
        ("POST", "/api/v1/sessions/studio/finish"),
        ("POST", "/api/v1/invites/studio/begin"),
        ("POST", "/api/v1/invites/look"),
        ("POST", "/api/v1/invites/accept"),
        ("POST", "/api/v1/invites/passkey/begin"),
        ("POST", "/api/v1/invites/passkey/finish"),
        ("POST", "/api/v1/deliveries/reports"),
        ("GET", "/sign-in"),
        ("GET", "/sign-in/studio"),
        ("GET", "/static/{name:path}"),
        ("GET", "/sign"),
        ("GET", "/verify"),
        ("GET", "/app"),
        ("GET", "/sw.js"),
        ("GET", "/manifest.webmanifest"),
        ("GET", "/p/{production}/check-in.svg"),
        ("GET", "/p/{production}/{screen}"),
        ("GET", "/p/{production}/firearms/{firearm}"),
        ("GET", "/sign/code.svg"),
        ("GET", "/concern/{production}"),
        ("GET", "/styleguide"),
        ("POST", "/api/v1/productions/{production}/concerns"),
        ("GET", "/api/v1/concerns/{code}"),
        ("POST", "/api/v1/concerns/{code}"),
    }
)
"""The only routes that ask for no token and no session. A test walks every route and compares."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows to be let in: a token, or the session of a browser, for one production where one is named."""

    token: str | None
    session: str | None
    production: str | None


class Credentials(SecurityBase):
    """The scheme as OpenAPI tells it, and what was shown. Refused: nothing (`auth.missing`), `auth.foreign_page`."""

    def __init__(self) -> None:
        words = (
            "A token issued by `showclear people`; it belongs to one production. A browser that signed in sends its "
            "session's cookie instead, and with every write the page's token."
        )
        self.model = HTTPBearer(description=words)
        self.scheme_name = "bearer"

    async def __call__(self, request: Request) -> Shown:
        """What was shown; a token comes first."""
        header = request.headers.get("authorization")
        if header is not None:
            scheme, _, token = header.partition(" ")
            if scheme.lower() != "bearer" or not token.strip():
                raise ShowclearError("auth.missing", "Send `Authorization: Bearer <token>`.")
            return Shown(token.strip(), None, None)
        session = session_of(request)
        if session is None:
            raise ShowclearError("auth.missing", "Sign in, or send `Authorization: Bearer <token>`.")
        require_our_page(request, session)
        return Shown(None, session, request.path_params.get("production"))


bearer = Credentials()


async def services_of(request: Request) -> Services:
    """What the routes ask, as put together at the start."""
    return cast(Services, request.app.state.services)


Asked = Annotated[Services, Depends(services_of)]
Credential = Annotated[Shown, Depends(bearer)]


def admitted(services: Services, shown: Shown) -> Caller:
    """Whose it is. Refused: an unknown one (`auth.missing`), one past its time (`auth.expired`), `auth.left`."""
    if shown.token is not None:
        return services.people.authenticate(shown.token)
    return services.accounts.sessions.authenticate(shown.session or "", shown.production)


def caller_of(request: Request, shown: Credential) -> Caller:
    """The caller. Refused: as `admitted` does."""
    caller = admitted(request.app.state.services, shown)
    request.state.caller, request.state.asking = caller.person, caller
    return caller


Asking = Annotated[Caller, Depends(caller_of)]


def signed_in(caller: Asking) -> Caller:
    """The caller, who signed in. Refused: a token (`auth.session_needed`)."""
    account_of(caller)
    return caller


SignedIn = Annotated[Caller, Depends(signed_in)]
