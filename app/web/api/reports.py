"""Decides how reports leave the service: as JSON, as a table, as a PDF; what they say is decided by the use case."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Path, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain.records.ids import FirearmId, RecordId, Word
from app.domain.reports.world import Asked as AskedOf
from app.services.reports.rows import sheet_of
from app.web.api.answering import GUARDED, json_response
from app.web.api.parameters import DayAsked, Gravity, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.bodies import malformed
from app.web.documents.openapi import answers
from app.web.documents.shapes import ref, text
from app.web.tables import csv_text

router = subject("/productions/{production}/reports", "violations")

Form = Literal["json", "csv", "pdf"]
Language = Literal["en", "es"]
_PDF: Final = "application/pdf"
_ANY = answers(
    ref("Report"), "JSON; CSV or PDF for `Accept: text/csv`, `application/pdf` or `?format=`.", *GUARDED
)
_ANY[200]["content"]["text/csv"] = {"schema": text("One row per line of the report.")}
_ANY[200]["content"][_PDF] = {"schema": text("PDF/A-3a, tagged; the JSON is attached.", format="binary")}


class ReportAsked(BaseModel):
    """Over which days, about what."""

    first: DayAsked | None = Field(None, alias="from", description="The first shooting day.")
    last: DayAsked | None = Field(None, alias="until", description="The last shooting day.")
    firearm: FirearmId | None = Field(None, description="Only about this firearm.")
    hazard: Word | None = Field(None, description="Only this hazard.")
    protocol: Word | None = Field(None, description="Only rules of this protocol, whatever its version.")
    gravity: Gravity | None = Field(None, description="Only this gravity.")
    status: Literal["open", "acknowledged", "corrected", "contested", "rebutted"] | None = Field(
        None, description="Only what is in this state."
    )
    form: Form | None = Field(None, alias="format", description="Instead of `Accept`.")
    language: Language = Field("en", description="Of a PDF: of everything but what people and rules wrote.")

    def asked(self) -> AskedOf:
        """As the use case asks. Refused: a span that ends before it begins (`request.malformed`)."""
        _require_span(self.first, self.last)
        return AskedOf(
            self.first, self.last, self.firearm, self.hazard, self.protocol, self.gravity, self.status
        )


@router.get("/violations", summary="The violation report", responses=_ANY)
def violation_report(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    asked: Annotated[ReportAsked, Query()],
) -> Response:
    """Particulars, provision cited, evidence with ledger positions, earlier records on the hazard, answers, proof.

    Found by rule from the records named; not a finding of fault or law.
    """
    return _given(request, services, caller, production, "violations", asked.asked(), asked)


Named = Annotated[
    Literal["daily", "custody", "incident", "waiting", "absence", "injuries"],
    Path(description="Which report."),
]


class SpanAsked(BaseModel):
    """Over which days, about which firearm or incident."""

    first: DayAsked | None = Field(None, alias="from", description="The first shooting day.")
    last: DayAsked | None = Field(None, alias="until", description="The last shooting day.")
    firearm: FirearmId | None = Field(None, description="Of custody and absence: only of this firearm.")
    incident: RecordId | None = Field(None, description="Of incident and injuries: the incident's record.")
    form: Form | None = Field(None, alias="format", description="Instead of `Accept`.")
    language: Language = Field("en", description="Of a PDF: of everything but what people and rules wrote.")


@router.get("/{name}", summary="Another report", responses=_ANY)
def other_report(
    request: Request,
    services: Asked,
    caller: Asking,
    production: ProductionPath,
    name: Named,
    asked: Annotated[SpanAsked, Query()],
) -> Response:
    """Daily firearms, custody, incident pack, who waited for whom, what is absent, data for injury forms; with proof."""
    _require_span(asked.first, asked.last)
    incident = asked.incident.lower() if asked.incident else None
    wanted = AskedOf(asked.first, asked.last, firearm=asked.firearm, incident=incident)
    return _given(request, services, caller, production, name, wanted, asked)


def _require_span(first: date | None, last: date | None) -> None:
    """Nothing, unless the span ends before it begins (`request.malformed`)."""
    if first and last and last < first:
        raise malformed("until", "lies before `from`", "a day not before `from`")


def _given(
    request: Request,
    services: Asked,
    caller: Asking,
    production: str,
    name: str,
    asked: AskedOf,
    way: ReportAsked | SpanAsked,
) -> Response:
    report = services.reports.report(caller, production, name, asked)
    form = way.form or _preferred(request.headers.get("accept", ""))
    if form == "json":
        return json_response(report)
    filed = {"Content-Disposition": f'attachment; filename="{name}-{production}.{form}"'}
    if form == "pdf":
        pictured = services.reports.pictured(caller, report, way.language)
        return Response(services.reports.printed(pictured), 200, filed, _PDF)
    columns, rows = sheet_of(report)
    return Response(csv_text(columns, rows), 200, filed, "text/csv")


def _preferred(accept: str) -> Form:
    """CSV or PDF for a reader who names it and does not name JSON."""
    if "application/json" in accept:
        return "json"
    return "csv" if "text/csv" in accept else "pdf" if _PDF in accept else "json"
