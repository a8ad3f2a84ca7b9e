"""Decides what a sheet is compared with: the production as it is recorded now; it reads and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.judgement.calendar import cut_over_at, date_ends_at
from app.domain.records import parse_record
from app.domain.records.faults import Fault
from app.services.roster import Roster
from app.services.setting import Setting

_ANY_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


@dataclass(frozen=True, slots=True)
class Known:
    """The production on one date, as far as sheets ask."""

    production: str
    by: str
    now: datetime
    day: date
    roster: Roster
    setting: Setting
    names: Mapping[str, str]
    """Names beside the ledger, by person."""
    firearms: Mapping[str, Mapping[str, Any]]
    """The body of each firearm's newest intake."""

    @property
    def moment(self) -> str:
        """Now, as records write it."""
        return _second(self.now)

    def begins(self, day: date) -> str:
        """The moment that date begins for the production, as records write it."""
        return _second(cut_over_at(day, self.setting.zone, self.setting.cut_over_hour))

    def ends(self, day: date) -> str:
        """The moment that date ends."""
        return _second(date_ends_at(day, self.setting.zone, self.setting.cut_over_hour))

    def named(self, name: str) -> list[str]:
        """Persons of that name."""
        wanted = name.casefold()
        return [person for person, one in self.names.items() if one.casefold() == wanted]

    def person(self, told: str) -> str | None:
        """The person of that id, or the only one of that name."""
        if self.roster.knows(told):
            return told
        found = self.named(told)
        return found[0] if len(found) == 1 else None

    def faults(self, kind: str, body: dict[str, Any]) -> list[Fault]:
        """What would be wrong with a record of that body, each place named as the sheet's column."""
        whole = {"id": _ANY_ID, "kind": kind, "production": self.production, "by": self.by, "body": body}
        try:
            parse_record(whole | {"occurred_at": self.moment})
        except ShowclearError as error:
            return [one | {"field": one.get("field", "").removeprefix("body.")} for one in error.where]
        return []


def _second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
