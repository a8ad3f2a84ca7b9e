"""Decides how reports read at a desk: which one, over which days, with plots and their tables, to take away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.domain.records.ids import FirearmId, RecordId
from app.domain.reports.world import Asked, Json
from app.services.filters import RecordFilter
from app.services.reports.rows import rows_of
from app.web.api.answering import QUIET
from app.web.api.routing import subject
from app.web.pages.coming import Coming, Reader

router = subject("/p/{production}", "session", root="")

Name = Literal["violations", "daily", "custody", "incident", "waiting", "absence", "injuries"]
Span = Literal["day", "week", "all"]
Series = Literal["per_day", "answer_hours", "checklists", "custody"]
_NAMES: Final = ("violations", "daily", "custody", "incident", "waiting", "absence", "injuries")
_DAYS: Final[dict[str, int]] = {"day": 1, "week": 7}
_SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "daily": (
        *("day", "what", "at", "firearm", "container", "words", "from", "to", "how", "back_at"),
        *("person", "statement", "position"),
    ),
    "custody": ("firearm", "occurred_at", "recorded_at", "words", "by", "holder", "position"),
    "incident": ("occurred_at", "recorded_at", "kind", "words", "by", "position"),
    "waiting": ("day", "way", "minutes", "since_at", "since_kind", "until_kind", "since_position"),
    "absence": (
        *("day", "would_be", "message", "gravity", "status", "standing", "cure_by", "due_at"),
        "trigger_position",
    ),
    "injuries": ("form", "field", "value", "say", "position"),
}
"""What of a table the page shows; the file to take away has all."""


class PageAsked(BaseModel):
    """Which report, over which days, about what."""

    name: Name = Field("violations")
    span: Span = Field("week")
    firearm: FirearmId | None = Field(None)
    incident: RecordId | None = Field(None)


@router.get("/report", include_in_schema=False)
def report_page(reader: Coming, asked: Annotated[PageAsked, Query()]) -> Response:
    """One report, with links to every other, to its days and things, and to its files."""
    wanted, query = _wanted(reader, asked)
    report = reader.services.reports.report(reader.caller, reader.production, asked.name, wanted)
    columns = _SHOWN.get(asked.name, ())
    return reader.page(
        "report_violations.html" if asked.name == "violations" else "report_rows.html",
        "report",
        report=report,
        names=_NAMES,
        asked=asked,
        choices=_choices(reader, asked.name),
        file=f"/api/v1/productions/{reader.production}/reports/{asked.name}?{query}",
        pictures=f"/p/{reader.production}/report/plots/{asked.name}",
        picked=_picked(asked),
        columns=columns,
        rows=_rows(report, columns),
        photos=reader.services.reports.photos(reader.caller, report),
        told=_told(report),
    )


@router.get("/report/plots/{name}/{series}.svg", include_in_schema=False)
def plot_picture(
    reader: Coming,
    name: Annotated[Name, Path()],
    series: Annotated[Series, Path()],
    asked: Annotated[PageAsked, Query()],
) -> Response:
    """The picture of one series: the same bytes as in the PDF. Empty where there are no numbers."""
    wanted, _ = _wanted(reader, asked.model_copy(update={"name": name}))
    report = reader.services.reports.report(reader.caller, reader.production, name, wanted)
    return Response(
        reader.services.reports.drawn(report, series, reader.words.language), 200, QUIET, "image/svg+xml"
    )


def _wanted(reader: Reader, asked: PageAsked) -> tuple[Asked, str]:
    """What the use case is asked, and the same as the query of its files."""
    newest = next(iter(reader.services.reading.days(reader.caller, reader.production)), None)
    since = _since(newest["date"] if newest else None, asked.span)
    incident = asked.incident.lower() if asked.incident else None
    firearm = asked.firearm if asked.name in ("violations", "custody", "absence") else None
    told = {"from": since.isoformat() if since else None, "firearm": firearm, "incident": incident}
    query = urlencode({name: value for name, value in told.items() if value})
    return Asked(since_on=since, firearm=firearm, incident=incident), query


def _since(newest: str | None, span: str) -> date | None:
    """The first day: so many before the newest that has records."""
    if newest is None or span not in _DAYS:
        return None
    return date.fromisoformat(newest) - timedelta(days=_DAYS[span] - 1)


def _choices(reader: Reader, name: str) -> list[tuple[str, str, str]]:
    """The things a report may be narrowed to: parameter, value, words."""
    reading, production = reader.services.reading, reader.production
    if name in ("custody", "violations", "absence"):
        return [("firearm", one["id"], one["id"]) for one in reading.firearms(reader.caller, production)]
    if name in ("incident", "injuries"):
        page = reading.records(reader.caller, production, RecordFilter(kind="incident"), None, 100)
        return [("incident", one["record"]["id"], _incident(reader, one["record"])) for one in page.items]
    return []


def _incident(reader: Reader, record: Json) -> str:
    return f"{reader.words.term(record['body']['what'])}, {reader.when(record['occurred_at'])}"


def _picked(asked: PageAsked) -> str:
    """The parameters of the page as they are, for a picture that shows the same."""
    return urlencode(asked.model_dump(exclude_none=True, exclude={"name"}))


def _told(report: Json) -> list[Json]:
    """Who was told of what, beside the ledger, in the order in which they were."""
    records = report["told"].get("records", {}).items()
    return sorted(
        (one | {"record": key} for key, some in records for one in some), key=lambda one: one["told_at"]
    )


def _rows(report: Json, columns: tuple[str, ...]) -> list[list[Any]]:
    if not columns:
        return []
    heads, rows = rows_of(report)
    places = [heads.index(column) for column in columns]
    return [[row[place] for place in places] for row in rows]
