"""Decides how a spreadsheet, or an earlier day, is looked through and taken in over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Path, Query, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from app.domain.records.ids import Word
from app.domain.records.moments import LocalTime
from app.services.caller import WRITE
from app.services.sheets import desk
from app.services.sheets.desk import Opening
from app.services.sheets.earlier import EARLIER
from app.web.api.answering import GUARDED, QUIET, json_response
from app.web.api.parameters import DayAsked, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import malformed, read_bytes
from app.web.documents.openapi import answers
from app.web.documents.shapes import listed, shape, text, whole

router = subject("/productions/{production}/sheets/{what}", "production")

MOST_BYTES: Final = 2_000_000
_SENT: Final = "application/octet-stream"
_local_time: Final = TypeAdapter(LocalTime)
_LINE: Final = shape(
    "One line of the sheet.",
    {
        "line": whole("Its number, from 1 with the heads of the columns."),
        "state": {"enum": ["ready", "taken", "already", "wrong", "refused"]},
        "faults": listed({"type": "object", "description": "`field` (the column), `problem`, `expected`."}),
        "shown": {"type": "object", "description": "Whom or what it is about."},
    },
    {"name": text("The name that will lie beside the ledger.")},
)
_FOUND: Final = shape(
    "What comes of the sheet.",
    {
        "what": text("people, crowd, scenes or firearms."),
        **{
            state: whole(f"Lines that are {state}.")
            for state in ("ready", "taken", "already", "wrong", "refused")
        },
        "lines": listed(_LINE),
        "columns": listed(text("A column that such a sheet may have.")),
    },
)
_BODY: Final[dict[str, Any]] = {
    "requestBody": {"content": {_SENT: {"schema": {"type": "string", "format": "binary"}}}}
}
_CODES: Final = (
    *(*GUARDED, "auth.foreign_page", "content_type.unsupported", "too_large"),
    *("sheet.unreadable", "sheet.columns"),
)


async def sheet_body(request: Request, caller: Asking, production: ProductionPath) -> bytes:
    """The bytes of a file, CSV or XLSX; none, where an earlier day is asked for."""
    caller.require(production, WRITE)
    if "from_day" in request.query_params:
        return b""
    return await read_bytes(request, _SENT, MOST_BYTES)


def sheet_asked(
    what: Annotated[
        Literal["people", "crowd", "scenes", "firearms"], Path(description="What the sheet lists.")
    ],
    sent: Annotated[bytes, Depends(sheet_body)],
    day: Annotated[DayAsked | None, Query(description="For which day; left out: today.")] = None,
    from_day: Annotated[
        DayAsked | None, Query(description="The day to take over, instead of a file.")
    ] = None,
    unit: Annotated[Word, Query(description="The shooting unit, for scenes.")] = "main",
) -> desk.Asked:
    """What is brought. Refused: firearms of an earlier day, which stay taken in (`request.malformed`)."""
    if from_day is not None and what not in EARLIER:
        raise malformed(
            "from_day", "is not for firearms: they stay taken in", f"one of: {', '.join(EARLIER)}"
        )
    return desk.Asked(what, sent, day, from_day, unit)


Sheet = Annotated[desk.Asked, Depends(sheet_asked)]


@router.post(
    "/preview",
    summary="Look a sheet through",
    responses=answers(_FOUND, "What would come of each line.", *_CODES),
    openapi_extra=_BODY,
)
def preview_sheet(services: Asked, caller: Asking, production: ProductionPath, sheet: Sheet) -> Response:
    """Nothing is recorded. Each wrong line says what would be right."""
    return json_response(services.sheets.preview(caller, production, sheet), 200, QUIET)


@router.post(
    "",
    summary="Take a sheet in",
    responses=answers(_FOUND, "What came of each line.", *(*_CODES, "auth.fresh_needed", "sheet.scenes")),
    openapi_extra=_BODY,
)
def take_sheet(
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    sheet: Sheet,
    call_time: Annotated[
        str, Query(description="For scenes: the local time of the call.", max_length=8)
    ] = "",
    *,
    bulletins_attached: Annotated[
        bool, Query(description="For scenes: whether the bulletins went out with the call sheet.")
    ] = False,
) -> Response:
    """What is right becomes records in the caller's name, through the one way in; a line that is wrong stays out.

    People and crowd give roles: they ask for a sign-in of the last ten minutes. Scenes open the day.
    """
    opening = Opening(_called_at(call_time), bulletins_attached) if call_time else None
    return json_response(services.sheets.take(caller, production, sheet, opening), 200, QUIET)


def _called_at(told: str) -> str:
    try:
        return _local_time.validate_python(told)
    except ValidationError as error:
        raise malformed("call_time", "is no time", "a local time such as 07:00") from error
