"""Decides how a value becomes the bytes of an answer; a receipt leaves exactly as it was stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import orjson
from starlette.responses import Response

from app.web.cursors import sealed

GUARDED: Final = ("auth.missing", "auth.expired", "permission.denied", "not_found", "request.malformed", "rate.limited")
"""The problems every route with a caller may answer."""
OPEN: Final = ("not_found", "request.malformed", "rate.limited")
"""The problems every route without a caller may answer."""


def json_response(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """The value as JSON; bytes are JSON already."""
    data = value if isinstance(value, bytes) else orjson.dumps(value)
    return Response(data, status, dict(headers or {}), "application/json")


def page_response(items: list[Any], following: int | None, address: str) -> Response:
    """One page of a list; `following` is the place its next page begins after, None at the end."""
    cursor = None if following is None else sealed(following, address)
    return json_response({"items": items, "next": cursor})
