"""Decides how a signature is asked for over HTTP; what comes of it is sent as a record."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.canonical import Json
from app.services.signing_off import Wish
from app.web.api.answering import GUARDED, QUIET, json_response, list_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import RecordBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, page, ref, shape, text

keys = subject("/sealing-key", "records")
router = subject("/productions/{production}/sign-offs", "records")

_FIELDS: Final = {"person": True, "role": True, "at": True, "language": True}
_MORE: Final = {"records": False, "ids": False, "statement": False, "declined": False}
_WISH: Final = shape(
    "Who signs what. `records` are about to be sent, `ids` are in the ledger.",
    {
        "person": text("Who."),
        "role": text("In which role."),
        "at": text("When.", format="date-time"),
        "language": text("The language of the words, such as `es`."),
    },
    {
        "records": listed(ref("Record")),
        "ids": listed(text("A record's id.")),
        "statement": text("The words, where the record names no protocol."),
        "declined": {"type": "boolean"},
    },
)
SEALING_SUITE: Final = "DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM"
_SEALING: Final = shape(
    "A public key.",
    {"suite": text("In the words of RFC 9180."), "public_key": text("65 bytes (SEC 1), base64url.")},
)
_ASKED: Final = shape(
    "What to sign, as docs/sign-offs.md says.",
    {
        "challenge": text("For the authenticator, base64url."),
        "rp": text("The relying party."),
        "keys": {"type": "object"},
        "sign_offs": listed({"type": "object"}),
    },
)


@router.get(
    "",
    summary="Signatures awaited",
    responses=answers(
        page(ref("Awaited"), "What is due first first."), "Those that may still come.", *GUARDED
    ),
)
def list_awaited(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """By which roles, of whom the record names, under which words and until when. A required one is a violation too."""
    return list_response(services.reading.awaited(caller, production))


@router.post(
    "",
    summary="Prepare a signature by passkey",
    responses=answers(
        _ASKED,
        "What to sign. Nothing is stored.",
        *(*GUARDED, "content_type.unsupported", "too_large", "json.malformed", "request.malformed"),
        *("record.malformed", "protocol.unknown", "sign_off.malformed", "sign_off.wrong_role"),
        *("sign_off.wrong_statement", "sign_off.unknown_credential"),
    ),
    openapi_extra=json_body(_WISH),
)
def prepare(services: Asked, caller: Asking, production: ProductionPath, sent: RecordBody) -> Response:
    """The challenge over up to 500 records, and the sign-off of each but for the signature."""
    services.signing_off.require(caller, production)
    wish = _wish(parse_object(sent, _FIELDS | _MORE))
    return json_response(services.signing_off.prepare(caller, production, wish), 200, QUIET)


@keys.get("", summary="What PINs are sealed to", responses=answers(_SEALING, "The newest key.", *GUARDED))
def sealing_key(services: Asked, _caller: Asking) -> Response:
    """The public key by which a phone without a signal seals a PIN, as docs/sign-offs.md says."""
    told = {"suite": SEALING_SUITE, "public_key": encode_base64url(services.sealing_key)}
    return json_response(told)


def _wish(value: dict[str, Json]) -> Wish:
    words: dict[str, Any] = {}
    for name in (*_FIELDS, "statement"):
        found = value.get(name)
        if found is not None or name in _FIELDS:
            words[name] = _typed(name, found, str, "a text")
    ids = [
        _typed("ids", one, str, "a list of texts")
        for one in _typed("ids", value.get("ids", []), list, "a list")
    ]
    records = _typed("records", value.get("records", []), list, "a list")
    declined = _typed("declined", value.get("declined", False), bool, "true or false")
    return Wish(**words, values=records, ids=ids, declined=declined)


def _typed(name: str, value: Json, kind: type, expected: str) -> Any:
    if type(value) is not kind:
        raise malformed(name, "is something else", expected)
    return value


router.routes.extend(keys.routes)
