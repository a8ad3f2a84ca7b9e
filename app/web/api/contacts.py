"""Decides how somebody says over HTTP where they can be told, and how; whose an address is, the use case decides."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path
from starlette.responses import Response

from app.services.caller import READ, WRITE
from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("/productions/{production}", "delivery")

_WRITES: Final = (*GUARDED, *BODY, "auth.foreign_page")
_ADDS: Final = (
    *(*_WRITES, "contact.malformed", "contact.channel_off", "contact.too_many"),
    *("contact.address.malformed", "contact.address.private", "contact.address.plain"),
)
_MAYBE: Final = {"type": ["string", "null"], "format": "date-time"}
_CHANNEL: Final = {"enum": ["email", "webhook", "push", "sms", "voice"]}
_TAKES: Final = {"enum": ["hold", "due", "news"], "description": "The least urgent that goes there."}
_CONTACT: Final = shape(
    "An address.",
    {
        "id": text("Its id."),
        "channel": _CHANNEL,
        "address": text("As it was given."),
        "takes": _TAKES,
        "created_at": text("When it was added.", format="date-time"),
        "confirmed_at": _MAYBE,
        "broken_at": {**_MAYBE, "description": "Since when the other end says that nobody is there."},
    },
    {"secret": text("For a webhook, told once: what signs it."), "outside": text("Who that is.")},
)
_MINE: Final = shape(
    "One's own.",
    {
        "contacts": listed(_CONTACT),
        "channels": listed(text("What can be added here.")),
        "push_key": text("What a browser subscribes with."),
    },
)
_ADDRESS: Final = {
    "channel": _CHANNEL,
    "address": text("An e-mail address, an https URL, or a number (E.164)."),
}
_EXTRA: Final[dict[str, Any]] = {
    "takes": _TAKES,
    "keys": {"type": "object", "description": "For push: `p256dh` and `auth`, as the browser gave them."},
}
_FIELDS: Final = {"channel": True, "address": True, "takes": False, "keys": False}
_QUIET_HOURS: Final = {
    "type": ["object", "null"],
    "description": "`from` and `until` as HH:MM in the production's time zone; `due_too`. A hold never waits.",
}
_CHOICES: Final = shape("How.", {"language": {"enum": ["en", "es"]}, "quiet": _QUIET_HOURS})
_DONE: Final = shape("Done.", {})
ContactPath = Annotated[
    str, Path(alias="contact", description="The id of the address.", pattern="^[0-9a-f]{32}$")
]


@router.get("/contacts", summary="My addresses", responses=answers(_MINE, "Yours.", *GUARDED))
def list_contacts(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Where one can be told, confirmed or not yet."""
    return json_response(services.delivery.contacts.mine(caller, production), 200, QUIET)


@router.post(
    "/contacts",
    summary="Add one of my addresses",
    responses=answers(_CONTACT, "Added; a code goes there.", *_ADDS, status=201),
    openapi_extra=json_body(shape("Which.", _ADDRESS, _EXTRA)),
)
def add_contact(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """Nothing else goes there until the code has come back."""
    caller.require(production, WRITE)
    added = services.delivery.contacts.add(caller, production, parse_object(sent, _FIELDS))
    return json_response(added, 201, QUIET)


@router.post(
    "/contacts/{contact}/code",
    summary="Send another code",
    responses=answers(_CONTACT, "Sent; the one before is good no more.", *GUARDED, "auth.foreign_page"),
)
def send_code(services: Asked, caller: Asking, production: ProductionPath, contact: ContactPath) -> Response:
    """Also to confirm an address again, as a preflight may ask."""
    caller.require(production, WRITE)
    return json_response(services.delivery.contacts.ask(caller, production, contact), 200, QUIET)


@router.post(
    "/contacts/{contact}/confirm",
    summary="Confirm an address",
    responses=answers(_CONTACT, "Confirmed.", *_WRITES, "contact.code"),
    openapi_extra=json_body(shape("It.", {"code": text("The six digits that came there.")})),
)
def confirm_contact(
    services: Asked, caller: Asking, production: ProductionPath, contact: ContactPath, sent: SmallBody
) -> Response:
    """Whoever reads what comes there has the code."""
    caller.require(production, WRITE)
    code = parse_object(sent, {"code": True})["code"]
    if not isinstance(code, str) or len(code) > 40:
        raise malformed("code", "is no code", "six digits")
    return json_response(services.delivery.contacts.confirm(caller, production, contact, code), 200, QUIET)


@router.post(
    "/contacts/{contact}/remove",
    summary="Remove an address",
    responses=answers(_DONE, "Nothing goes there any more.", *GUARDED, "auth.foreign_page"),
)
def remove_contact(
    services: Asked, caller: Asking, production: ProductionPath, contact: ContactPath
) -> Response:
    """What was on its way there is not sent any more either."""
    caller.require(production, WRITE)
    services.delivery.contacts.remove(caller, production, contact)
    return json_response({}, 200, QUIET)


@router.get("/contact-choices", summary="How I am told", responses=answers(_CHOICES, "Yours.", *GUARDED))
def list_choices(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Language and quiet hours."""
    caller.require(production, READ)
    return json_response(services.delivery.messages.choices(caller, production), 200, QUIET)


@router.post(
    "/contact-choices",
    summary="Choose how I am told",
    responses=answers(_DONE, "From now on.", *_WRITES, "contact.malformed"),
    openapi_extra=json_body(_CHOICES),
)
def choose(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """Quiet hours keep back news, and what is due where one says so; never a hold."""
    caller.require(production, WRITE)
    said = parse_object(sent, {"language": True, "quiet": True})
    services.delivery.messages.choose(caller, production, said["language"], said["quiet"])
    return json_response({}, 200, QUIET)


@router.get("/outside", summary="Addresses outside", responses=answers(listed(_CONTACT), "All.", *GUARDED))
def list_outside(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Whom a last rung tells: studio safety, insurer, bond company, union hotline. For the office."""
    return json_response(services.delivery.contacts.outside(caller, production), 200, QUIET)


@router.post(
    "/outside",
    summary="Add an address outside",
    responses=answers(_CONTACT, "Added; a code goes there.", *_ADDS, "auth.fresh_needed", status=201),
    openapi_extra=json_body(shape("Which.", {"outside": text("Who that is."), **_ADDRESS}, _EXTRA)),
)
def add_outside(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """By the safety officer or a producer. Used at once: better an address nobody confirmed than none."""
    caller.require(production, WRITE)
    said = parse_object(sent, {"outside": True, **_FIELDS})
    return json_response(services.delivery.contacts.add_outside(caller, production, said), 201, QUIET)
