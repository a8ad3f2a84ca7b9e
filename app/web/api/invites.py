"""Decides how people are invited and come in over HTTP; who may invite is decided by the use cases."""

from __future__ import annotations

from typing import Annotated, Final

from anyio.to_thread import run_sync
from fastapi import Path, Request
from starlette.responses import Response

from app.services.accounts.invites import GOOD_FOR_H, LONGEST_H, Joined
from app.services.accounts.invites import told as told_invite
from app.services.caller import WRITE
from app.services.container import Services
from app.web.api.answering import GUARDED, OPEN, QUIET, json_response, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY, CREDENTIAL, OPTIONS, PASSKEY, SESSION, told, words
from app.web.asking import Asked, Asking, Shown, admitted, bearer
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.codes import qr_code
from app.web.cookies import comer_of, keep, require_our_origin
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("", "account")

_INVITE: Final = shape(
    "An invitation.",
    {
        "id": text("To take it back by."),
        "production": text("Into which."),
        "person": text("As whom."),
        "invited_by": text("By whom."),
        "expires_at": text("Until when.", format="date-time"),
    },
    {
        "state": {"enum": ["open", "accepted", "revoked", "expired"]},
        "link": text("Told once: whoever opens it first comes in. To send."),
        "code": text("The same as a QR code, SVG, to show."),
    },
)
_JOINED: Final = shape(
    "A new account.",
    {**SESSION["properties"], "recovery_codes": listed(text("Told once, each good once."))},
)
_SECRET: Final = {"invite": text("What stands in the link after `invite=`.")}
_LINK: Final = "{origin}/sign-in#invite={secret}"
_COMING_IN: Final = (*OPEN, *BODY, "invite.invalid", "invite.linked", "auth.foreign_page")
_OFFICE: Final = (*GUARDED, "auth.foreign_page", "auth.fresh_needed")


@router.post(
    "/productions/{production}/invites",
    summary="Invite a person",
    status_code=201,
    responses=answers(_INVITE, "Made.", *_OFFICE, *BODY, "person.unknown", "invite.linked", status=201),
    openapi_extra=json_body(
        shape(
            "Whom.",
            {"person": text("A person with a role in the production.")},
            {"hours": {"type": "integer", "minimum": 1, "maximum": LONGEST_H}},
        )
    ),
)
def invite_person(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """For those who may give roles, signed in within the last ten minutes. The link is good once."""
    caller.require(production, WRITE)
    said = parse_object(sent, {"person": True, "hours": False})
    person, hours = said["person"], said.get("hours", GOOD_FOR_H)
    if not isinstance(person, str):
        raise malformed("person", "is no text", "a person's id")
    if not isinstance(hours, int) or isinstance(hours, bool) or not 1 <= hours <= LONGEST_H:
        raise malformed("hours", "is no number of hours", f"1 to {LONGEST_H}")
    secret, row = services.accounts.invites.invite(caller, production, person, hours)
    link = _LINK.format(origin=services.accounts.origin, secret=secret)
    return json_response(told_invite(row) | {"link": link, "code": qr_code(link)}, 201, QUIET)


@router.get(
    "/productions/{production}/invites",
    summary="List the invitations",
    responses=answers(shape("All.", {"items": listed(_INVITE)}), "Every invitation.", *GUARDED),
)
def list_invites(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """For those who may give roles: whom, by whom, until when, and whether it was used. No link."""
    return list_response(services.accounts.invites.listed(caller, production))


@router.post(
    "/productions/{production}/invites/{invite}/revoke",
    summary="Take an invitation back",
    responses=answers(shape("Done.", {}), "It is good no more.", *_OFFICE),
)
def revoke_invite(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    invite: Annotated[str, Path(description="Its id.", pattern="^[0-9a-f]{1,64}$")],
) -> Response:
    """At once. One that was accepted stays accepted."""
    services.accounts.invites.revoke(caller, production, invite)
    return json_response({}, 200, QUIET)


@router.post(
    "/invites/look",
    summary="What is this invitation for?",
    responses=answers(_INVITE, "It is still good.", *OPEN, *BODY, "invite.invalid"),
    openapi_extra=json_body(shape("Which.", _SECRET)),
)
def look_at_invite(services: Asked, sent: SmallBody) -> Response:
    """Looking does not use it up. The secret stands in the body, so that it is in no log."""
    invite = services.accounts.invites.look(words(sent, "invite")["invite"])
    return json_response(told_invite(invite), 200, QUIET)


@router.post(
    "/invites/accept",
    summary="Accept with a password, or into one's own account",
    responses=answers(_JOINED, "In.", *_COMING_IN, "password.weak", "auth.missing", "auth.fresh_needed"),
    openapi_extra=json_body(shape("Which.", _SECRET, {"password": text("For a new account.")})),
)
async def accept_invite(request: Request, services: Asked, sent: SmallBody) -> Response:
    """With a password: a new account, signed in. Without: the account this browser is signed in to is that person too."""
    require_our_origin(request)
    said = words(sent, "invite", maybe=("password",))
    if "password" in said:
        return await run_sync(_accepted, request, services, said)
    shown = await bearer(request)
    return await run_sync(_accepted_into, services, shown, said["invite"])


@router.post(
    "/invites/passkey/begin",
    summary="Begin to accept with a passkey",
    responses=answers(OPTIONS, "For `navigator.credentials.create`.", *_COMING_IN),
    openapi_extra=json_body(shape("Which.", _SECRET)),
)
def begin_joining(request: Request, services: Asked, sent: SmallBody) -> Response:
    """Options for a discoverable passkey with the user verified. Good once, for five minutes."""
    require_our_origin(request)
    return json_response(
        services.accounts.passkeys.begin_joining(words(sent, "invite")["invite"]), 200, QUIET
    )


@router.post(
    "/invites/passkey/finish",
    summary="Accept with a passkey",
    responses=answers(_JOINED, "In.", *_COMING_IN, *PASSKEY),
    openapi_extra=json_body(shape("The answer.", {**_SECRET, "credential": CREDENTIAL})),
)
def finish_joining(request: Request, services: Asked, sent: SmallBody) -> Response:
    """A new account with that passkey, signed in."""
    require_our_origin(request)
    said = parse_object(sent, {"invite": True, "credential": True})
    if not isinstance(said["invite"], str):
        raise malformed("invite", "is no text", "what stands in the link")
    made = services.accounts.passkeys.join(said["invite"], said["credential"], comer_of(request))
    return _joined(request, made)


def _accepted(request: Request, services: Services, said: dict[str, str]) -> Response:
    made = services.accounts.invites.accept_with_password(said["invite"], said["password"], comer_of(request))
    return _joined(request, made)


def _accepted_into(services: Services, shown: Shown, invite: str) -> Response:
    services.accounts.invites.accept_into(admitted(services, shown), invite)
    return json_response({}, 200, QUIET)


def _joined(request: Request, made: Joined) -> Response:
    body = told(made.signed_in) | {"recovery_codes": list(made.recovery_codes)}
    return keep(request, json_response(body, 200, QUIET), made.signed_in.secret)
