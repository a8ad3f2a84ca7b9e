"""Decides how the one page for coming in looks: it holds no data; its script asks the same routes as everybody."""

from __future__ import annotations

from html import escape
from pathlib import Path as File
from typing import Annotated, Final

from fastapi import APIRouter, Path
from starlette.responses import HTMLResponse, Response

from app.domain.errors import ShowclearError
from app.services.accounts.studio import Studio
from app.web.api.answering import QUIET
from app.web.api.routing import subject
from app.web.asking import Asked

router = subject("", "session", root="")
back = APIRouter()
"""Where a provider sends browsers back to: it may add what it likes, and what we do not know is passed over (RFC 6749)."""
STUDIO_PAGE: Final = "/sign-in/studio"

POLICY: Final = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"),
        *("form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"),
        *("require-trusted-types-for 'script'", "trusted-types 'none'"),
    )
)
"""Scripts and styles of this service only, none written into a page; no frame, no form that leaves."""
_PERMISSIONS: Final = (
    "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=()"
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
}
_STATIC: Final = File(__file__).resolve().parent.parent / "static"
_KINDS: Final = {"sign-in.js": "text/javascript", "sign-in.css": "text/css"}
_FILES: Final = {name: (_STATIC / name).read_bytes() for name in _KINDS}

PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Showclear: sign in</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="stylesheet" href="/static/sign-in.css">
<script type="module" src="/static/sign-in.js"></script>
</head>
<body>
<main>
<h1>Showclear</h1>
<p id="told" role="status" aria-live="polite"></p>
<noscript><p>Signing in needs JavaScript from this service.</p></noscript>

<section id="joining" hidden>
<h2>Invitation</h2>
<p>You are invited to <b id="invite-production"></b> as <b id="invite-person"></b>.</p>
<button type="button" id="join-passkey">Come in with a passkey</button>
<!--join-studio-->
<details>
<summary>With a password instead</summary>
<form id="join-password">
<label for="new-password">New password, 12 characters or more</label>
<input id="new-password" type="password" autocomplete="new-password" minlength="12" maxlength="200" required>
<button>Come in</button>
</form>
</details>
</section>

<section id="coming" hidden>
<h2>Sign in</h2>
<button type="button" id="with-passkey">Sign in with a passkey</button>
<!--with-studio-->
<details>
<summary>With a password or a recovery code</summary>
<form id="with-secret">
<label for="production">Production</label>
<input id="production" autocomplete="organization" maxlength="64" required>
<label for="person">Person, as the production's list has you</label>
<input id="person" autocomplete="username" maxlength="64" required>
<label for="secret">Password, or recovery code</label>
<input id="secret" type="password" autocomplete="current-password" maxlength="200" required>
<button name="how" value="password">Sign in with the password</button>
<button name="how" value="recovery">Use the recovery code</button>
</form>
</details>
</section>

<section id="in" hidden>
<h2>Signed in</h2>
<p>You are <b id="who"></b> in <b id="where"></b>.</p>
<div id="codes" hidden>
<h3>Recovery codes</h3>
<p>Write them down now; they are not shown again. Each is good once.</p>
<ul id="code-list"></ul>
</div>
<button type="button" id="add-passkey">Register a passkey on this device</button>
<!--link-studio-->
<form id="set-pin">
<label for="pin">PIN for shared phones, six digits</label>
<input id="pin" type="password" inputmode="numeric" autocomplete="off" pattern="[0-9]{6}" maxlength="6" required>
<button>Set the PIN</button>
</form>
<h3>Devices</h3>
<ul id="devices"></ul>
<button type="button" id="sign-out">Sign out</button>
</section>
</main>
</body>
</html>
"""


_BUTTONS: Final = {
    "join-studio": "Come in with {name}",
    "with-studio": "Sign in with {name}",
    "link-studio": "Link my account at {name}",
}


@router.get("/sign-in", include_in_schema=False)
def sign_in_page(services: Asked) -> Response:
    """The page: the same for everybody."""
    return HTMLResponse(_page(services.accounts.studio), headers=_HEADERS | {"Cache-Control": "no-cache"})


@back.get(STUDIO_PAGE, include_in_schema=False)
def back_from_studio(services: Asked) -> Response:
    """The same page, for who comes back from a studio's sign-in: its script takes the answer to where it is checked."""
    return HTMLResponse(_page(services.accounts.studio), headers=_HEADERS | QUIET)


def _page(studio: Studio | None) -> str:
    """With a button for the studio's sign-in where there is one."""
    page = PAGE
    for name, words in _BUTTONS.items():
        button = ""
        if studio is not None:
            told = escape(words.format(name=studio.name))
            button = f'<button type="button" id="{name}">{told}</button>'
        page = page.replace(f"<!--{name}-->", button)
    return page


@router.get("/static/{name}", include_in_schema=False)
def static_file(name: Annotated[str, Path(max_length=80)]) -> Response:
    """One of the files that pages are made with, and nothing else that lies on the disk."""
    if name not in _FILES:
        raise ShowclearError("not_found", "There is no such file.")
    return Response(_FILES[name], media_type=_KINDS[name], headers={"Cache-Control": "no-cache"})
