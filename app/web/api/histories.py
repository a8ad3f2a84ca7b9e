"""Decides how a firearm's or lot's signed history is given and taken in over HTTP; who may is decided by the use case."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Path
from starlette.responses import Response

from app.domain.ledger.history import LONGEST_BYTES
from app.services.caller import READ
from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import RecordBody, malformed, parse_object
from app.web.codes import qr_code
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("/productions/{production}/histories/{thing}", "ledger")

_LONGEST_KEY: Final = 300
_WRONG: Final = (
    "history.malformed",
    "history.altered",
    "history.expired",
    "history.other_thing",
    "history.key",
)
ThingPath = Annotated[
    str,
    Path(
        alias="thing",
        pattern="^(firearm|lot):[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        description="`firearm:<id>` or `lot:<container>`.",
    ),
]
_BROUGHT: Final = shape(
    "What another production signed. It is no record of this one.",
    {
        "digest": text("SHA-256 of it."),
        "signed_by": text("That production."),
        "vkey": text("The key that signed it."),
        "made_on": text("A day."),
        "expires_on": text("The last day on which it was good to be taken in."),
        "totals": {"type": "object", "description": "Counts over everything that was recorded there."},
        "lines": listed({"type": "object"}),
        "proven": {"type": "integer", "description": "Lines with their path to a signed checkpoint."},
        "left_out": {"type": "integer", "description": "Lines that are only counted."},
        "brought_by": text("A person."),
        "brought_at": text("When."),
    },
)
_STATE: Final = shape(
    "Whether its history may leave, and what came with it.",
    {
        "thing": text("Which."),
        "intake": text("The record by which it was taken in."),
        "claim": text("What the owner's consent says, word for word."),
        "refused": {"type": ["object", "null"], "description": "Why its history may not leave."},
        "brought": listed(_BROUGHT),
    },
)
_ASKED: Final = shape(
    "A history.",
    {"history": text("The file, or what the code held.", maxLength=LONGEST_BYTES)},
    {"key": text("A key that you trust; else its own.", maxLength=_LONGEST_KEY)},
)


@router.get("", summary="A history that travels", responses=answers(_STATE, "It.", *GUARDED))
def read_histories(services: Asked, caller: Asking, production: ProductionPath, thing: ThingPath) -> Response:
    """Everybody may look. What was brought along was signed elsewhere, and is not judged here."""
    return json_response(services.outside.histories.told(caller, production, thing))


@router.get(
    "/file",
    summary="Take a history along",
    responses=answers(
        text("A signed note."),
        "It.",
        *(*GUARDED, "history.no_consent", "history.no_number"),
        media="text/plain",
    ),
)
def give_history(services: Asked, caller: Asking, production: ProductionPath, thing: ThingPath) -> Response:
    """With the owner's consent. Every line leads to a signed checkpoint; no person and no text is in it."""
    told = services.outside.histories.give(caller, production, thing)
    name = f"{production}-{thing.replace(':', '-')}.history"
    headers = QUIET | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(told, media_type="text/plain; charset=utf-8", headers=headers)


@router.get(
    "/code.svg",
    summary="A history as a QR code",
    responses=answers(
        text("An SVG."), "It.", *(*GUARDED, "history.no_consent", "history.no_number"), media="image/svg+xml"
    ),
)
def draw_history(services: Asked, caller: Asking, production: ProductionPath, thing: ThingPath) -> Response:
    """What was counted and the newest lines that fit, signed; without their paths."""
    told = services.outside.histories.give_small(caller, production, thing)
    return Response(qr_code(told, level="l"), media_type="image/svg+xml", headers=QUIET)


@router.post(
    "",
    summary="Take in a history that came with it",
    status_code=201,
    responses=answers(
        _BROUGHT,
        "It holds, and is kept beside the ledger.",
        *(*GUARDED, *BODY, "auth.foreign_page", *_WRONG, "history.no_number"),
        status=201,
    ),
    openapi_extra=json_body(_ASKED),
)
def bring_history(
    services: Asked, caller: Asking, production: ProductionPath, thing: ThingPath, sent: RecordBody
) -> Response:
    """Checked first: signature, paths, its last day, the number at the intake here."""
    caller.require(production, READ)
    said = parse_object(sent, {"history": True, "key": False})
    history, key = said["history"], said.get("key")
    if not isinstance(history, str) or len(history) > LONGEST_BYTES:
        raise malformed("history", "is no text", f"at most {LONGEST_BYTES} characters")
    if key is not None and (not isinstance(key, str) or len(key) > _LONGEST_KEY):
        raise malformed("key", "is no key", "showclear/<production>+<key id>+<base64>")
    return json_response(services.outside.histories.bring(caller, production, thing, history, key), 201)
