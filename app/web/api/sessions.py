"""Decides how a client learns who a token belongs to; tokens are issued elsewhere, and there are no passwords."""

from __future__ import annotations

from starlette.responses import Response

from app.web.api.answering import GUARDED, OPEN, QUIET, json_response
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import ref, shape, text

router = subject("", "session")

_REFUSED = (*OPEN, "auth.missing", "auth.expired", "json.malformed", "content_type.unsupported", "too_large")
_TOKEN = shape("A token.", {"token": text("As it was given.")})


@router.post(
    "/sessions",
    summary="Check a token",
    responses=answers(ref("Me"), "Whose it is.", *_REFUSED),
    openapi_extra=json_body(_TOKEN, {"token": "the token as it was given"}),
)
def check_token(services: Asked, sent: SmallBody) -> Response:
    """For a sign-in screen: whose token this is, or 401. Nothing is made or kept: the token is the session."""
    token = parse_object(sent, {"token": True})["token"]
    if not isinstance(token, str):
        raise malformed("token", "is no text", "the token as it was given")
    return json_response(services.people.me(services.people.authenticate(token)), 200, QUIET)


@router.get("/me", summary="Who am I?", responses=answers(ref("Me"), "You.", *GUARDED))
def who_am_i(services: Asked, caller: Asking) -> Response:
    """The person, production and roles of the token, and what it is good for."""
    return json_response(services.people.me(caller))
