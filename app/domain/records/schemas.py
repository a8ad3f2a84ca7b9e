"""Decides how a kind of record is described to machines; the models stay the one definition."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from app.domain.records.reading import record_model


def json_schema(kind: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of a whole record of that kind, self-contained. KeyError for no kind."""
    return deepcopy(_schema(kind))


@cache
def _schema(kind: str) -> dict[str, Any]:
    schema = record_model(kind).model_json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": kind}
