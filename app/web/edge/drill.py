"""Decides that every answer of a drill says so, in one header, by the production asked about or asked from."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.drill.mark import PREFIX, is_drill

HEADER: Final = b"showclear-drill"
_ADDRESS: Final = re.compile(rf"(?:/api/v1/productions|/p)/{re.escape(PREFIX)}")


class DrillMark:
    """Adds `Showclear-Drill: true`; other answers have no such header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, marked."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_of_drill(scope):
                message["headers"] = [*message.get("headers", ()), (HEADER, b"true")]
            await send(message)

        await self._app(scope, receive, sending)


def _is_of_drill(scope: MutableMapping[str, Any]) -> bool:
    asking = scope.get("state", {}).get("asking")
    asked_from = getattr(asking, "production", "")
    return _ADDRESS.match(scope["path"]) is not None or is_drill(asked_from)
