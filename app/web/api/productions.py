"""Decides how a production and what belongs to it is read over HTTP; records and the command line change it."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from app.web.api.answering import GUARDED, json_response, list_response
from app.web.api.parameters import DayPath, ProductionPath
from app.web.api.routing import subject
from app.web.asking import Asked, Asking
from app.web.documents.openapi import answers
from app.web.documents.shapes import page, ref

router = subject("/productions", "production")


def _answers(name: str, words: str) -> Any:
    return answers(page(ref(name), words), words, *GUARDED)


@router.get("", summary="My productions", responses=_answers("Production", "The one the token opens."))
def list_productions(services: Asked, caller: Asking) -> Response:
    """A token belongs to one production. Productions are made from the command line, by `showclear people`."""
    return list_response(services.reading.productions(caller))


@router.get("/{production}", summary="One production", responses=answers(ref("Production"), "It.", *GUARDED))
def read_production(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Where it counts its days, which pack it adopted, how long its ledger is."""
    return json_response(services.reading.production(caller, production))


@router.get("/{production}/people", summary="Its people", responses=_answers("Person", "Everybody it had."))
def list_people(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Ids, names where they were not erased, roles with their times. A `role` record gives a role."""
    return list_response(services.reading.people(caller, production))


@router.get("/{production}/firearms", summary="Its firearms", responses=_answers("Thing", "All taken in."))
def list_firearms(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Each firearm as it was taken in, with who has it and what holds it now."""
    return list_response(services.reading.firearms(caller, production))


@router.get(
    "/{production}/ammunition", summary="Its ammunition", responses=_answers("Thing", "All taken in.")
)
def list_ammunition(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Each container as it was taken in, with who has it and what holds it now."""
    return list_response(services.reading.ammunition(caller, production))


@router.get("/{production}/days", summary="Its shooting days", responses=_answers("Day", "Newest first."))
def list_days(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Every date with records: how many, and how many violations by gravity."""
    return list_response(services.reading.days(caller, production))


@router.get(
    "/{production}/days/{day}",
    summary="The board of one day",
    responses=answers(ref("Board"), "It.", *GUARDED),
)
def read_day(services: Asked, caller: Asking, production: ProductionPath, day: DayPath) -> Response:
    """What was done, who has what, what holds, what is due and what was not met."""
    return json_response(services.reading.board(caller, production, day))


@router.get("/{production}/protocols", summary="Its protocols", responses=_answers("Protocol", "In force."))
def list_protocols(services: Asked, caller: Asking, production: ProductionPath) -> Response:
    """Each protocol version of the packs adopted last, with checklist, rules and citations."""
    return list_response(services.reading.protocols(caller, production))
