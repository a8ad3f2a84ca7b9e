"""Decides which reports there are and the form they all share; what each says is decided in its own module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.judgement.violation import moment_text
from app.domain.reports.absence import absence_report
from app.domain.reports.custody import custody_report
from app.domain.reports.daily import daily_report
from app.domain.reports.incident import incident_pack
from app.domain.reports.injuries import injury_forms
from app.domain.reports.violations import violation_report
from app.domain.reports.waiting import waiting_report
from app.domain.reports.world import Asked, Json, World

VERSION: Final = 1
"""Raised when what a report says changes: a report is compared by the version it names."""
REPORTS: Final[Mapping[str, Callable[[World, Asked], Json]]] = {
    "violations": violation_report,
    "daily": daily_report,
    "custody": custody_report,
    "incident": incident_pack,
    "waiting": waiting_report,
    "absence": absence_report,
    "injuries": injury_forms,
}


def document(name: str, world: World, asked: Asked) -> Json:
    """The report of that name but for names and proof. KeyError: there is none of that name."""
    return {
        "report": name,
        "version": VERSION,
        "production": world.production,
        "made_at": moment_text(world.made_at),
        "filter": asked.to_json(),
        "entries": world.size,
        "jurisdiction": world.jurisdiction,
        **REPORTS[name](world, asked),
    }


def people_in(value: Any, known: frozenset[str]) -> set[str]:
    """The persons a report names, of those that are known."""
    if isinstance(value, str):
        return {value} & known
    if isinstance(value, dict):
        return set().union(*(people_in(one, known) for one in value.values()), set())
    if isinstance(value, list):
        return set().union(*(people_in(one, known) for one in value), set())
    return set()
