"""Decides how reports leave the service: as JSON or as a table; what they say is decided by the use case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain.records.ids import FirearmId, Word
from app.services.filters import ReportFilter
from app.web.api.answering import GUARDED, json_response
from app.web.api.parameters import DayAsked, Gravity, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import malformed
from app.web.documents.openapi import answers
from app.web.documents.shapes import ref, text
from app.web.tables import csv_text

router = subject("/productions/{production}/reports", "violations")

_PLAIN: Final = (
    *("id", "hazard", "gravity", "status", "protocol", "rule", "subject", "occurred_at", "flagged_at"),
    *("message", "answers_role", "repeat_of"),
)
_LISTS: Final = ("citations", "evidence", "knowledge", "answers")


_EITHER = answers(ref("Report"), "JSON, or CSV for `Accept: text/csv` or `?format=csv`.", *GUARDED)
_EITHER[200]["content"]["text/csv"] = {"schema": text("One row per violation.")}


class ReportAsked(BaseModel):
    """Over which days, about what."""

    first: DayAsked | None = Field(None, alias="from", description="The first shooting day.")
    last: DayAsked | None = Field(None, alias="until", description="The last shooting day.")
    firearm: FirearmId | None = Field(None, description="Only about this firearm.")
    hazard: Word | None = Field(None, description="Only this hazard.")
    gravity: Gravity | None = Field(None, description="Only this gravity.")
    form: Literal["json", "csv"] | None = Field(None, alias="format", description="Instead of `Accept`.")


@router.get(
    "/violations",
    summary="The violation report",
    responses=_EITHER,
)
def violation_report(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[ReportAsked, Query()],
) -> Response:
    """Particulars, provision cited, evidence with ledger positions, earlier records on the hazard, and answers.

    Found by rule from the records named; not a finding of fault or law.
    """
    if asked.first and asked.last and asked.last < asked.first:
        raise malformed("until", "lies before `from`", "a day not before `from`")
    wanted = ReportFilter(asked.first, asked.last, asked.firearm, asked.hazard, asked.gravity)
    report = services.reading.report_of_violations(caller, production, wanted)
    if (asked.form or _preferred(request.headers.get("accept", ""))) == "json":
        return json_response(report)
    name = f'attachment; filename="violations-{production}.csv"'
    rows = list(_rows(report["violations"]))
    return Response(csv_text((*_PLAIN, *_LISTS), rows), 200, {"Content-Disposition": name}, "text/csv")


def _preferred(accept: str) -> Literal["json", "csv"]:
    """CSV for a reader who names it and does not name JSON."""
    return "csv" if "text/csv" in accept and "application/json" not in accept else "json"


def _rows(items: Sequence[dict[str, Any]]) -> Iterator[list[object]]:
    """One row per violation; a list in a cell is one line per part."""
    for item in items:
        yield [
            *(item.get(name) for name in _PLAIN),
            *("\n".join(_line(part) for part in item.get(name, ())) for name in _LISTS),
        ]


def _line(part: Any) -> str:
    if not isinstance(part, dict):
        return str(part)
    return "; ".join(f"{name}: {value}" for name, value in part.items() if value is not None)
