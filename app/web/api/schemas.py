"""Decides how a client learns what a record may hold: JSON Schema per kind; the models stay the one definition."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.domain.errors import ShowclearError
from app.domain.records import GROUPS, RECORD_KINDS, json_schema
from app.web.api.answering import OPEN, json_response
from app.web.api.routing import subject
from app.web.documents.openapi import answers
from app.web.documents.shapes import listed, shape, text

router = subject("/schemas", "records")

Kind = Annotated[str, Path(description="The kind of record.")]

_KIND = shape(
    "One kind of record.", {"kind": text("Its name."), "group": text("Its group."), "schema": text("Where.")}
)


@router.get(
    "",
    summary="List the kinds of records",
    responses=answers(shape("All.", {"items": listed(_KIND)}), "Every kind.", *OPEN),
)
def record_kinds() -> Response:
    """Every kind, by group, with the address of its schema."""
    items = [
        {"kind": kind, "group": group, "schema": f"/api/v1/schemas/{kind}"}
        for group, kinds in GROUPS.items()
        for kind in kinds
    ]
    return json_response({"items": items, "next": None})


@router.get(
    "/{kind}",
    summary="The JSON Schema of one kind",
    responses=answers({"type": "object"}, "JSON Schema 2020-12.", *OPEN),
)
def record_schema(kind: Kind) -> Response:
    """A whole record of that kind, envelope and body, self-contained."""
    if kind not in RECORD_KINDS:
        raise ShowclearError("not_found", "There is no such kind of record.")
    return json_response(json_schema(kind))
