"""Decides which problem each kind of failure becomes before it leaves; the table of problems says how it looks."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from app.domain.errors import ShowclearError
from app.services.accounts.audit import is_audited
from app.web.cookies import session_of
from app.web.edge.trace import request_id_of
from app.web.pages.refusals import refused
from app.web.problems import problem, problem_of

_log = logging.getLogger("failure")
_BY_STATUS = {404: "not_found", 405: "method.not_allowed", 413: "too_large", 415: "content_type.unsupported"}
_AUDITED = frozenset(
    ("auth.missing", "auth.expired", "auth.foreign_page", "auth.fresh_needed", "permission.denied")
)
_DETAILS = {
    "not_found": "No such address.",
    "method.not_allowed": "The header Allow lists the methods this address knows.",
}
_PLACES = {"query", "path", "header", "body"}


def install(app: FastAPI) -> None:
    """Every error a route may raise is told as a problem."""
    app.add_exception_handler(ShowclearError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _by_status)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, ShowclearError)
    _audit(request, error)
    status, members = problem_of(error)
    if status >= 500:
        _log.error("request.failed", extra={"code": error.code}, exc_info=error)
    return _answer(request, status, members)


def _audit(request: Request, error: ShowclearError) -> None:
    """Keep what somebody was refused who showed something, wherever no use case kept it: runs in a thread."""
    caller, named = getattr(request.state, "asking", None), request.path_params.get("production")
    shown = caller is not None or "authorization" in request.headers or session_of(request) is not None
    elsewhere = error.code == "not_found" and caller is not None and named not in (None, caller.production)
    if not shown or is_audited(error) or not (elsewhere or error.code in _AUDITED):
        return
    request.app.state.services.accounts.audit.refused(
        f"{request.method} {request.scope['path']}"[:64],
        error.code,
        production=caller.production if caller else None,
        person=caller.person if caller else None,
        account=caller.account if caller else None,
    )


def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [_fault(found) for found in error.errors()]
    status, members = problem("request.malformed", "`errors` says what would be right.", faults)
    return _answer(request, status, members)


def _by_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _BY_STATUS.get(error.status_code, "internal")
    status, members = problem(code, _DETAILS.get(code, "The request could not be answered."))
    headers = {"Allow": ", ".join(_allowed(request))} if code == "method.not_allowed" else None
    return _answer(request, status, members, headers)


def _allowed(request: Request) -> list[str]:
    """Every method some route knows for this address; one route alone knows only its own."""
    path = request.scope["path"]
    known = iter_route_contexts(request.app.routes)
    return sorted(
        {m for one in known if compile_path(one.path or "")[0].match(path) for m in one.methods or ()}
    )


def _fault(found: dict[str, object]) -> dict[str, str]:
    where = found["loc"]
    parts = [str(part) for part in where if part not in _PLACES] if isinstance(where, tuple) else []
    context = found.get("ctx")
    expected = context.get("expected") if isinstance(context, dict) else None
    missing = found["type"] == "missing"
    return {
        "field": ".".join(parts) or "request",
        "problem": "is missing" if missing else "is not what belongs here",
        "expected": "a value" if missing else str(expected or found["msg"]),
    }


def _answer(
    request: Request, status: int, members: dict[str, object], headers: dict[str, str] | None = None
) -> Response:
    return refused(request, status, members | {"request_id": request_id_of(request.scope)}, headers)
