"""Decides how the page that checks kept files is made: one file without a service behind it, which may reach no network.

The modules stand side by side in `static/verify/`; here they are put into one script, in the order in which they need each
other. The page's own policy names the hash of that script and of its style, so that nothing else runs in it.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from posixpath import dirname, join, normpath
from typing import Final

import orjson
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from app.web.api.routing import subject
from app.web.pages.assets import FILES
from app.web.pages.drawing import text_of
from app.web.pages.policy import HEADERS
from app.web.pages.words import LANGUAGES, Words, said_of

router = subject("", "session", root="")

FIRST: Final = "verify/page.js"
_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=async|function|const|let|class)", re.MULTILINE)
_LOOKS: Final = ("looks/tokens.css", "looks/components.css")
_OWN_LOOKS: Final = "pre { overflow-x: auto; } .holds { color: var(--met); } .broken { color: var(--hold); }"


def verifier() -> bytes:
    """The whole page, the same bytes each time."""
    return _made()[0]


@cache
def _made() -> tuple[bytes, str]:
    """The page, and its policy."""
    script = "\n" + "\n".join(_inlined(name) for name in modules(FIRST))
    style = "\n".join(FILES[name][0].decode() for name in _LOOKS) + _OWN_LOOKS
    told = orjson.dumps({one: said_of("verify", one) for one in LANGUAGES}).decode().replace("<", "\\u003c")
    own = policy(script, style)
    page = text_of(
        "verifier.html",
        Words("en"),
        policy=Markup(own),  # noqa: S704 - made here, of hashes and fixed words
        style=Markup(style),  # noqa: S704 - files of ours
        words_told=Markup(told),  # noqa: S704 - JSON without a `<`
        script=Markup(script),  # noqa: S704 - files of ours
    )
    return page.encode(), own


def modules(name: str) -> list[str]:
    """A module and all that it imports, each once, what is needed first first."""
    found: dict[str, None] = {}

    def add(one: str) -> None:
        for needed in _needed(one):
            add(needed)
        found.setdefault(one)

    add(name)
    return list(found)


def policy(script: str, style: str) -> str:
    """What the page may do: run this script and style, and reach nothing."""
    told = ("default-src 'none'", f"script-src {_hash(script)}", f"style-src {_hash(style)}")
    return "; ".join((*told, "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"))


@router.get("/verify", include_in_schema=False)
def verify_page() -> Response:
    """The same file, to look at or to save: once saved it needs this service no more."""
    page, own = _made()
    told = HEADERS | {
        "Content-Security-Policy": f"{own}; frame-ancestors 'none'",
        "Cache-Control": "no-cache",
    }
    return HTMLResponse(page, headers=told)


def _needed(name: str) -> Iterator[str]:
    for address in _IMPORT.findall(FILES[name][0].decode()):
        yield normpath(join(dirname(name), address))


def _inlined(name: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", FILES[name][0].decode()))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
