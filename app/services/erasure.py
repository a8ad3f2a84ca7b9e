"""Decides when a name beside the ledger goes for good, and until then that it is sealed; the ledger itself never changes.

Who is erased stays as an id in the ledger, with every proof. While a floor or a legal hold runs the name is not shown, and
each look at it is kept with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.people.retention import may_go_on, sets_hold
from app.domain.records import parse_record
from app.services.accounts.audit import Audit
from app.services.accounts.freshness import require_fresh
from app.services.accounts.ports import AccountStore
from app.services.caller import READ, Caller, no_production
from app.services.filters import RecordFilter
from app.services.judges import Judges
from app.services.library import Library, Shelves
from app.services.ports import Clock

OFFICE: Final = frozenset({"safety_officer", "producer", "admin"})
LOOKERS: Final = frozenset({"safety_officer", "producer"})
_AT_ONCE: Final = 500


class Drawer(Protocol):
    """What lies beside the ledger about a person. Each call is a transaction of its own."""

    def seal(self, production: str, person: str, at: datetime) -> None:
        """The name is not shown any more."""
        ...

    def sealed(self) -> Sequence[tuple[str, str]]:
        """Everybody who waits to be erased: production and person."""
        ...

    def name(self, production: str, person: str) -> str | None:
        """The name, sealed or not."""
        ...

    def erase(self, production: str, person: str, at: datetime) -> None:
        """Everything that is kept about the person here; and the account, where it is nobody else's."""
        ...

    def lift(self, production: str, record: str, by: str, reason: str, at: datetime) -> None:
        """That incident holds nothing any more."""
        ...

    def lifted(self, production: str) -> frozenset[str]:
        """Incidents that hold nothing any more."""
        ...


@dataclass(frozen=True, slots=True)
class Waits:
    """What a name waits for: a day, and incidents with somebody hurt (record ids)."""

    until_on: date | None
    holds: tuple[str, ...]

    def over(self, today: date) -> bool:
        """Whether it may go."""
        return not self.holds and (self.until_on is None or today >= self.until_on)


class Erasures:
    """Sealing, looking, lifting, erasing."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        drawer: Drawer,
        store: AccountStore,
        audit: Audit,
        clock: Clock,
        years: Callable[[str], int],
    ) -> None:
        """`years`: the floor of a production, in whole years."""
        self._library, self._judges, self._drawer = library, judges, drawer
        self._store, self._audit, self._clock, self._years = store, audit, clock, years
        self._looked_on: date | None = None

    def ask(self, caller: Caller, production: str, person: str) -> dict[str, Any]:
        """Erase a person, or seal the name until that may be. For themselves, or the office, freshly signed in.

        Refused: `permission.denied`, `auth.fresh_needed`, `not_found`.
        """
        who = {"production": production, "person": caller.person, "account": caller.account}
        with self._audit.refusals("person.erase", **who):
            caller.require(production, READ)
            if caller.person != person and not self._roles(caller, production) & OFFICE:
                raise _denied("erase somebody else")
            require_fresh(caller, self._clock())
            return self.erase(production, person, caller)

    def erase(self, production: str, person: str, caller: Caller | None = None) -> dict[str, Any]:
        """The same for whoever runs the machine: `state`, what it waits for, where free text in the ledger names them."""
        judged = self._judges.seen(production)
        if judged is None or not judged.roster.knows(person):
            raise ShowclearError("not_found", "The production never had this person.")
        now, name = self._clock(), self._drawer.name(production, person)
        with self._library.looking() as shelves:
            waits = self._waits(shelves, production, person)
            named = list(_named_in(shelves, production, name)) if name else []
        over, until_on = waits.over(now.date()), waits.until_on
        (self._drawer.erase if over else self._drawer.seal)(production, person, now)
        self._done("person.erase" if over else "name.seal", production, caller, person)
        return {
            "state": "erased" if over else "sealed",
            "until": until_on.isoformat() if until_on and now.date() < until_on else None,
            "holds": list(waits.holds),
            "named_in": named,
        }

    def look(self, caller: Caller, production: str, person: str, reason: str) -> str | None:
        """A sealed name, for the custodian, the safety officer or a producer; kept with the reason before it is told."""
        who = {"production": production, "person": caller.person, "account": caller.account}
        with self._audit.refusals("name.look", **who):
            caller.require(production, READ)
            custodian = caller.person is not None and caller.person == self._custodian(production)
            if not custodian and not self._roles(caller, production) & LOOKERS:
                raise _denied("look at a sealed name")
            require_fresh(caller, self._clock())
        self._done("name.look", production, caller, f"{person}: {reason}")
        return self._drawer.name(production, person)

    def lift(self, caller: Caller, production: str, record: str, reason: str) -> None:
        """An incident holds nothing any more. Only the custodian says so, freshly signed in."""
        who = {"production": production, "person": caller.person, "account": caller.account}
        with self._audit.refusals("hold.lift", **who):
            caller.require(production, READ)
            if caller.person is None or caller.person != self._custodian(production):
                raise _denied("lift a legal hold: the custodian of the record does")
            require_fresh(caller, self._clock())
            self.lift_for(production, record, caller.person, reason, caller)

    def lift_for(
        self, production: str, record: str, by: str, reason: str, caller: Caller | None = None
    ) -> None:
        """The same for whoever runs the machine, when the custodian is nobody of the production. Refused: `not_found`."""
        with self._library.looking() as shelves:
            holds = holds_of(shelves, production)
        if record.lower() not in holds:
            raise ShowclearError("not_found", "No incident of this id sets a legal hold.")
        self._drawer.lift(production, record.lower(), by, reason, self._clock())
        self._done("hold.lift", production, caller, f"{record.lower()}: {reason}")

    def carry_out(self) -> None:
        """Once a day: erase whoever waits for nothing any more."""
        today = self._clock().date()
        if self._looked_on == today:
            return
        self._looked_on = today
        for production, person in self._drawer.sealed():
            with self._library.looking() as shelves:
                over = self._waits(shelves, production, person).over(today)
            if over:
                self._drawer.erase(production, person, self._clock())
                self._done("person.erase", production, None, person)

    def _waits(self, shelves: Shelves, production: str, person: str) -> Waits:
        last = None
        after = -1
        while found := shelves.entries_like(production, RecordFilter(person=person), after, _AT_ONCE):
            last, after = found[-1], found[-1].position
        until_on = None
        if last is not None:
            at = str(orjson.loads(last.entry)["recorded_at"])
            until_on = may_go_on(date.fromisoformat(at[:10]), self._years(production))
        holds = holds_of(shelves, production) - self._drawer.lifted(production)
        return Waits(until_on, tuple(sorted(holds)))

    def _roles(self, caller: Caller, production: str) -> frozenset[str]:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        return judged.roster.roles(caller.person, self._clock()) if caller.person else frozenset()

    def _custodian(self, production: str) -> str | None:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        return judged.setting.said.custodian if judged.setting.said else None

    def _done(self, deed: str, production: str, caller: Caller | None, about: str) -> None:
        with self._store.writing() as writer:
            person, account = (caller.person, caller.account) if caller else (None, None)
            self._audit.done(
                writer, deed, production=production, person=person, account=account, about=about[:500]
            )


def holds_of(shelves: Shelves, production: str) -> frozenset[str]:
    """Incidents with somebody hurt, by record id, whether lifted or not."""
    records = [
        parse_record(orjson.loads(entry)["record"])
        for entry in shelves.entries_of_kind(production, "incident")
    ]
    return frozenset(record.key for record in records if sets_hold(record))


def _named_in(shelves: Shelves, production: str, name: str) -> Iterator[dict[str, Any]]:
    """Where texts of the ledger hold the name: record, position, field. They cannot be taken out."""
    wanted, start = name.casefold(), 0
    while found := shelves.entries_between(production, start, _AT_ONCE):
        for stored in found:
            record = orjson.loads(stored.entry)["record"]
            for field in _texts_with(record, wanted, ""):
                yield {"record": record["id"], "position": stored.position, "field": field}
        start = found[-1].position + 1


def _texts_with(value: Any, wanted: str, place: str) -> Iterator[str]:
    if isinstance(value, str):
        if wanted in value.casefold():
            yield place
        return
    parts: Any = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for name, part in parts:
        yield from _texts_with(part, wanted, f"{place}.{name}" if place else str(name))


def _denied(deed: str) -> ShowclearError:
    return ShowclearError("permission.denied", f"You may not {deed}.")
