"""Decides how the service says that it is well: alive, ready, counted; it tells nothing about any production."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from app.domain.errors import ShowclearError
from app.web.api.answering import json_response
from app.web.api.routing import subject
from app.web.asking import Asked
from app.web.documents.openapi import answers
from app.web.documents.page import POLICY, rendered
from app.web.documents.shapes import shape, text

router = subject("", "service", root="")

_WELL = shape("Well.", {"status": text("`ok`.")})


@router.get("/healthz", summary="Is the process alive?", responses=answers(_WELL, "It is."))
def is_alive() -> Response:
    """Answers as long as the process does; asks nothing of the database."""
    return json_response({"status": "ok"})


@router.get("/readyz", summary="Can it take records?", responses=answers(_WELL, "It can.", "unavailable"))
def is_ready(services: Asked) -> Response:
    """Answers 200 when the database does, else 503."""
    try:
        well = services.ready()
    except Exception as failure:
        raise ShowclearError("unavailable", "The database does not answer.") from failure
    return json_response({"status": "ok", **well})


@router.get(
    "/metrics",
    summary="Numbers since the start, for Prometheus",
    responses=answers({"type": "string"}, "Prometheus' text form.", media="text/plain"),
)
def metrics(request: Request) -> Response:
    """Counts by route and status; no label names a person, a production or a concern."""
    return PlainTextResponse(
        request.app.state.counters.text(), media_type="text/plain; version=0.0.4; charset=utf-8"
    )


@router.get("/docs", include_in_schema=False)
def page(request: Request) -> Response:
    """This interface, to read."""
    state = request.app.state
    if getattr(state, "page", None) is None:
        state.page = rendered(request.app.openapi())
    return HTMLResponse(state.page, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})


@router.get("/openapi.json", include_in_schema=False)
def document(request: Request) -> Response:
    """This interface, for machines."""
    return json_response(request.app.openapi())
