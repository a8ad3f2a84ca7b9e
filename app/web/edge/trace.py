"""Decides what is kept of a request: an id, one log line, a count; never a query, a token, or an anonymous concern."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Mapping, MutableMapping
from itertools import count
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.edge.counters import Counters
from app.web.edge.headers import with_security

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}", re.ASCII)
# Who raises a concern without a name must not be found by a time and an address in a log.
_NAMELESS = re.compile(r"/concern/|/api/v1/(?:concerns(?:/|$)|productions/[^/]*/concerns/?$)")

# An id has to be known again, not hard to guess: drawn once for a process, then counted.
_PROCESS, _numbers = secrets.token_hex(5), count()

_log = logging.getLogger("access")


def request_id_of(scope: Scope) -> str:
    """The id this request is logged under and answered with; empty outside a traced request."""
    return str(scope.get("state", {}).get("request_id", ""))


def status_of(scope: Scope) -> int:
    """The status this request was answered with; 0 until then, and outside a traced request."""
    return int(scope.get("state", {}).get("status", 0))


def header_of(scope: Scope, name: bytes) -> bytes | None:
    """The first header of that lower-case name."""
    return next((value for key, value in scope["headers"] if key == name), None)


def is_nameless(scope: MutableMapping[str, Any]) -> bool:
    """Whether somebody without a name may be speaking."""
    return _NAMELESS.match(scope["path"]) is not None


class Trace:
    """Outermost: gives the id, adds it and the security headers to the answer, then logs and counts.

    `templates` gives the address of each endpoint with names for its parts, so that counters stay few.
    """

    def __init__(self, app: ASGIApp, counters: Counters, templates: Mapping[object, str]) -> None:
        self._app = app
        self._counters = counters
        self._templates = templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, traced."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _identified(scope)
        began = time.perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                scope["state"]["status"] = message["status"]
                message["headers"] = with_security(list(message.get("headers", ())), scope["scheme"])
                message["headers"].append((b"x-request-id", request_id.encode()))
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=request_id)  # each request has a context of its own
        try:
            await self._app(scope, receive, sending)
        finally:
            self._keep(scope, time.perf_counter() - began)

    def _keep(self, scope: MutableMapping[str, Any], took_s: float) -> None:
        if is_nameless(scope):
            return
        status = status_of(scope)
        template = self._templates.get(scope.get("endpoint"), "other")
        self._counters.request(scope["method"], template, status, took_s)
        told = {"method": scope["method"], "path": scope["path"], "status": status}
        told |= {"took_ms": round(took_s * 1000, 2), "caller": scope["state"].get("caller")}
        if _log.isEnabledFor(
            logging.INFO
        ):  # one of these is written for each request: nobody asks which line of code it was
            line = logging.LogRecord(_log.name, logging.INFO, "", 0, "request", (), None)
            vars(line).update(told)
            _log.handle(line)


def _identified(scope: Scope) -> str:
    sent = header_of(scope, b"x-request-id")
    request_id = sent.decode() if sent and _SANE_ID.fullmatch(sent) else f"{_PROCESS}{next(_numbers):08x}"
    scope.setdefault("state", {})["request_id"] = request_id
    return request_id
