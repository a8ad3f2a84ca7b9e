"""Decides how news is written on an open line (server-sent events): one form, resumable by id."""

from __future__ import annotations

import orjson

BEAT = b": still here\n\n"
"""Sent when there is no news, so that a dead line is noticed."""


def event(name: str, data: object, place: str | None = None) -> bytes:
    """One event. `place` is what a client sends back as Last-Event-ID to go on from there."""
    lines = [b"event: " + name.encode(), b"data: " + orjson.dumps(data)]
    if place is not None:
        lines.append(b"id: " + place.encode())
    return b"\n".join(lines) + b"\n\n"
