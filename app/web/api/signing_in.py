"""Decides how somebody signs in and out over HTTP; who they are is decided by the account use cases."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from app.services.accounts.sessions import SignedIn as Session
from app.web.api.answering import GUARDED, OPEN, QUIET, json_response
from app.web.api.routing import subject
from app.web.asking import Asked, SignedIn
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.cookies import comer_of, forget, keep, page_token, require_our_origin
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import shape, text

router = subject("/sessions", "session")

BODY: Final = ("json.malformed", "content_type.unsupported", "too_large")
PASSKEY: Final = (
    *("passkey.challenge", "passkey.origin", "passkey.unverified", "passkey.counter", "passkey.refused"),
    "passkey.malformed",
)
_REFUSED: Final = (*OPEN, *BODY, "auth.refused", "auth.foreign_page")
SESSION: Final = shape(
    "Who signed in. The session itself is in the cookie.",
    {
        "production": text("Where the session begins."),
        "person": text("Who that is there."),
        "page_token": text("To be sent as `X-Showclear-Page` with every write."),
    },
)
OPTIONS: Final = {"type": "object", "description": "Options for the browser, as WebAuthn's JSON has them."}
CREDENTIAL: Final = {"type": "object", "description": "What the browser answered, by its `toJSON`."}
_WHO: Final = {"production": text("Which."), "person": text("Whom records name.")}


def told(session: Session) -> dict[str, Any]:
    """A new session as its browser is told."""
    row = session.session
    return {"production": row.production, "person": row.person, "page_token": page_token(session.secret)}


def words(sent: bytes, *names: str, maybe: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts of the body by name; those of `maybe` may be left out. Refused: `request.malformed`."""
    found = parse_object(sent, dict.fromkeys(names, True) | dict.fromkeys(maybe, False))
    for name, value in found.items():
        if not isinstance(value, str):
            raise malformed(name, "is no text", "a text")
    return {name: str(value) for name, value in found.items()}


@router.post(
    "/password",
    summary="Sign in with a password",
    responses=answers(SESSION, "Signed in.", *_REFUSED),
    openapi_extra=json_body(shape("Who.", {**_WHO, "password": text("Theirs.")})),
)
def sign_in_with_password(request: Request, services: Asked, sent: SmallBody) -> Response:
    """A session in a cookie. Whatever does not fit is answered alike, and takes as long."""
    require_our_origin(request)
    said = words(sent, "production", "person", "password")
    session = services.accounts.signing_in.with_password(
        said["production"], said["person"], said["password"], comer_of(request)
    )
    return keep(request, json_response(told(session), 200, QUIET), session.secret)


@router.post(
    "/recovery",
    summary="Sign in with a recovery code",
    responses=answers(SESSION, "Signed in; the code is used up.", *_REFUSED),
    openapi_extra=json_body(shape("Who.", {**_WHO, "code": text("One of the ten.")})),
)
def sign_in_with_recovery_code(request: Request, services: Asked, sent: SmallBody) -> Response:
    """For whoever lost their passkeys: enough to register another, not for what only few may do."""
    require_our_origin(request)
    said = words(sent, "production", "person", "code")
    session = services.accounts.signing_in.with_recovery_code(
        said["production"], said["person"], said["code"], comer_of(request)
    )
    return keep(request, json_response(told(session), 200, QUIET), session.secret)


@router.post(
    "/passkey/begin",
    summary="Begin to sign in with a passkey",
    responses=answers(OPTIONS, "For `navigator.credentials.get`.", *OPEN, "auth.foreign_page"),
)
def begin_passkey_sign_in(request: Request, services: Asked) -> Response:
    """Nobody is named: the authenticator offers the keys it has. Good once, for five minutes."""
    require_our_origin(request)
    return json_response(services.accounts.passkeys.begin_sign_in(), 200, QUIET)


@router.post(
    "/passkey/finish",
    summary="Sign in with a passkey",
    responses=answers(SESSION, "Signed in.", *_REFUSED, *PASSKEY),
    openapi_extra=json_body(shape("The answer.", {"credential": CREDENTIAL})),
)
def finish_passkey_sign_in(request: Request, services: Asked, sent: SmallBody) -> Response:
    """A session in a cookie, for the account whose passkey answered."""
    require_our_origin(request)
    credential = parse_object(sent, {"credential": True})["credential"]
    session = services.accounts.passkeys.sign_in(credential, comer_of(request))
    return keep(request, json_response(told(session), 200, QUIET), session.secret)


@router.post(
    "/end",
    summary="Sign out",
    responses=answers(
        shape("Done.", {}), "The session is over.", *GUARDED, "auth.foreign_page", "auth.session_needed"
    ),
)
def sign_out(request: Request, services: Asked, caller: SignedIn) -> Response:
    """The session ends at once, here and in the service."""
    services.accounts.sessions.end(caller)
    return forget(request, json_response({}, 200, QUIET))
