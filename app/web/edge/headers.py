"""Decides which headers keep a browser from doing more with an answer than was meant; routes may set their own."""

from __future__ import annotations

from typing import Final

_Headers = list[tuple[bytes, bytes]]

_ALWAYS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
_OVER_TLS: Final = (b"strict-transport-security", b"max-age=31536000")


def with_security(headers: _Headers, scheme: str) -> _Headers:
    """The headers and those of the fixed set that the route did not set itself."""
    given = {name.lower() for name, _ in headers}
    headers.extend(pair for pair in _ALWAYS if pair[0] not in given)
    if scheme == "https":
        headers.append(_OVER_TLS)
    return headers
