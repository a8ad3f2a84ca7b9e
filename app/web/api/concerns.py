"""Decides how somebody without an account is heard over HTTP; it keeps nothing of who or where they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final, get_args

from fastapi import Path
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.domain.records.words import ConcernCategory
from app.web.api.answering import OPEN, QUIET, json_response
from app.web.api.examples import CONCERN
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked
from app.web.bodies import SmallBody, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, shape, text

router = subject("", "concerns")

Code = Annotated[str, Path(description="What was given when it was raised; letters of either size.")]

_REFUSED: Final = (
    *OPEN,
    *("too_large", "content_type.unsupported", "json.malformed", "json.not_utf8", "json.duplicate_key"),
)
_DETAIL = text("What is not safe, in your own words.", maxLength=4000)
_CATEGORY = {"enum": list(get_args(ConcernCategory)), "description": "About what kind of thing."}
_SAID = shape(
    "A concern.",
    {"category": _CATEGORY, "detail": _DETAIL},
    {"about": text("Whom or what, if you want to say."), "unit": text("Which shooting unit.")},
)
_CODE = shape("Keep it: nothing else leads back.", {"code": text("What was given.")})
_ANSWER = shape(
    "What was done.", {"action": text("What."), "detail": text("In words."), "recorded_at": text("When.")}
)
_BACK = shape(
    "What became of it.",
    {
        "production": text("Where."),
        "state": {"enum": ["waiting", "recorded"]},
        "category": _CATEGORY,
        "detail": _DETAIL,
        "answers": listed(_ANSWER),
    },
)


@contextmanager
def told_of_what_was_sent() -> Iterator[None]:
    """The faults of the record that was made of a concern, told by the fields of what was sent."""
    try:
        yield
    except ShowclearError as error:
        if error.code != "record.malformed":
            raise
        where = [{**fault, "field": fault["field"].removeprefix("body.")} for fault in error.where]
        raise ShowclearError(
            "request.malformed", "The concern cannot be kept like this.", where=where
        ) from error


@router.post(
    "/productions/{production}/concerns",
    summary="Raise a concern without a name",
    status_code=201,
    responses=answers(
        _CODE, "Kept; it enters the ledger with the next quarter of an hour.", *_REFUSED, status=201
    ),
    openapi_extra=json_body(_SAID, CONCERN),
)
def raise_concern(services: Asked, production: ProductionPath, sent: SmallBody) -> Response:
    """No account, no address in any log. The answer is a code, with which to read what was answered and to say more.

    The time is kept to the hour only.
    """
    said = parse_object(sent, {"category": True, "detail": True, "about": False, "unit": False})
    with told_of_what_was_sent():
        code = services.concerns.put(production, said)
    return json_response({"code": code}, 201, QUIET)


@router.get("/concerns/{code}", summary="What became of it", responses=answers(_BACK, "So far.", *OPEN))
def read_concern(services: Asked, code: Code) -> Response:
    """What was said under the code, and what was answered."""
    return json_response(services.concerns.read(code), 200, QUIET)


@router.post(
    "/concerns/{code}",
    summary="Say more",
    responses=answers(_BACK, "Kept.", *_REFUSED),
    openapi_extra=json_body(
        shape("More.", {"detail": _DETAIL}), {"detail": "It happened again after lunch."}
    ),
)
def add_to_concern(services: Asked, code: Code, sent: SmallBody) -> Response:
    """More words from whoever holds the code."""
    said = parse_object(sent, {"detail": True})
    with told_of_what_was_sent():
        services.concerns.add(code, said["detail"])
    return json_response(services.concerns.read(code), 200, QUIET)
