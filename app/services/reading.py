"""Decides what is told of a production to those who may look: its people, things, days, records and violations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.domain.drill.mark import is_drill
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.services.caller import Caller
from app.services.export import Exports
from app.services.filters import Page, RecordFilter, ViolationFilter
from app.services.judges import Judges
from app.services.ledger_reading import LedgerReading
from app.services.library import Library
from app.services.looking import NOT_TAKEN_IN, Look
from app.services.particulars import with_particulars
from app.services.ports import Clock, TellProtocols


class Reading(LedgerReading):
    """Reading use cases. Each asks for permission itself; another production's id is `not_found`."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        exports: Exports,
        tell_protocols: TellProtocols,
    ) -> None:
        super().__init__(library, judges, clock, exports)
        self._tell_protocols = tell_protocols

    def productions(self, caller: Caller) -> list[dict[str, Any]]:
        """The productions this caller belongs to: a token belongs to one."""
        return [self.production(caller, caller.production)]

    def production(self, caller: Caller, production: str) -> dict[str, Any]:
        """Where it counts its days, who answers for its record, how long its ledger is."""
        with self._look(caller, production, "production") as look:
            said = look.judged.setting.said
            created_at = look.shelves.created_at(production)
            return {
                "id": production,
                "created_at": recorded_at_text(created_at) if created_at else None,
                "timezone": look.judged.setting.zone.key,
                "cut_over_hour": look.judged.setting.cut_over_hour,
                "jurisdiction": said.jurisdiction if said else None,
                "custodian": said.custodian if said else None,
                "compliance_contact": said.compliance_contact if said else None,
                "entries": look.judged.size,
                "judgement": "behind" if look.judged.behind else "current",
                "drill": is_drill(production),
            }

    def people(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Everybody the production ever had, with name (unless erased) and roles."""
        with self._look(caller, production, "people") as look:
            names, now = look.shelves.names(production), self._clock()
            return [
                {
                    "id": person,
                    "name": names.get(person),
                    "roles": [
                        {
                            "role": span.role,
                            "from_at": recorded_at_text(span.from_at),
                            "until_at": recorded_at_text(span.until_at) if span.until_at else None,
                            "minor": bool(span.minor),
                            "held": span.holds(now),
                        }
                        for span in look.judged.roster.spans[person]
                    ],
                }
                for person in look.judged.roster.people()
            ]

    def firearms(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Each firearm as taken in, with who has it, what is in it and what holds it."""
        with self._look(caller, production, "firearms") as look:
            return self._things(look, "firearm", "firearm_intake")

    def ammunition(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Each container as taken in, with who has it and what holds it."""
        with self._look(caller, production, "ammunition") as look:
            return self._things(look, "container", "ammunition_intake")

    def days(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Every date with records, the newest first: how many records, how many violations by gravity."""
        with self._look(caller, production, "days") as look:
            violations = look.shelves.violations_by_day(production)
            return [
                {
                    "date": counted.day.isoformat(),
                    "records": counted.records,
                    "violations": {
                        gravity: violations.get(counted.day, {}).get(gravity, 0)
                        for gravity in ("critical", "serious", "other")
                    },
                }
                for counted in look.shelves.days(production)
            ]

    def board(self, caller: Caller, production: str, day: date) -> dict[str, Any]:
        """One date: what was recorded, what was not met; and as of now who has what, what holds, what is due."""
        with self._look(caller, production, "days") as look:
            entries = look.shelves.entries_like(production, RecordFilter(day=day), -1, _MOST_OF_A_DAY)
            return {
                "date": day.isoformat(),
                "drill": is_drill(production),
                "as_of": look.judged.size - 1,
                "judgement": "behind" if look.judged.behind else "current",
                "records": [look.entry(stored) for stored in entries],
                "violations": look.shelves.violations_like(
                    production, ViolationFilter(day=day), 0, _MOST_OF_A_DAY
                ),
                "custody": self._custody(look),
                "awaited": self._awaited(look),
                "holds": look.shelves.holds(production),
                "deadlines": look.shelves.deadlines(production),
            }

    def awaited(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Signatures that are asked for and may still come, what is due first first."""
        with self._look(caller, production, "records") as look:
            return self._awaited(look)

    def protocols(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """The pack adopted last and the protocol versions in it."""
        with self._look(caller, production, "protocols") as look:
            judge = look.judged.judge
            adopted = judge.fork().pack(self._clock()) if judge else None
        return self._tell_protocols(adopted)

    def records(
        self, caller: Caller, production: str, asked: RecordFilter, place: int | None, limit: int
    ) -> Page:
        """Entries in their order, after the position `place`."""
        with self._look(caller, production, "records") as look:
            after = -1 if place is None else place
            found = look.shelves.entries_like(production, asked, after, limit + 1)
            following = found[limit - 1].position if len(found) > limit else None
            told = [look.entry(stored) for stored in found[:limit]]
            return Page([entry for entry in told if _still_names(entry, asked)], following)

    def record(self, caller: Caller, production: str, record_key: str) -> dict[str, Any]:
        """The entry of one record, with the receipt it was given. Refused: `not_found`."""
        with self._look(caller, production, "records") as look:
            stored = look.shelves.entry(production, record_key.lower())
            if stored is None:
                raise ShowclearError("not_found", "The ledger holds no record of this id.")
            return look.entry(stored, receipt=True)

    def violations(
        self, caller: Caller, production: str, asked: ViolationFilter, place: int | None, limit: int
    ) -> Page:
        """What was not met, flagged last first; `place` is how many came before."""
        with self._look(caller, production, "violations") as look:
            skip = place or 0
            found = look.shelves.violations_like(production, asked, skip, limit + 1)
            return Page(found[:limit], skip + limit if len(found) > limit else None)

    def violation(self, caller: Caller, production: str, violation_id: str) -> dict[str, Any]:
        """One violation as a report tells it. Refused: `not_found`."""
        with self._look(caller, production, "violations") as look:
            found = look.shelves.violation(production, violation_id)
            if found is None:
                raise ShowclearError("not_found", "There is no violation of this id.")
            return with_particulars(look, [found])[0]

    def standing(self, caller: Caller, production: str) -> dict[str, list[dict[str, Any]]]:
        """As of now, over all days and units: what is on hold, and what is due, first what is due first."""
        with self._look(caller, production, "days") as look:
            return {
                "holds": look.shelves.holds(production),
                "deadlines": look.shelves.deadlines(production),
            }

    def _custody(self, look: Look) -> list[dict[str, Any]]:
        judge = look.judged.judge
        return judge.fork().custody(self._clock()) if judge else []

    def _awaited(self, look: Look) -> list[dict[str, Any]]:
        judge = look.judged.judge
        return judge.fork().awaited(self._clock()) if judge else []

    def _things(self, look: Look, what: str, intake: str) -> list[dict[str, Any]]:
        """What was taken in, the newest intake of each; and what was never taken in but moved."""
        bodies = look.intakes(intake, what)
        told = {item["id"]: item for item in self._custody(look) if item["what"] == what}
        return [
            {**bodies.get(id_, NOT_TAKEN_IN), **told.get(id_, {"id": id_, "what": what})}
            for id_ in bodies | told
        ]


def _still_names(told: dict[str, Any], asked: RecordFilter) -> bool:
    """Whether what this reader may see names the person asked for: else the filter would tell what is withheld."""
    return asked.person is None or "withheld" not in told or asked.person in _texts(told["record"])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


_MOST_OF_A_DAY = 10_000
