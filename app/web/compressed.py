"""Decides how a long text that is nobody's secret is sent: as it is or, to a browser that takes it so, packed, and once."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache

from fastapi import Request
from starlette.responses import Response


def sent(request: Request, content: bytes, kind: str, **more: str) -> Response:
    """A file as it is or, to a browser that takes it so, packed: a third of it, on a slow line."""
    tag = f'"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding"} | more
    if request.headers.get("if-none-match") in (tag, f"W/{tag}"):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers |= {"Content-Encoding": "gzip", "ETag": f"W/{tag}"}
        content = packed(content)
    return Response(content, media_type=kind, headers=headers)


@lru_cache(maxsize=256)
def packed(content: bytes) -> bytes:
    """Packed once: there are as many as there are files, and packs of protocols."""
    return gzip.compress(content, 9, mtime=0)
