"""Decides how somebody comes in over HTTP by a studio's own sign-in; whom it vouches for is decided by the use cases."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.services.accounts.studio import Answered, Begun, Came, Studio
from app.services.caller import Caller
from app.services.container import Services
from app.web.api.answering import GUARDED, OPEN, QUIET, json_response
from app.web.api.routing import subject
from app.web.api.signing_in import BODY, told, words
from app.web.asking import Asked, Shown, SignedIn, admitted
from app.web.bodies import SmallBody
from app.web.cookies import (
    comer_of,
    forget_studio_browser,
    keep,
    keep_studio_browser,
    page_token,
    require_our_origin,
    require_our_page,
    session_of,
    studio_browser_of,
)
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("", "session")

_ADDRESS: Final = shape("Where to go.", {"address": text("The studio's sign-in, for this browser alone.")})
_AWAY: Final = ("auth.foreign_page", "studio.unavailable", "studio.elsewhere", "studio.issuer")
_UNTRUE: Final = (
    *("studio.state", "studio.refused", "studio.signature", "studio.audience", "studio.nonce", "studio.time"),
    *("studio.malformed", "studio.unlinked", "studio.not_allowed", "studio.linked"),
)
_CAME: Final = shape(
    "Who came back. The session itself is in the cookie.",
    {"page_token": text("To be sent as `X-Showclear-Page` with every write.")},
    {
        "production": text("Where the session begins."),
        "person": text("Who that is there."),
        "recovery_codes": listed(text("Of a new account: told once, each good once.")),
    },
)
_ANSWER: Final = shape(
    "What the provider sent back in the address.",
    {"state": text("As it came.")},
    {"code": text("Good once."), "error": text("Instead of a code."), "iss": text("Who says so (RFC 9207).")},
)


@router.post(
    "/sessions/studio/begin",
    summary="Begin to sign in with the studio's account",
    responses=answers(_ADDRESS, "Go there.", *OPEN, *_AWAY),
)
def begin_studio_sign_in(request: Request, services: Asked) -> Response:
    """Good once, for ten minutes, and in this browser only. 404 where no studio's sign-in is configured."""
    require_our_origin(request)
    return _left(request, _studio(services).begin_sign_in())


@router.post(
    "/invites/studio/begin",
    summary="Begin to accept an invitation with the studio's account",
    responses=answers(_ADDRESS, "Go there.", *OPEN, *BODY, *_AWAY, "invite.invalid"),
    openapi_extra=json_body(shape("Which.", {"invite": text("What stands in the link after `invite=`.")})),
)
def begin_studio_joining(request: Request, services: Asked, sent: SmallBody) -> Response:
    """As above; who comes back has a new account, or the one they have becomes that person too."""
    require_our_origin(request)
    return _left(request, _studio(services).begin_joining(words(sent, "invite")["invite"]))


@router.post(
    "/account/studio/begin",
    summary="Begin to link the studio's account to my own",
    responses=answers(_ADDRESS, "Go there.", *GUARDED, *_AWAY, "auth.session_needed", "auth.fresh_needed"),
)
def begin_studio_linking(request: Request, services: Asked, caller: SignedIn) -> Response:
    """As above, for somebody signed in within the last ten minutes."""
    return _left(request, _studio(services).begin_linking(caller))


@router.post(
    "/sessions/studio/finish",
    summary="Come back from the studio's sign-in",
    responses=answers(
        _CAME,
        "In, or linked.",
        *OPEN,
        *BODY,
        *_AWAY,
        *_UNTRUE,
        "invite.invalid",
        "invite.linked",
        "auth.missing",
    ),
    openapi_extra=json_body(_ANSWER),
)
def finish_studio_sign_in(request: Request, services: Asked, sent: SmallBody) -> Response:
    """Whatever was begun in this browser. A refused answer is used up too: begin again."""
    require_our_origin(request)
    studio, said = _studio(services), words(sent, "state", maybe=("code", "error", "iss"))
    answered = Answered(said["state"], said.get("code", ""), said.get("error", ""), said.get("iss"))
    came = studio.finish(
        answered, studio_browser_of(request), comer_of(request), lambda: _here(request, services)
    )
    return forget_studio_browser(request, _came(request, came))


def _studio(services: Services) -> Studio:
    studio = services.accounts.studio
    if studio is None:
        raise ShowclearError("not_found", "No studio's sign-in is set up here.")
    return studio


def _here(request: Request, services: Services) -> Caller:
    """Who is signed in in this browser, as for any other write."""
    session = session_of(request)
    if session is None:
        raise ShowclearError("auth.missing", "Sign in again, and link then.")
    require_our_page(request, session)
    return admitted(services, Shown(None, session, None))


def _left(request: Request, begun: Begun) -> Response:
    return keep_studio_browser(request, json_response({"address": begun.address}, 200, QUIET), begun.browser)


def _came(request: Request, came: Came) -> Response:
    if came.signed_in is None:
        body: dict[str, Any] = {"page_token": page_token(came.secret)}
        return keep(request, json_response(body, 200, QUIET), came.secret)
    body = told(came.signed_in)
    if came.recovery_codes:
        body |= {"recovery_codes": list(came.recovery_codes)}
    return keep(request, json_response(body, 200, QUIET), came.signed_in.secret)
