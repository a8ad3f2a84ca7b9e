"""Decides what is said when the service itself fails: the request id and nothing else; the failure goes to the log."""

from __future__ import annotations

import logging

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.edge.trace import request_id_of, status_of
from app.web.pages.refusals import refused
from app.web.problems import problem

_log = logging.getLogger("failure")


class Fallback:
    """Turns what no handler expected into a 500 problem. Stands inside `Trace`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or a 500 problem."""
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            return  # a phone that lost its signal in the midst of sending: nothing failed, and nobody is there to be told
        except Exception:
            _log.exception("request.failed")
            if status_of(scope) or scope["type"] != "http":
                raise
            status, members = problem(
                "internal", "Please report the request id.", request_id=request_id_of(scope)
            )
            await refused(Request(scope), status, members)(scope, receive, send)
