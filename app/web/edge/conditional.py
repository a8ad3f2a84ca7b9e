"""Decides whether a reader already has the answer (ETag, If-None-Match); it never decides what the answer is."""

from __future__ import annotations

import hashlib

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.edge.trace import header_of

_TAGGED = (b"application/json", b"text/csv", b"application/schema+json")
_KEPT_ON_304 = frozenset({b"cache-control", b"vary", b"etag", b"content-location"})


class Conditional:
    """Tags whole answers to GET by their bytes, and answers 304 when the reader names that tag."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or 304."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _is_tagged(message):
                held = message
            elif held is not None:
                start, held = held, None
                await _answer(scope, start, message, send)
            else:
                await send(message)

        await self._app(scope, receive, sending)


def _is_tagged(start: Message) -> bool:
    kind = next((value for name, value in start["headers"] if name.lower() == b"content-type"), b"")
    stored = (b"cache-control", b"no-store") not in {
        (name.lower(), value) for name, value in start["headers"]
    }
    return start["status"] == 200 and stored and kind.partition(b";")[0].strip() in _TAGGED


async def _answer(scope: Scope, start: Message, body: Message, send: Send) -> None:
    """The first part of the body decides: what comes in several parts is a stream and is not tagged."""
    if body.get("more_body"):
        await send(start)
        await send(body)
        return
    tag = b'"%s"' % hashlib.blake2b(body.get("body", b""), digest_size=16).hexdigest().encode()
    own = [(name, value) for name, value in start["headers"] if name.lower() != b"cache-control"]
    headers = [
        *own,
        (b"etag", tag),
        (b"cache-control", b"private, no-cache"),
        (b"vary", b"authorization, accept"),
    ]
    if _named(header_of(scope, b"if-none-match"), tag):
        kept = [pair for pair in headers if pair[0].lower() in _KEPT_ON_304]
        await send({"type": "http.response.start", "status": 304, "headers": kept})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({**start, "headers": headers})
    await send(body)


def _named(sent: bytes | None, tag: bytes) -> bool:
    names = [name.strip().removeprefix(b"W/") for name in (sent or b"").split(b",")]
    return tag in names or names == [b"*"]
