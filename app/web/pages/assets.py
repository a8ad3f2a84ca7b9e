"""Decides which files pages are made with: those that stood there when the service began, and nothing else on the disk."""

from __future__ import annotations

from pathlib import Path as File
from typing import Annotated, Final

from fastapi import Path, Request
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.web.api.routing import subject
from app.web.compressed import sent

router = subject("/static", "session", root="")

_STATIC: Final = File(__file__).resolve().parent.parent / "static"
_KINDS: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}
FILES: Final = {
    one.relative_to(_STATIC).as_posix(): (one.read_bytes(), _KINDS[one.suffix])
    for one in sorted(_STATIC.rglob("*.*"))
}
"""Each file by its name: its bytes and its kind."""


@router.get("/{name:path}", include_in_schema=False)
def static_file(request: Request, name: Annotated[str, Path(max_length=120)]) -> Response:
    """A script, a style sheet or a picture."""
    if name not in FILES:
        raise ShowclearError("not_found", "There is no such file.")
    content, kind = FILES[name]
    return sent(request, content, kind)
