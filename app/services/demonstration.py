"""Decides how the demonstration enters the ledger: through the one write path, with a clock driven day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from app.domain.demonstration.script import Script
from app.domain.demonstration.telling import VIOLATION, Line, Telling, last_record_id, tell
from app.domain.errors import ShowclearError
from app.domain.judgement.calendar import LONGEST_DAY
from app.domain.records import parse_moment
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services
from app.services.filters import RecordFilter
from app.services.outcome import Refused

FOUNDED_BEFORE = timedelta(days=1)
TYPED_IN = timedelta(seconds=20)
"""How long after it happened a record arrives: nothing is late."""


class DrivenClock:
    """A clock that stands where it is put. The service that plays the script runs by it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it was put to."""
        return self.now


class Demonstration:
    """One production played from a script. Nothing of it is delivered to anybody."""

    def __init__(self, services: Services, script: Script, production: str) -> None:
        self._services, self._script, self._production = services, script, production

    def play(self, clock: DrivenClock, telling: Telling, pack_digest: str) -> Iterator[int]:
        """Found the production and write every record at its time; yields how many, as it goes.

        The services run by `clock`. Refused: `production.exists`, and whatever the write path refuses.
        """
        lines = tell(self._script, telling)
        clock.now = lines[0].at - FOUNDED_BEFORE
        self._found(telling, pack_digest)
        raised: dict[tuple[str, str], str] = {}
        for count, line in enumerate(lines, 1):
            clock.now = line.at + TYPED_IN
            receipt = self._write(line, raised)
            raised |= {(line.record["id"], found["hazard"]): found["id"] for found in receipt["raised"]}
            yield count
        clock.now = telling.now
        self._services.records.tick(self._production)

    def exists(self) -> bool:
        """Whether the production is there. Refused: begun and never finished (`demonstration.partial`)."""
        reading, caller = self._services.reading, self.caller()
        last = last_record_id(self._script, self._production)
        try:
            reading.production(caller, self._production)
        except ShowclearError as error:
            if error.code == "not_found":
                return False
            raise _partial() from error  # its founder is not ours: somebody else's, or nothing but the bare production
        try:
            reading.record(caller, self._production, last)
        except ShowclearError as error:
            raise _partial() from error
        return True

    def over(self, now: datetime) -> bool:
        """Whether its newest day has passed: wrapped, or too long ago to be still going on."""
        opened_at = self._opened_at()[-1]
        return now >= opened_at + LONGEST_DAY or any(at > opened_at for at in self._moments("day_wrapped"))

    def caller(self) -> Caller:
        """Its founder, who may read."""
        return Caller(self._script.founder, self._production, frozenset({READ}))

    def _opened_at(self) -> list[datetime]:
        return self._moments("day_opened")

    def _moments(self, kind: str) -> list[datetime]:
        asked = RecordFilter(kind=kind)
        found = self._services.reading.records(self.caller(), self._production, asked, None, 500)
        return [_happened_at(entry["record"]) for entry in found.items]

    def _found(self, telling: Telling, pack_digest: str) -> None:
        script, people = self._script, self._services.people
        founder = script.people[script.founder]
        people.create_production(
            self._production,
            script.founder,
            {"timezone": telling.zone.key},
            roles=founder.roles,
            pack=(script.pack, pack_digest),
        )
        for person, member in script.people.items():
            if person != script.founder:
                people.add_person(
                    self._production,
                    person,
                    member.roles,
                    by=script.founder,
                    name=member.name,
                    minor=bool(member.minor),
                )

    def _write(self, line: Line, raised: dict[tuple[str, str], str]) -> dict[str, Any]:
        """The receipt. Each record is written by its own author, with the rights that author has."""
        record = _with_violation(line.record, raised)
        author = Caller(record["by"], self._production, frozenset({WRITE}))
        outcome = self._services.records.submit_value(author, self._production, record)
        if isinstance(outcome, Refused):
            raise outcome.error
        receipt: dict[str, Any] = orjson.loads(outcome.receipt)
        return receipt


def _with_violation(record: dict[str, Any], raised: dict[tuple[str, str], str]) -> dict[str, Any]:
    """The record, with the id of the violation that a response answers."""
    to = record["body"].get("to")
    if record["kind"] != "response" or not to.startswith(VIOLATION):
        return record
    hazard, _, trigger = to.removeprefix(VIOLATION).partition(":")
    found = raised.get((trigger, hazard))
    if found is None:
        raise ShowclearError("demonstration.malformed", f"Nothing raised {hazard} where the script says so.")
    return record | {"body": record["body"] | {"to": found}}


def _partial() -> ShowclearError:
    return ShowclearError("demonstration.partial", "The demonstration was begun and never finished.")


def _happened_at(record: dict[str, Any]) -> datetime:
    return parse_moment(record["occurred_at"]).astimezone(UTC)
