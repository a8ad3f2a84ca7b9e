"""Decides how records come in and are read back over HTTP; what becomes of one is decided by the one write path."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Query, Request
from orjson import Fragment
from pydantic import AfterValidator, Field, WithJsonSchema
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.domain.ledger.sign_off_codes import SignOffCode
from app.domain.records import RECORD_KINDS
from app.domain.records.faults import closest
from app.domain.records.ids import FirearmId, PersonId, RecordRef
from app.services.container import Services
from app.services.filters import RecordFilter
from app.services.outcome import Accepted, Outcome, Refused
from app.web.api.answering import GUARDED, json_response, page_response
from app.web.api.examples import RECORD
from app.web.api.parameters import DayAsked, Paged, ProductionPath, RecordPath
from app.web.api.routing import Direct, subject
from app.web.asking import Asked, Asking, Credential, Shown, caller_of
from app.web.batches import is_array, records_in
from app.web.bodies import malformed, read_json_bytes
from app.web.carried import carried_of
from app.web.documents.openapi import answers, json_body
from app.web.documents.shapes import listed, page, ref
from app.web.pins import pins_of
from app.web.problems import problem_of

_PATH = "/productions/{production}/records"
router = subject(_PATH, "records")
_writing = subject(_PATH, "records", route=Direct)

SIGN_OFF = (
    *SignOffCode,
    *("sign_off.unknown_credential", "sign_off.counter", "sign_off.pin_needed", "sign_off.wrong_pin"),
    "sign_off.full_needed",
)
_TAKEN = {"oneOf": [ref("Receipt"), listed(ref("InBatch"))]}


@_writing.post(
    "",
    summary="Record what happened",
    status_code=201,
    responses={
        **answers(
            ref("Receipt"),
            "Recorded for the first time: one record's receipt.",
            *GUARDED,
            *("record.malformed", "record.future", "record.conflict", "person.unknown", "protocol.unknown"),
            *("batch.empty", "too_large", "content_type.unsupported", "json.malformed", "json.not_utf8"),
            *("json.duplicate_key", "json.number_range", "json.surrogate", "json.too_deep", "unavailable"),
            *("request.malformed", *SIGN_OFF),
            status=201,
        ),
        **answers(_TAKEN, "Sent before: the same receipt. Or an array was sent: one answer per record."),
    },
    openapi_extra=json_body({"oneOf": [ref("Record"), listed(ref("Record"))]}, RECORD),
)
async def add_records(request: Request, shown: Credential, production: ProductionPath) -> Response:
    """One record, or an array of up to 500.

    The `id` makes sending again harmless: the same record answers 200 with the same receipt and `Idempotent-Replayed`.
    The PINs of `pin` sign-offs come in the header `Showclear-Pins`, never in a record.
    An array that another's phone sealed comes with `Showclear-Carried`: it goes in as that person's.
    An array answers 200 with `{"status", "receipt"}` or `{"status", "problem"}` for each, in the same order.
    """
    # The ledger keeps what was sent, so no model reads the body. One step into a thread does all that may wait,
    # and who asks comes before what is wrong with the body.
    try:
        sent: bytes | ShowclearError = await read_json_bytes(
            request, request.app.state.limits.most_record_bytes
        )
    except ShowclearError as error:
        sent = error
    return await run_sync(_taken, request, shown, production, sent)


router.routes.extend(_writing.routes)


def _taken(request: Request, shown: Shown, production: str, sent: bytes | ShowclearError) -> Response:
    caller = caller_of(request, shown)
    if isinstance(sent, ShowclearError):
        raise sent
    services: Services = request.app.state.services
    desk, pins, carried = services.records, pins_of(request), carried_of(request)
    if carried is not None:
        values = records_in(sent)
        caller, values = services.accounts.carrying.opened(caller, production, carried, values)
        outcomes = desk.submit_batch(caller, production, values, pins)
        _count(request, outcomes)
        return json_response([_in_batch(outcome) for outcome in outcomes])
    if is_array(sent):
        outcomes = desk.submit_batch(caller, production, records_in(sent), pins)
        _count(request, outcomes)
        return json_response([_in_batch(outcome) for outcome in outcomes])
    outcome = desk.submit(caller, production, sent, pins)
    _count(request, [outcome])
    return _alone(outcome)


def _alone(outcome: Outcome) -> Response:
    if isinstance(outcome, Refused):
        raise outcome.error
    if outcome.replayed:
        return json_response(outcome.receipt, 200, {"Idempotent-Replayed": "true"})
    return json_response(outcome.receipt, 201)


def _in_batch(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, Accepted):
        status = 200 if outcome.replayed else 201
        return {"status": status, "receipt": Fragment(outcome.receipt)}
    status, members = problem_of(outcome.error)
    return {"status": status, "problem": members}


def _count(request: Request, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        taken = "replayed" if isinstance(outcome, Accepted) and outcome.replayed else "accepted"
        request.app.state.counters.records("refused" if isinstance(outcome, Refused) else taken)


def _known_kind(text: str) -> str:
    if text not in RECORD_KINDS:
        near = closest(text, list(RECORD_KINDS))
        raise malformed("kind", f"is no kind of record{near}", f"one of: {', '.join(RECORD_KINDS)}")
    return text


Kind = Annotated[str, AfterValidator(_known_kind), WithJsonSchema({"enum": list(RECORD_KINDS)})]


class RecordsAsked(Paged):
    """Which records."""

    day: DayAsked | None = Field(None, description="Only of this shooting day.")
    kind: Kind | None = Field(None, description="Only this kind.")
    firearm: FirearmId | None = Field(None, description="Only those that name this firearm.")
    person: PersonId | None = Field(None, description="Only those that name this person.")
    record: RecordRef | None = Field(None, description="Only those that sign, correct or answer this record.")


@router.get(
    "",
    summary="Read the records",
    responses=answers(page(ref("Entry"), "Oldest first."), "One page.", *GUARDED, "cursor.invalid"),
)
def list_records(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[RecordsAsked, Query()],
) -> Response:
    """Entries of the ledger in its order, with each record as it was sent.

    The words of a concern are left out for those they are not for; `withheld` names the places.
    """
    wanted = RecordFilter(asked.day, asked.kind, asked.firearm, asked.person, asked.record)
    found = services.reading.records(caller, production, wanted, asked.place(request), asked.limit)
    return page_response(found, asked.address(request))


@router.get("/{record}", summary="Read one record", responses=answers(ref("Entry"), "Its entry.", *GUARDED))
def read_record(services: Asked, caller: Asking, production: ProductionPath, record: RecordPath) -> Response:
    """The entry that holds the record with this id, and the receipt it was given."""
    return json_response(services.reading.record(caller, production, record))
