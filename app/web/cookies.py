"""Decides what a browser keeps of a sign-in and how a page proves that it is ours; nothing else may hold a session.

A write with the session's cookie needs three things that no other site has together: a cookie that browsers do not send
from elsewhere (SameSite), an Origin of ours, and a token that only a page of ours can have read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Final

from fastapi import Request
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.services.accounts.sessions import GOOD_FOR, Comer
from app.services.accounts.studio import ANSWERED_WITHIN

PAGE_HEADER: Final = "X-Showclear-Page"
_DEVICE_FOR_S: Final = 365 * 24 * 3600
_MOST_LETTERS: Final = 200
_WRITES_NOTHING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def session_of(request: Request) -> str | None:
    """The secret of the session this browser has."""
    return _sent(request, "session")


def page_token(secret: str) -> str:
    """What a page sends with every write: it follows from the session's secret, and tells nothing of it."""
    digest = hmac.new(secret.encode(), b"showclear page", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def require_our_origin(request: Request) -> None:
    """Nothing for what a page of ours sends, and for programs that are no browser; else `auth.foreign_page`."""
    sent, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if sent not in (None, _origin(request)) or site not in (None, "same-origin", "none"):
        raise _foreign()


def require_our_page(request: Request, secret: str) -> None:
    """Nothing for a read, or a write that shows all three; else `auth.foreign_page`."""
    if request.method in _WRITES_NOTHING:
        return
    require_our_origin(request)
    told = request.headers.get(PAGE_HEADER, "")
    if request.headers.get("origin") is None or not hmac.compare_digest(
        told.encode(), page_token(secret).encode()
    ):
        raise _foreign()


def comer_of(request: Request, label: str | None = None) -> Comer:
    """Where a sign-in comes from. A browser that signed in before is known by its own cookie."""
    device = _sent(request, "device")
    address = request.client.host if request.client else ""
    return Comer(
        place=f"device:{device}" if device else f"address:{address}",
        label=label or request.headers.get("user-agent", ""),
        replaces=session_of(request),
        becomes=None if device else f"device:{_new_device(request)}",
    )


def keep(request: Request, response: Response, secret: str) -> Response:
    """The answer, with which the browser keeps the session, and is known again."""
    _set(request, response, "session", secret, int(GOOD_FOR.total_seconds()))
    if getattr(request.state, "device", None):
        _set(request, response, "device", request.state.device, _DEVICE_FOR_S)
    return response


def studio_browser_of(request: Request) -> str:
    """What this browser keeps while it is away at a studio's sign-in; empty when nothing."""
    return _sent(request, "studio") or ""


def keep_studio_browser(request: Request, response: Response, browser: str) -> Response:
    """The answer, with which the browser keeps that until it is back."""
    # As strict as the session: it comes back to a page of ours, and what that page asks comes from here.
    _set(request, response, "studio", browser, int(ANSWERED_WITHIN.total_seconds()))
    return response


def forget_studio_browser(request: Request, response: Response) -> Response:
    """The answer, with which the browser lets go of it."""
    _set(request, response, "studio", "", 0)
    return response


def forget(request: Request, response: Response) -> Response:
    """The answer, with which the browser lets go of the session."""
    _set(request, response, "session", "", 0)
    return response


def _set(request: Request, response: Response, what: str, value: str, age_s: int) -> None:
    response.set_cookie(
        _name(request, what),
        value,
        max_age=age_s,
        path="/",
        secure=_over_tls(request),
        httponly=True,
        samesite="strict",
    )


def _sent(request: Request, what: str) -> str | None:
    value = request.cookies.get(_name(request, what), "")
    return value if 0 < len(value) <= _MOST_LETTERS else None


def _name(request: Request, what: str) -> str:
    """Over TLS a name that browsers let no other host and no plain connection set."""
    return f"__Host-showclear-{what}" if _over_tls(request) else f"showclear-{what}"


def _new_device(request: Request) -> str:
    request.state.device = secrets.token_urlsafe(16)
    return str(request.state.device)


def _origin(request: Request) -> str:
    return str(request.app.state.services.accounts.origin)


def _over_tls(request: Request) -> bool:
    return _origin(request).startswith("https:")


def _foreign() -> ShowclearError:
    return ShowclearError("auth.foreign_page", "This did not come from a page of this service.")
