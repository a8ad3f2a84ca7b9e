"""Decides how a value becomes the bytes of an answer; a receipt leaves exactly as it was stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from starlette.responses import Response

from app.services.filters import Page
from app.web.cursors import sealed

OPEN: Final = ("not_found", "request.malformed", "rate.limited", "internal")
"""The problems every route may answer."""
GUARDED: Final = ("auth.missing", "auth.expired", "permission.denied", *OPEN)
"""The problems every route with a caller may answer."""
QUIET: Final = {"Cache-Control": "no-store"}
"""For answers that nobody keeps."""


def json_response(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The value as JSON; bytes are JSON already."""
    data = value if isinstance(value, bytes) else orjson.dumps(value)
    return Response(data, status, dict(headers or {}), "application/json")


def page_response(found: Page, address: str) -> Response:
    """One page of a list, its cursor bound to that list's address."""
    cursor = None if found.following is None else sealed(found.following, address)
    return json_response({"items": found.items, "next": cursor})


def list_response(items: Sequence[Any]) -> Response:
    """A list that is short enough for one page."""
    return json_response({"items": items, "next": None})
