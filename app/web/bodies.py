"""Decides which bodies are read: JSON by name, within the limit, exactly as sent; what they say is decided further in."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, parse_strict


async def read_json_bytes(request: Request, limit: int) -> bytes:
    """The body's bytes. Refused: another content type (`content_type.unsupported`), over `limit` bytes (`too_large`)."""
    _require_json(request.headers.get("content-type", ""))
    return await _read(request, limit)


async def _read(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > limit:
        raise _too_large(limit)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        parts.append(part)
    return b"".join(parts)


async def small_body(request: Request) -> bytes:
    """A short JSON body: everything but records."""
    return await read_json_bytes(request, request.app.state.limits.most_small_bytes)


SmallBody = Annotated[bytes, Depends(small_body)]


async def read_bytes(request: Request, content_type: str, limit: int) -> bytes:
    """A body that is no JSON. Refused: another content type (`content_type.unsupported`), over `limit` (`too_large`)."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != content_type:
        fault = _fault("Content-Type", f"is {sent or 'not said'}", content_type)
        raise ShowclearError("content_type.unsupported", f"Send the body as {content_type}.", where=[fault])
    return await _read(request, limit)


async def record_body(request: Request) -> bytes:
    """A JSON body as long as records may be."""
    return await read_json_bytes(request, request.app.state.limits.most_record_bytes)


RecordBody = Annotated[bytes, Depends(record_body)]


def parse_object(sent: bytes, fields: dict[str, bool]) -> dict[str, Json]:
    """The object sent, with only these fields; those marked True must be there. Refused: `json.*`, `request.malformed`."""
    value = parse_strict(sent)
    if not isinstance(value, dict):
        raise malformed("body", "is no object", f"an object with: {', '.join(fields)}")
    faults = [
        _fault(name, "is not a field here", f"one of: {', '.join(fields)}") for name in value.keys() - fields
    ]
    faults += [
        _fault(name, "is missing", "a value")
        for name, needed in fields.items()
        if needed and name not in value
    ]
    if faults:
        raise ShowclearError("request.malformed", "The body is not as it should be.", where=faults)
    return value


def malformed(field: str, problem: str, expected: str) -> ShowclearError:
    """`request.malformed` with one place."""
    return ShowclearError(
        "request.malformed", f"{field} {problem}.", where=[_fault(field, problem, expected)]
    )


def _fault(field: str, problem: str, expected: str) -> dict[str, str]:
    return {"field": field[:80], "problem": problem, "expected": expected}


def _require_json(content_type: str) -> None:
    kind, _, rest = content_type.partition(";")
    name, _, charset = rest.strip().lower().partition("=")
    plain = name == "" or (name == "charset" and charset.strip('"') in ("utf-8", "utf8"))
    if kind.strip().lower() != "application/json" or not plain:
        fault = _fault("Content-Type", "is not JSON in UTF-8", "application/json")
        raise ShowclearError("content_type.unsupported", "Send the body as application/json.", where=[fault])


def _too_large(limit: int) -> ShowclearError:
    fault = _fault("body", f"has more than {limit} bytes", f"at most {limit} bytes")
    return ShowclearError("too_large", f"At most {limit} bytes are read.", where=[fault])
