"""Decides how what was not met reads at a desk: everything open in every production of the reader, and one of them whole."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import Path, Query
from starlette.responses import Response

from app.services.caller import Caller
from app.services.filters import ViolationFilter
from app.web.api.routing import subject
from app.web.pages.coming import Coming, Reader
from app.web.pages.drawings import columns
from app.web.pages.escalations import climbing_of

router = subject("/p/{production}", "session", root="")

Shown = Literal["open", "corrected", "rebutted"]
_STATUSES: Final = {
    "open": ("open", "contested", "acknowledged"),
    "corrected": ("corrected",),
    "rebutted": ("rebutted",),
}
_GRAVITIES: Final = ("critical", "serious", "other")
_MOST: Final = 200
_ACTIONS: Final = ("acknowledge", "investigate", "correct", "contest")


@router.get("/queue", include_in_schema=False)
def queue_page(reader: Coming, show: Annotated[Shown, Query()] = "open") -> Response:
    """What is open, over all days and units: the gravest first, and of those the newest."""
    callers = reader.everywhere()
    found = [violation for caller in callers for violation in _listed(reader, caller, show)]
    found.sort(key=lambda one: one["flagged_at"], reverse=True)
    found.sort(key=lambda one: _GRAVITIES.index(one["gravity"]))
    standing = {one.production: reader.services.reading.standing(one, one.production) for one in callers}
    return reader.page(
        "queue.html",
        "queue",
        violations=found,
        standing=standing,
        climbing={one.production: climbing_of(reader, one)[0] for one in callers},
        productions=[one.production for one in callers],
        show=show,
        shows=list(_STATUSES),
        most=_MOST,
        days=columns(reader.services.reading.days(reader.caller, reader.production)[:31][::-1]),
    )


@router.get("/violations/{violation}", include_in_schema=False)
def violation_page(reader: Coming, violation: Annotated[str, Path(max_length=200)]) -> Response:
    """One violation: what it rests on, who knew of the hazard before, who answers, and a form to answer with."""
    told = reader.services.reading.violation(reader.caller, reader.production, violation)
    actions = (*_ACTIONS, "resolve") if told.get("by_correction") else _ACTIONS
    return reader.page(
        "violation.html",
        "queue",
        violation=told,
        actions=actions,
        answers=[_answer(reader, one["record"]) for one in told["answers"]],
        concerned=reader.caller.person in told["persons"],
        may_answer=not reader.roles <= {"inspector", "admin"},
    )


def _listed(reader: Reader, caller: Caller, show: Shown) -> list[dict[str, Any]]:
    reading = reader.services.reading
    return [
        violation
        for status in _STATUSES[show]
        for violation in reading.violations(
            caller, caller.production, ViolationFilter(status=status), None, _MOST
        ).items
    ]


def _answer(reader: Reader, record: str) -> dict[str, Any]:
    return reader.services.reading.record(reader.caller, reader.production, record)
