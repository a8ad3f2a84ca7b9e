"""Decides how a refusal reads to somebody who asked for a page: in words, or with the way to sign in; never as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.web.api.answering import QUIET
from app.web.pages.drawing import drawn
from app.web.pages.words import words_of
from app.web.problems import problem_response

_PAGES: Final = ("/p/", "/concern/", "/styleguide")
_TOLD: Final = frozenset({403, 404, 429, 500, 503})
"""Statuses that have words of their own; any other is told as a request that cannot be answered."""


def refused(
    request: Request, status: int, members: dict[str, Any], headers: Mapping[str, str] | None = None
) -> Response:
    """The refusal as a page under the addresses of pages, as a problem under any other."""
    path = request.scope["path"]
    if not path.startswith(_PAGES):
        return problem_response(status, members, headers)
    if status == 401:
        return RedirectResponse(sign_in_for(request), 303, QUIET)
    page = drawn(
        "refused.html",
        words_of(request),
        QUIET | dict(headers or {}),
        told=status if status in _TOLD else "other",
        code=members["code"],
        request_id=members.get("request_id", ""),
    )
    page.status_code = status
    return page


def sign_in_for(request: Request) -> str:
    """Where to sign in, with the address to go back to behind the `#`, which no log sees."""
    query = request.scope["query_string"].decode("latin-1")
    asked = request.scope["path"] + (f"?{query}" if query else "")
    return f"/sign-in#after={quote(asked, safe='')}"
