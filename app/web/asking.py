"""Decides who is asking, by the bearer token; what the caller may do is asked in the use cases."""

from __future__ import annotations

from typing import Annotated, Final, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.domain.errors import ShowclearError
from app.services.caller import Caller
from app.services.container import Services

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
        ("POST", "/api/v1/productions/{production}/concerns"),
        ("GET", "/api/v1/concerns/{code}"),
        ("POST", "/api/v1/concerns/{code}"),
    }
)
"""The only routes that ask for no token. A test walks every route and compares."""

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    description="A token issued by `showclear people`; it belongs to one production.",
)


async def services_of(request: Request) -> Services:
    """What the routes ask, as put together at the start."""
    return cast(Services, request.app.state.services)


async def token_of(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """The bearer token as sent. Refused: none (`auth.missing`)."""
    if credentials is None:
        raise ShowclearError("auth.missing", "Send `Authorization: Bearer <token>`.")
    return credentials.credentials


Asked = Annotated[Services, Depends(services_of)]
Token = Annotated[str, Depends(token_of)]


def caller_of(request: Request, services: Asked, token: Token) -> Caller:
    """The caller. Refused: an unknown token (`auth.missing`), one past its time (`auth.expired`)."""
    caller = services.people.authenticate(token)
    request.state.caller = caller.person
    return caller


Asking = Annotated[Caller, Depends(caller_of)]
