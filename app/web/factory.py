"""Decides how the edge is put together: routes, limits, problems, its own description; it opens and owns nothing."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from app.services.container import Services
from app.web import problem_handlers
from app.web.api import (
    account,
    archives,
    attachments,
    audit,
    clearance,
    concern_desk,
    concerns,
    contacts,
    counts,
    day_pack,
    drills,
    erasure,
    exports,
    histories,
    invites,
    ledger,
    live,
    messages,
    papers,
    portraits,
    productions,
    receipts,
    records,
    regulator,
    rejudged,
    reports,
    requests,
    schemas,
    service,
    sessions,
    sheets,
    sign_offs,
    signing_in,
    standings,
    studio,
    tokens,
    violations,
)
from app.web.documents.openapi import document
from app.web.edge.conditional import Conditional
from app.web.edge.counters import Counters
from app.web.edge.drill import DrillMark
from app.web.edge.fallback import Fallback
from app.web.edge.rate import RateLimit
from app.web.edge.trace import Trace
from app.web.limits import Limits
from app.web.pages import (
    assets,
    concern,
    day,
    installed,
    own_day,
    paper,
    people,
    protocols,
    queue,
    sign,
    sign_in,
    styleguide,
    verifier,
)
from app.web.pages import concerns as concern_pages
from app.web.pages import contacts as contact_pages
from app.web.pages import drills as drill_pages
from app.web.pages import escalations as escalation_pages
from app.web.pages import histories as history_pages
from app.web.pages import ledger as ledger_pages
from app.web.pages import regulator as regulator_pages
from app.web.pages import report as report_pages
from app.web.pages import sheets as sheet_pages

# Matched in this order: what is asked most stands first.
_SUBJECTS = (
    *(
        records,
        clearance,
        violations,
        live,
        day_pack,
        ledger,
        productions,
        reports,
        sessions,
        requests,
        standings,
        regulator,
        drills,
        concerns,
        concern_desk,
        schemas,
    ),
    sign_offs,
    contacts,
    messages,
    receipts,
    rejudged,
    attachments,
    portraits,
    sheets,
    counts,
    papers,
    *(
        signing_in,
        studio,
        account,
        tokens,
        invites,
        exports,
        archives,
        histories,
        sign_in,
        sign,
        installed,
        verifier,
        assets,
        queue,
        escalation_pages,
        drill_pages,
        day,
        ledger_pages,
        history_pages,
        sheet_pages,
        report_pages,
        protocols,
        concern_pages,
        contact_pages,
        regulator_pages,
        own_day,
        people,
        paper,
        concern,
        styleguide,
        audit,
        erasure,
        service,
    ),
)


class Showclear(FastAPI):
    """FastAPI with the service's own description of itself."""

    def openapi(self) -> dict[str, Any]:
        """The document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = document(self)
        return self.openapi_schema


def create_app(services: Services, limits: Limits | None = None) -> FastAPI:
    """The whole of HTTP over these services. Starting and stopping them is the caller's business."""
    limits, counters = limits or Limits(), Counters()
    templates: dict[object, str] = {}
    app = Showclear(
        title="Showclear",
        version=version("showclear"),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        middleware=[
            Middleware(Trace, counters=counters, templates=templates),
            Middleware(DrillMark),
            Middleware(Fallback),
            Middleware(RateLimit, asked=limits.asked, refused=limits.refused, nameless=limits.nameless),
            Middleware(Conditional),
        ],
    )
    app.state.services, app.state.limits, app.state.counters = services, limits, counters
    for subject in _SUBJECTS:
        app.router.routes.extend(subject.router.routes)
    for loose in (messages.reports, sign_in.back, installed.screens):
        app.router.routes.extend(loose.routes)
    templates.update({one.endpoint: one.path for one in app.routes if isinstance(one, APIRoute)})
    problem_handlers.install(app)
    return app
