"""Decides how somebody signed in sees and changes their own account over HTTP; nobody reaches another's here."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path, Request
from starlette.responses import Response

from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.routing import subject
from app.web.api.signing_in import BODY, CREDENTIAL, OPTIONS, PASSKEY, words
from app.web.asking import Asked, SignedIn
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.cookies import keep, page_token, session_of
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("/account", "account")

_OWN: Final = (*GUARDED, "auth.session_needed")
_CHANGE: Final = (*_OWN, *BODY, "auth.foreign_page", "auth.fresh_needed")
_DONE: Final = shape("Done.", {})
_ROTATED: Final = shape("Done; the session has a new secret.", {"page_token": text("From now on.")})
_ACCOUNT: Final = shape(
    "One's own account.",
    {
        "account": text("Its id."),
        "production": text("Where this session began."),
        "person": text("Who that is there."),
        "method": {"enum": ["passkey", "password", "recovery", "oidc"]},
        "fresh_until": text("Until when what only few may do goes without asking again.", format="date-time"),
        "password": {"type": "boolean"},
        "pin": {"type": "boolean"},
        "recovery_codes_left": {"type": "integer"},
        "memberships": listed({"type": "object"}),
        "page_token": text("To be sent as `X-Showclear-Page` with every write."),
    },
)
_DEVICES: Final = shape(
    "What one is signed in with.",
    {
        "sessions": listed({"type": "object"}),
        "passkeys": listed({"type": "object"}),
        "identities": listed({"type": "object"}),
    },
)
_CODES: Final = shape("Told once.", {"recovery_codes": listed(text("Good once."))})


@router.get("", summary="My account", responses=answers(_ACCOUNT, "Yours.", *_OWN))
def my_account(request: Request, services: Asked, caller: SignedIn) -> Response:
    """Who one is where, how one signed in, and the token that pages send with every write."""
    told = services.accounts.own.told(caller) | {"page_token": page_token(session_of(request) or "")}
    return json_response(told, 200, QUIET)


@router.get("/devices", summary="My devices", responses=answers(_DEVICES, "Yours.", *_OWN))
def my_devices(services: Asked, caller: SignedIn) -> Response:
    """Sessions that are good, and passkeys."""
    return json_response(services.accounts.own.devices(caller), 200, QUIET)


@router.post(
    "/devices/{device}/revoke",
    summary="Revoke one of my devices",
    responses=answers(_DONE, "It lets nobody in any more.", *_CHANGE, "auth.last_way_in"),
)
def revoke_device(
    services: Asked,
    caller: SignedIn,
    device: Annotated[str, Path(description="Its id.", pattern="^[0-9a-f]{1,64}$")],
) -> Response:
    """A session ends at once; a passkey or a link to a studio asks for a fresh sign-in, and the last way in stays."""
    services.accounts.own.revoke(caller, device)
    return json_response({}, 200, QUIET)


@router.post(
    "/passkeys/begin",
    summary="Begin to register another passkey",
    responses=answers(OPTIONS, "For `navigator.credentials.create`.", *_CHANGE, "passkey.too_many"),
)
def begin_adding_passkey(services: Asked, caller: SignedIn) -> Response:
    """Options that leave out the authenticators one has registered already."""
    return json_response(services.accounts.passkeys.begin_adding(caller), 200, QUIET)


@router.post(
    "/passkeys/finish",
    summary="Register another passkey",
    responses=answers(_ROTATED, "Registered.", *_CHANGE, *PASSKEY),
    openapi_extra=json_body(
        shape("The answer.", {"credential": CREDENTIAL}, {"label": text("To know it again by.")})
    ),
)
def finish_adding_passkey(request: Request, services: Asked, caller: SignedIn, sent: SmallBody) -> Response:
    """The session gets a new secret."""
    said = parse_object(sent, {"credential": True, "label": False})
    label = said.get("label", "")
    if not isinstance(label, str):
        raise malformed("label", "is no text", "a text")
    return _rotated(request, services.accounts.passkeys.add(caller, said["credential"], label))


@router.post(
    "/password",
    summary="Set my password",
    responses=answers(_ROTATED, "Set; every other session is over.", *_CHANGE, "password.weak"),
    openapi_extra=json_body(shape("Which.", {"password": text("12 characters or more.")})),
)
def set_password(request: Request, services: Asked, caller: SignedIn, sent: SmallBody) -> Response:
    """A password, or another one. The session gets a new secret."""
    return _rotated(request, services.accounts.own.set_password(caller, words(sent, "password")["password"]))


@router.post(
    "/recovery-codes",
    summary="Make new recovery codes",
    responses=answers(_CODES, "Those before are good no more.", *_CHANGE),
)
def new_recovery_codes(services: Asked, caller: SignedIn) -> Response:
    """Ten codes, each good once, told once."""
    codes = services.accounts.own.new_recovery_codes(caller)
    return json_response({"recovery_codes": list(codes)}, 200, QUIET)


@router.post(
    "/pin",
    summary="Set my PIN",
    responses=answers(_DONE, "Set, for this production.", *_CHANGE, "pin.malformed"),
    openapi_extra=json_body(shape("Which.", {"pin": text("Six digits.")})),
)
def set_pin(services: Asked, caller: SignedIn, sent: SmallBody) -> Response:
    """Six digits to sign with on a phone that is passed around."""
    services.accounts.pins.set(caller, words(sent, "pin")["pin"])
    return json_response({}, 200, QUIET)


def _rotated(request: Request, secret: str) -> Response:
    body: dict[str, Any] = {"page_token": page_token(secret)}
    return keep(request, json_response(body, 200, QUIET), secret)
