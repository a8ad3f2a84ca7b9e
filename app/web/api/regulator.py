"""Decides how what a regulator is owed is told over HTTP; a notice is given by telephone and kept as a record."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import Query
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from app.web.api.answering import GUARDED, json_response, list_response
from app.web.api.parameters import DayAsked, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import malformed
from app.web.documents.openapi import answers
from app.web.documents.shapes import listed, page, shape, text, whole

router = subject("/productions/{production}/regulator", "violations")

_MOST_CLOSED: Final = 100
_YEARS: Final = range(1970, 2200)
_DAY: Final[TypeAdapter[date]] = TypeAdapter(DayAsked)
_MOMENT: Final = {"type": "string", "format": "date-time"}
_PART: Final = shape(
    "One part of a notice.",
    {
        "field": text("Which."),
        "value": {"description": "What the record knows; null where somebody has to find out."},
        "say": text("What belongs there."),
        "record": {"type": ["string", "null"], "description": "The record it comes from."},
    },
)
_GIVEN: Final = shape(
    "A notice that was given.",
    {
        "record": text("Its record id."),
        "by": {"type": ["string", "null"], "description": "Who gave it."},
        "at": _MOMENT,
        "recorded_at": _MOMENT,
        "channel": text("How."),
        "reference": {"type": ["string", "null"], "description": "The number it was given."},
        "counts": {"type": "boolean", "description": "False where it was left on a machine."},
    },
)
_NOTICE: Final = shape(
    "What an incident asks to be told to the regulator.",
    {
        "incident": text("The incident's record id."),
        "event": {"enum": ["fatality", "hospital"]},
        "occurred_at": _MOMENT,
        "due_at": {**_MOMENT, "description": "8 h after a death, 24 h after a hospital stay."},
        "left_s": whole("Seconds left; 0 when none are."),
        "state": {"enum": ["open", "given", "given_late", "overdue"]},
        "fields": listed(_PART),
        "missing": listed(text("A field nobody can read from the record.")),
        "given": listed(_GIVEN),
    },
)
_PERIOD: Final = shape(
    "A period.", {"working_days": whole("How many."), "until_on": text("Its last day.", format="date")}
)
_PERIODS: Final = shape(
    "Periods that a citation begins.",
    {
        "received_on": text("When it was received.", format="date"),
        "calendar": text("Whose holidays."),
        "closed": listed(text("A further day that does not count.", format="date")),
        "contest": _PERIOD,
        "posting": _PERIOD,
    },
)


@router.get(
    "/notices",
    summary="What the regulator is owed",
    responses=answers(page(_NOTICE, "The newest first; one page."), "All of them.", *GUARDED),
)
def list_notices(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """After a death or a serious injury: the timer, the fields a notice needs as far as the record knows them, who gave it.

    Restated from 29 CFR 1904.39; not legal advice.
    """
    return list_response(services.answering.notices(caller, production))


@router.get(
    "/periods",
    summary="When a citation's periods end",
    responses=answers(_PERIODS, "Counted in working days.", *GUARDED),
)
def citation_periods(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    received_on: Annotated[DayAsked, Query(description="The day it was received; it does not count itself.")],
    closed: Annotated[
        str, Query(max_length=_MOST_CLOSED * 11, description="Further days off, parted by commas.")
    ] = "",
) -> Response:
    """Contest: 15 working days. Posting: 3, or until abated. Federal holidays; name those that a state keeps besides."""
    _require_sane(received_on)
    told = services.answering.periods(caller, production, received_on, _days(closed))
    return json_response(told)


def _require_sane(day: date) -> None:
    if day.year not in _YEARS:
        raise malformed("received_on", "is no day a citation was received on", "a day from 1970 to 2199")


def _days(closed: str) -> list[date]:
    """The days named. Refused: what is no date (`request.malformed`)."""
    try:
        return [_DAY.validate_python(one.strip()) for one in closed.split(",") if one.strip()]
    except ValidationError as error:
        raise malformed(
            "closed", "holds something that is no date", "such as 2027-01-01,2027-01-02"
        ) from error
