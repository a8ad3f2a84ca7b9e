"""Decides who is asking, by the bearer token; what the caller may do is asked in the use cases."""

from __future__ import annotations

from typing import Annotated, Final, cast

from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase

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


class BearerToken(SecurityBase):
    """The scheme as OpenAPI tells it, and the token as sent. Refused: none (`auth.missing`)."""

    def __init__(self) -> None:
        words = "A token issued by `showclear people`; it belongs to one production."
        self.model = HTTPBearer(description=words)
        self.scheme_name = "bearer"

    async def __call__(self, request: Request) -> str:
        """The token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ShowclearError("auth.missing", "Send `Authorization: Bearer <token>`.")
        return token.strip()


bearer = BearerToken()


async def services_of(request: Request) -> Services:
    """What the routes ask, as put together at the start."""
    return cast(Services, request.app.state.services)


Asked = Annotated[Services, Depends(services_of)]
Token = Annotated[str, Depends(bearer)]


def caller_of(request: Request, token: Token) -> Caller:
    """The caller. Refused: an unknown token (`auth.missing`), one past its time (`auth.expired`)."""
    services: Services = request.app.state.services
    caller = services.people.authenticate(token)
    request.state.caller = caller.person
    return caller


Asking = Annotated[Caller, Depends(caller_of)]
