"""Decides how long what is kept of a production is kept at the least: a floor that only goes up, and holds above it.

It deletes nothing. What does asks here first: names beside the ledger; nothing else that is whole is ever deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import require_read
from app.domain.people.retention import LEAST_YEARS, MOST_YEARS, may_go_on
from app.services.accounts.freshness import require_fresh
from app.services.caller import Caller
from app.services.erasure import Drawer, holds_of
from app.services.handing_over import LONGEST_REASON, Privileged
from app.services.judges import Judges
from app.services.library import Library, Shelves
from app.services.looking import Look, Looking
from app.services.ports import Clock


class Floor(NamedTuple):
    """A floor that was set."""

    years: int
    """Whole years after the one in which something was last recorded."""
    reason: str
    set_by: str
    set_at: datetime


class FloorBook(Protocol):
    """Floors that were set. They are only added to."""

    def floors(self, production: str) -> Sequence[Floor]:
        """All of them, the highest first."""
        ...

    def add(self, production: str, floor: Floor) -> None:
        """One more."""
        ...


class Floors(Looking):
    """The floors of productions."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        book: FloorBook,
        drawer: Drawer,
        privileged: Privileged,
    ) -> None:
        super().__init__(library, judges, clock)
        self._book, self._drawer = book, drawer
        self._store, self._audit, _ = privileged

    def years(self, production: str) -> int:
        """How many whole years count."""
        return max([LEAST_YEARS, *(one.years for one in self._book.floors(production))])

    def told(self, caller: Caller, production: str) -> dict[str, Any]:
        """The floor, until when it keeps everything, each time it was set, and the incidents that hold beyond it."""
        with self._look(caller, production, "production") as look:
            return self._told(look)

    def set(self, caller: Caller, production: str, years: int, reason: str) -> dict[str, Any]:
        """Raise it, by who may take the whole ledger away or the custodian, freshly signed in; kept with the reason.

        Refused: one that is not higher (`retention.lower`), more than a hundred years (`request.malformed` at the edge).
        """
        who = {"production": production, "person": caller.person, "account": caller.account}
        with self._audit.refusals("floor.set", **who):
            with self._look(caller, production, "production") as look:
                said = look.judged.setting.said
                if said is None or said.custodian != caller.person:
                    require_read(look.roles, "export")
            require_fresh(caller, self._clock())
            self._require_higher(production, years)
        with self._store.writing() as writer:
            self._audit.done(writer, "floor.set", **who, about=f"{years}: {reason}"[:LONGEST_REASON])
        self._book.add(production, Floor(years, reason, str(caller.person), self._clock()))
        return self.told(caller, production)

    def _require_higher(self, production: str, years: int) -> None:
        now = self.years(production)
        if years <= now:
            why = next((one.reason for one in self._book.floors(production)), "29 CFR 1904.33(a)")
            fault = {"field": "years", "problem": f"is {years}", "expected": f"{now + 1} to {MOST_YEARS}"}
            detail = f"A floor only goes up. It is {now} years, because: {why}"
            raise ShowclearError("retention.lower", detail, where=[fault])

    def _told(self, look: Look) -> dict[str, Any]:
        years, last_on = self.years(look.production), _last_on(look.shelves, look.production)
        holds = holds_of(look.shelves, look.production) - self._drawer.lifted(look.production)
        until = may_go_on(last_on, years) if last_on else None
        return {
            "years": years,
            "least": LEAST_YEARS,
            "kept_until": until.isoformat() if until else None,
            "holds": sorted(holds),
            "floors": [
                {**one._asdict(), "set_at": recorded_at_text(one.set_at)}
                for one in self._book.floors(look.production)
            ],
        }


def _last_on(shelves: Shelves, production: str) -> date | None:
    head = shelves.head(production)
    if head is None or not head.size:
        return None
    (last,) = shelves.entries_between(production, head.size - 1, 1)
    return date.fromisoformat(str(orjson.loads(last.entry)["recorded_at"])[:10])
