"""Decides which values a path or query may hold, in the records' own words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path, Request
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from app.domain.errors import ShowclearError
from app.domain.records.ids import ProductionId
from app.domain.records.moments import Moment
from app.domain.records.texts import Expected
from app.web.cursors import opened

_production = TypeAdapter(ProductionId)


def _with_plus(value: object) -> object:
    """A plus sign that was not escaped reaches the service as a space; no time holds one otherwise."""
    return value.replace(" ", "+") if isinstance(value, str) else value


def _ten_letters(value: object) -> object:
    """Dates are written in one form; a number of seconds or a time would pass for one else."""
    if not isinstance(value, str) or len(value) != len("2027-01-01"):
        raise ValueError("no date")
    return value


MomentAsked = Annotated[Moment, BeforeValidator(_with_plus)]
"""A moment in a query."""
DayAsked = Annotated[date, BeforeValidator(_ten_letters), Expected("a real date such as 2027-01-01")]
"""A date in a path or query."""
Gravity = Literal["critical", "serious", "other"]


def production_id(text: str) -> str:
    """The id, or `not_found`: what cannot be a production's id is no production."""
    try:
        return _production.validate_python(text)
    except ValidationError as error:
        raise ShowclearError("not_found", "There is no such production.") from error


class Paged(BaseModel):
    """What every list in pages may be asked."""

    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")
    limit: int = Field(100, ge=1, le=500, description="At most so many on a page.")

    def place(self, request: Request) -> int | None:
        """Where the page begins after; None for the first page. Refused: another list's cursor."""
        return opened(self.cursor, self.address(request))

    def address(self, request: Request) -> str:
        """What a cursor is bound to: this address with these filters."""
        filters = self.model_dump(exclude={"cursor", "limit"}, exclude_none=True)
        return "\n".join([request.url.path, *(f"{name}={value}" for name, value in filters.items())])


ProductionPath = Annotated[
    str, Path(alias="production", description="The production's id."), AfterValidator(production_id)
]
RecordPath = Annotated[str, Path(alias="record", description="The record's id.")]
DayPath = Annotated[DayAsked, Path(alias="day", description="A local date.")]
