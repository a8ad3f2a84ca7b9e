"""Decides what is said when the service itself fails: the request id and nothing else; the failure goes to the log."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.edge.trace import request_id_of
from app.web.problems import problem, problem_response

_log = logging.getLogger("failure")


class Fallback:
    """Turns what no handler expected into a 500 problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or a 500 problem."""
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception:
            _log.exception("request.failed")
            if started or scope["type"] != "http":
                raise
            status, members = problem(
                "internal", "Please report the request id.", request_id=request_id_of(scope)
            )
            await problem_response(status, members)(scope, receive, send)
