"""Decides what makes the screens on set an app of the phone: their shell, the manifest, and the service worker's list."""

from __future__ import annotations

import hashlib
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import JSONResponse, Response

from app.domain.errors import ShowclearError
from app.domain.records.ids import RecordRef
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked
from app.web.codes import qr_code
from app.web.compressed import sent
from app.web.pages.assets import FILES
from app.web.pages.drawing import drawn, text_of
from app.web.pages.policy import WORKER_POLICY
from app.web.pages.words import Spoken, Words

router = subject("", "session", root="")

screens = APIRouter()
"""Addresses of screens: what stands behind their `?` is for the script on the phone, and no business of the service."""
SCREENS: Final = (
    *(
        "today",
        "checklist",
        "firearms",
        "reset",
        "rack",
        "meeting",
        "stop",
        "receipt",
        "outbox",
        "check-in",
        "count",
    ),
)
"""The last part of the addresses that a phone draws by itself."""
_TAKEN_ALONG: Final = (
    *("set/", "words/set.", "words/terms.", "looks/"),
    *("sign/canonical.js", "sign/seal.js", "sign/bind.js", "sign/checklist.js", "service.js"),
)
_LIST: Final = sorted(name for name in FILES if name.startswith(_TAKEN_ALONG))
_SCRIPTS: Final = [f"/static/{name}" for name in _LIST if name.endswith(".js") and "begin" not in name]
_SHELL: Final = text_of("set.html", Words("en"), scripts=_SCRIPTS, said=[]) + text_of(
    "sw.js", Words("en"), version="", files=[], screens=[]
)
_VERSION: Final = hashlib.sha256(b"".join(FILES[name][0] for name in _LIST) + _SHELL.encode()).hexdigest()[
    :16
]


@router.get("/p/{production}/check-in.svg", include_in_schema=False)
def check_in_code(
    services: Asked, production: ProductionPath, meeting: Annotated[RecordRef, Query()]
) -> Response:
    """A QR code of the address at which people say on their own phone that they are at this meeting."""
    drawing = qr_code(f"{services.accounts.origin}/p/{production}/check-in?{urlencode({'meeting': meeting})}")
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@screens.get("/p/{production}/{screen}", include_in_schema=False)
def set_screen(
    words: Spoken,
    production: Annotated[str, Path(max_length=64)],
    screen: Annotated[str, Path(max_length=40)],
) -> Response:
    """The shell of every screen on set: it holds no data, and is the same for everybody."""
    if screen not in SCREENS:
        raise ShowclearError("not_found", f"{production} has no such page.")
    said = [f"/static/words/{area}.{words.language}.json" for area in ("set", "terms")]
    return drawn("set.html", words, scripts=_SCRIPTS, said=said)


@screens.get("/p/{production}/firearms/{firearm}", include_in_schema=False)
def firearm_screen(
    words: Spoken,
    production: Annotated[str, Path(max_length=64)],
    firearm: Annotated[str, Path(max_length=64)],
) -> Response:
    """The shell once more: the address that a firearm's tag opens."""
    return set_screen(words, production, "firearms" if firearm else "")


@router.get("/sw.js", include_in_schema=False)
def service_worker(request: Request) -> Response:
    """The service worker, which knows every file of the screens and changes when one of them does."""
    files = [(f"/static/{name}", hashlib.sha256(FILES[name][0]).hexdigest()) for name in _LIST]
    text = text_of("sw.js", Words("en"), version=_VERSION, files=files, screens=list(SCREENS))
    policy = {"Content-Security-Policy": WORKER_POLICY}
    return sent(request, text.encode(), "text/javascript", **policy)


@router.get("/manifest.webmanifest", include_in_schema=False)
def manifest(words: Spoken) -> Response:
    """What a phone asks when somebody installs it."""
    told = {
        "name": "Showclear",
        "short_name": "Showclear",
        "description": words("set.title"),
        "lang": words.language,
        "start_url": "/app",
        "scope": "/",
        "display": "standalone",
        "background_color": "#111111",
        "theme_color": "#111111",
        "icons": [
            {"src": "/static/looks/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
        ],
    }
    return JSONResponse(told, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@router.get("/app", include_in_schema=False)
def begin(words: Spoken) -> Response:
    """Where the installed app begins: its script goes on to the production this phone was last in."""
    return drawn("begin.html", words)
