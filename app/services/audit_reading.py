"""Decides who may read what was refused in a production, and what only few may do there; it keeps nothing itself."""

from __future__ import annotations

from typing import Any

from app.domain.ledger.entry import recorded_at_text
from app.services.accounts.audit import Audit
from app.services.accounts.rows import AuditRow
from app.services.caller import Caller
from app.services.filters import Page
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Looking
from app.services.ports import Clock


class AuditReading(Looking):
    """The audit of one production."""

    def __init__(self, library: Library, judges: Judges, clock: Clock, audit: Audit) -> None:
        super().__init__(library, judges, clock)
        self._audit = audit

    def acts(self, caller: Caller, production: str, place: int | None, limit: int) -> Page:
        """The newest first; `place` is how many came before. Refused: `permission.denied`, `not_found`."""
        with self._look(caller, production, "audit"):
            skip = place or 0
            found = self._audit.page(production, skip, limit + 1)
        return Page([told(row) for row in found[:limit]], skip + limit if len(found) > limit else None)


def told(row: AuditRow) -> dict[str, Any]:
    """One act as JSON."""
    return {
        "id": row.id,
        "happened_at": recorded_at_text(row.happened_at),
        "deed": row.deed,
        "refused": row.refused,
        "person": row.person,
        "about": row.about,
    }
