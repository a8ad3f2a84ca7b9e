"""Decides which values a path or query may hold, in the records' own words; unknown or doubled parameters are refused.

A mistyped filter that is quietly left out would answer another question than the one that was asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError

from app.domain.errors import ShowclearError
from app.domain.records.ids import ContainerId, FirearmId, PersonId, ProductionId, SceneId, Word
from app.domain.records.moments import Day, Moment
from app.domain.records.words import Declared, Purpose
from app.web.bodies import malformed

_production = TypeAdapter(ProductionId)
MOST_ON_A_PAGE = 500


def with_plus(value: object) -> object:
    """A plus sign that was not escaped reaches the service as a space; no time holds one otherwise."""
    return value.replace(" ", "+") if isinstance(value, str) else value


def production_id(text: str) -> str:
    """The id, or `not_found`: what cannot be a production's id is no production."""
    try:
        return _production.validate_python(text)
    except ValidationError as error:
        raise ShowclearError("not_found", "There is no such production.") from error


async def only_known(request: Request) -> None:
    """Refuse (`request.malformed`) a query parameter this route does not have, or one sent twice."""
    sent = [name for name, _ in request.query_params.multi_items()]
    if not sent:
        return
    known = sorted(_query_names(request.scope["route"]))
    expected = f"one of: {', '.join(known)}" if known else "no parameters"
    for name in sent:
        if name not in known:
            raise malformed(name[:80], "is no parameter here", expected)
        if sent.count(name) > 1:
            raise malformed(name, "is sent more than once", "each parameter once")


def _query_names(route: Any) -> set[str]:
    return {field.alias for field in _query_fields(route.dependant)}


def _query_fields(dependant: Any) -> list[Any]:
    below = [field for one in dependant.dependencies for field in _query_fields(one)]
    return [*dependant.query_params, *below]


def listed(request: Request, filters: Mapping[str, object]) -> str:
    """What a cursor is bound to: this address with these filters."""
    told = [f"{name}={value}" for name, value in sorted(filters.items()) if value is not None]
    return "\n".join([request.url.path, *told])


ProductionPath = Annotated[
    str, Path(alias="production", description="The production's id."), AfterValidator(production_id)
]
DayText = Annotated[Day, AfterValidator(date.fromisoformat)]
DayFilter = Annotated[date | None, Query(description="Only this shooting day (its local date).")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE, description="At most so many.")]

__all__ = [
    "MOST_ON_A_PAGE",
    "ContainerId",
    "Cursor",
    "Day",
    "DayFilter",
    "DayText",
    "Declared",
    "FirearmId",
    "Limit",
    "Moment",
    "PersonId",
    "ProductionPath",
    "Purpose",
    "SceneId",
    "Word",
    "listed",
    "only_known",
    "production_id",
    "with_plus",
]
