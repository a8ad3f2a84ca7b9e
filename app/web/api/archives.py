"""Decides how a production is handed over and kept, over HTTP; who may is decided by the use cases."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, Final

from fastapi import Path, Request
from starlette.responses import Response, StreamingResponse

from app.domain.people.retention import MOST_YEARS
from app.services.caller import READ, WRITE
from app.services.handing_over import LONGEST_REASON
from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.parameters import ProductionPath
from app.web.api.routing import subject
from app.web.api.signing_in import BODY
from app.web.asking import Asked, Asking
from app.web.bodies import RecordBody, SmallBody, malformed, parse_object
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, ref, shape, text
from app.web.pins import pins_of

router = subject("/productions/{production}", "ledger")

_IN_MEMORY: Final = 4_000_000
_PIECE: Final = 64 * 1024
_FRESH: Final = (*GUARDED, *BODY, "auth.foreign_page", "auth.fresh_needed")
_REASON: Final = text("Kept in the audit.", minLength=1, maxLength=LONGEST_REASON)
_CLOSING_CODES: Final = tuple(
    f"closing.{name}" for name in ("no_custodian", "no_archive", "not_signed", "outdated", "apart")
)
_MADE: Final = shape(
    "An archive that was made here.",
    {
        "digest": text("SHA-256 of its manifest."),
        "entries": {"type": "integer"},
        "made_at": text("When."),
        "apart": {"type": "boolean", "description": "With words that are set apart from the ledger."},
    },
)
_CLOSED: Final = shape(
    "A closing.",
    {
        "digest": text("Of the archive."),
        "record": text("The custodian's receipt."),
        "closed_by": text("A person."),
        "closed_at": text("When."),
    },
)
_STATE: Final = shape(
    "How far the hand-over is.",
    {
        "archives": listed(_MADE),
        "custodian": {"type": ["string", "null"], "description": "Who keeps the record afterwards."},
        "receipt": {"type": ["object", "null"], "description": "The body of the custodian's record."},
        "closed": {"anyOf": [_CLOSED, {"type": "null"}]},
        "missing": listed(
            shape("What a closing still misses.", {"code": text("A code."), "words": text("For people.")})
        ),
    },
)
_FLOOR: Final = shape(
    "A floor that was set.",
    {
        "years": {"type": "integer"},
        "reason": text("Why."),
        "set_by": text("A person."),
        "set_at": text("When."),
    },
)
_FLOORS: Final = shape(
    "How long everything is kept at the least.",
    {
        "years": {"type": "integer", "description": "Whole years after that of the last record."},
        "least": {"type": "integer", "description": "Where nobody set one."},
        "kept_until": {"type": ["string", "null"], "description": "The first day on which it could end."},
        "holds": listed(text("The record id of an incident with somebody hurt: no day ends that.")),
        "floors": listed(_FLOOR),
    },
)
DigestPath = Annotated[
    str, Path(alias="sha256", pattern="^[0-9a-f]{64}$", description="The digest of an archive.")
]


@router.get(
    "/archives",
    summary="How far the hand-over is",
    responses=answers(_STATE, "The archives, the closing, and what it misses.", *GUARDED),
)
def list_archives(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """For the safety officer, the producer and the custodian. `receipt` is what the custodian's record has to say."""
    return json_response(services.outside.handing_over.told(caller, production), 200, QUIET)


@router.post(
    "/archives",
    summary="Take the whole production away as one archive",
    responses=answers(
        text("A ZIP; `Showclear-Archive` is its digest."),
        "All of it but words that are set apart from the ledger.",
        *(*_FRESH, "archive.incomplete"),
        media="application/zip",
    ),
    openapi_extra=json_body(shape("What for.", {"reason": _REASON})),
)
def take_archive(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """For the same, signed in within the last ten minutes. Each time is in the audit. Sealed names are in it."""
    caller.require(production, READ)
    reason = _reason(parse_object(sent, {"reason": True})["reason"])
    file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    try:
        made = services.outside.handing_over.take(caller, production, reason, file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="{production}-{made.digest[:16]}.zip"',
        "Showclear-Archive": made.digest,
    }
    return StreamingResponse(_pieces(file), media_type="application/zip", headers=QUIET | headers)


@router.post(
    "/archives/{sha256}/receipt",
    summary="The custodian's receipt for an archive",
    status_code=201,
    responses=answers(
        {"type": "object"},
        "It is in the ledger: the receipt of the record.",
        *(*GUARDED, *BODY, "auth.foreign_page", *_CLOSING_CODES[:3], "record.malformed"),
        status=201,
    ),
    openapi_extra=json_body(ref("Record")),
)
def receive_archive(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    sha256: DigestPath,
    sent: RecordBody,
) -> Response:
    """A record like any other (`evidence`), but refused where it would be no receipt for this archive.

    Signed in it by the custodian, with a passkey, or on paper that is attached.
    """
    caller.require(production, WRITE)
    done = services.outside.handing_over.receive(caller, production, sha256, sent, pins_of(request))
    headers = {"Idempotent-Replayed": "true"} if done.replayed else {}
    return json_response(done.receipt, 200 if done.replayed else 201, headers)


@router.post(
    "/closing",
    summary="Close the production",
    responses=answers(_CLOSED, "It is closed; late records are still taken.", *_FRESH, *_CLOSING_CODES),
    openapi_extra=json_body(shape("By which record.", {"record": text("The custodian's receipt.")})),
)
def close_production(
    services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody
) -> Response:
    """Once the custodian signed for an archive of everything. `GET .../archives` says what is missing."""
    caller.require(production, READ)
    record = parse_object(sent, {"record": True})["record"]
    if not isinstance(record, str):
        raise malformed("record", "is no record id", "a UUID")
    return json_response(services.outside.handing_over.close(caller, production, record), 200, QUIET)


@router.get(
    "/retention",
    summary="How long everything is kept at the least",
    responses=answers(_FLOORS, "The floor, and what holds beyond it.", *GUARDED),
)
def read_retention(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Everybody may know. Nothing that was recorded, no file and no archive is deleted before."""
    return json_response(services.outside.floors.told(caller, production))


@router.post(
    "/retention",
    summary="Raise the floor",
    responses=answers(_FLOORS, "It is higher now.", *_FRESH, "retention.lower"),
    openapi_extra=json_body(shape("How high, and why.", {"years": {"type": "integer"}, "reason": _REASON})),
)
def raise_retention(services: Asked, caller: Asking, production: ProductionPath, sent: SmallBody) -> Response:
    """For the safety officer, the producer and the custodian. It only goes up."""
    caller.require(production, READ)
    said = parse_object(sent, {"years": True, "reason": True})
    years: Any = said["years"]
    if not isinstance(years, int) or isinstance(years, bool) or not 0 < years <= MOST_YEARS:
        raise malformed("years", "is no number of years", f"1 to {MOST_YEARS}")
    reason = _reason(said["reason"])
    return json_response(services.outside.floors.set(caller, production, years, reason), 200, QUIET)


def _reason(reason: object) -> str:
    if not isinstance(reason, str) or not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise malformed("reason", "is no reason", f"1 to {LONGEST_REASON} characters")
    return reason.replace("\x00", "")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
