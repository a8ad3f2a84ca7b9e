"""Decides the bytes of a request; nothing is computed any more while they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson


def post(path: str, value: Any, token: str | None = None) -> str:
    """A POST of a JSON value, as HTTP/1.1 text; everything measured is ASCII."""
    body = orjson.dumps(value).decode("ascii")
    said = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"POST {path} HTTP/1.1\r\n{_head(token)}{said}\r\n{body}"


def get(path: str, token: str) -> str:
    """A GET as HTTP/1.1 text."""
    return f"GET {path} HTTP/1.1\r\n{_head(token)}\r\n"


def thin(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """The same records for the thin endpoint."""
    return [post("/records", record) for record in records]


def real(records: Iterable[Mapping[str, Any]], tokens: Mapping[str, str]) -> list[str]:
    """Each record alone, with the token of the person whose record it is."""
    return [post(_path(record), record, tokens[record["by"]]) for record in records]


def batch(records: Sequence[Mapping[str, Any]], token: str) -> str:
    """All of them in one body, brought by one who may deliver."""
    return post(_path(records[0]), list(records), token)


def _path(record: Mapping[str, Any]) -> str:
    return f"/api/v1/productions/{record['production']}/records"


def _head(token: str | None) -> str:
    return "Host: bench\r\n" + (f"Authorization: Bearer {token}\r\n" if token else "")
