"""Decides how a drill is held: a production of its own with the same people; of it, one line enters the real ledger.

Nothing of a drill reaches anybody's phone or an address outside by itself: its production has no contacts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

import orjson

from app.domain.demonstration.telling import record_id
from app.domain.drill.mark import LONGEST, drill_id, is_drill
from app.domain.drill.script import Script, filled
from app.domain.errors import ShowclearError
from app.domain.ledger.entry import parse_recorded_at, recorded_at_text
from app.domain.people.permissions import may_read, require_read
from app.services.accounts.audit import Audit
from app.services.beginning_drills import Drill, cast_of, planned_scenes, records_of, second, settings_of
from app.services.caller import DELIVER, FOUND, READ, WRITE, Caller
from app.services.filters import RecordFilter
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.outcome import Refused
from app.services.people import People
from app.services.ports import Clock
from app.services.record import LARGEST_BATCH, RecordDesk

SCENE: Final = "scene"
"""The script that begins with nothing but the production's own things, people and papers."""
_LONGEST_NOTE: Final = 400
_FORGOTTEN: Final = "Nobody ended it; attended: whoever recorded something in it, else who began it. "
_log = logging.getLogger(__name__)


class DrillBook(Protocol):
    """Where drills are kept. Each call is a transaction of its own."""

    def begin(self, drill: Drill) -> None:
        """Keep it, and let the accounts of its production come in."""
        ...

    def of(self, production: str) -> Sequence[Drill]:
        """Those of a production, the newest first."""
        ...

    def running(self) -> Sequence[Drill]:
        """Those that nobody ended."""
        ...

    def end(self, drill: str, at: datetime, record_key: str | None) -> None:
        """It is over: no account and no token comes in any more."""
        ...


class DrillWays(NamedTuple):
    """By which a drill comes to be and records are written."""

    people: People
    desk: RecordDesk
    audit: Audit


class Drills(Looking):
    """Drills, from the button to the line."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        book: DrillBook,
        ways: DrillWays,
        scripts: Sequence[Script],
        clock: Clock,
    ) -> None:
        super().__init__(library, judges, clock)
        self._book, (self._people, self._desk, self._audit) = book, ways
        self._scripts = {one.name: one for one in scripts}

    def begin(self, caller: Caller, production: str, script: str, scene: str | None) -> dict[str, Any]:
        """A new one. Refused: one is running (`drill.running`), no such script (`drill.unknown`), a drill of a drill."""
        with self._look(caller, production, "people") as look:
            require_read(look.roles, "drill")
            self._require_new(production, script)
            drill = Drill(
                drill_id(self._audit.new_id()), production, script, scene, str(caller.person), self._clock()
            )
            cast = cast_of(look, self._scripts.get(script))
            records = records_of(look, drill, self._scripts.get(script), cast)
            given = settings_of(look)
            pack = look.judged.judge.fork().pack(self._clock()) if look.judged.judge else None
        adopted = (pack[0], pack[1]) if pack and pack[1] else None
        self._people.create_production(drill.id, drill.begun_by, given, pack=adopted, drill=True)
        self._write(drill, records)
        self._book.begin(drill)
        return self._told(drill) | {"asked": filled(self._asked(script), cast)}

    def drills(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Those of the production, the newest first, with who attended where the line says it. Refused: as all reading."""
        with self._look(caller, production, "people") as look:
            return [self._told(one) | _attendance(look, one) for one in self._book.of(production)]

    def choices(self, caller: Caller, production: str) -> dict[str, Any]:
        """What a drill may be: `scripts`, the `scenes` of the last plans; none for who may not begin one, or in a drill."""
        with self._look(caller, production, "people") as look:
            if is_drill(production) or not may_read(look.roles, "drill"):
                return {"scripts": [], "scenes": []}
            return {"scripts": [SCENE, *sorted(self._scripts)], "scenes": planned_scenes(look)}

    def enter(self, caller: Caller, production: str, drill: str) -> dict[str, Any]:
        """A token for the drill, for whoever holds a role in its production; a browser that is signed in needs none.

        Refused: no such drill, or one that is over (`not_found`).
        """
        caller.require(production, WRITE)
        with self._look(caller, production, "people"):
            found = self._running(production, drill)
        until = found.begun_at + LONGEST
        token, _ = self._people.issue_token(found.id, str(caller.person), (READ, WRITE), until)
        return self._told(found) | {"token": token, "expires_at": recorded_at_text(until)}

    def end(
        self, caller: Caller, production: str, drill: str, attended: Sequence[str] | None
    ) -> dict[str, Any]:
        """It is over, and the real ledger has one line: who attended (None: whoever recorded something in it).

        Refused: `not_found`, nobody attended (`drill.nobody`), and whatever the write path refuses.
        """
        with self._look(caller, production, "people") as look:
            require_read(look.roles, "drill")
            found = self._running(production, drill)
            people = sorted(set(attended)) if attended is not None else self._who_recorded(look, found)
        if not people:
            raise ShowclearError("drill.nobody", "Nobody recorded anything: say who attended.")
        line = self._line(found, str(caller.person), people, self._clock(), "")
        outcome = self._desk.submit_value(caller, production, line)
        if isinstance(outcome, Refused):
            raise outcome.error
        self._book.end(found.id, self._clock(), line["id"])
        self._people.forget_tokens()
        return self._told(next(one for one in self._book.of(production) if one.id == found.id)) | {
            "attended": people
        }

    def end_forgotten(self) -> None:
        """Those that nobody ended within a shooting day are over; the line says so, and who recorded something in them."""
        for one in self._book.running():
            if self._clock() >= one.begun_at + LONGEST:
                self._book.end(one.id, self._clock(), self._line_of_forgotten(one))
                self._people.forget_tokens()

    def _line_of_forgotten(self, drill: Drill) -> str | None:
        """The id of its line, under whoever began it; None where the ledger would not take it."""
        judged = self._judges.seen(drill.production)
        if judged is None:
            return None
        with self._library.looking() as shelves:
            look = Look(drill.production, shelves, judged, frozenset(), drill.begun_by, self._clock())
            people, until = self._who_recorded(look, drill), self._last_at(look, drill)
        line = self._line(drill, drill.begun_by, people or [drill.begun_by], until, _FORGOTTEN)
        caller = Caller(drill.begun_by, drill.production, frozenset({WRITE, FOUND}))
        outcome = self._desk.submit_value(caller, drill.production, line)
        if (
            isinstance(outcome, Refused) and outcome.error.code != "record.conflict"
        ):  # another worker was first
            _log.error("drill.no_line", extra={"code": outcome.error.code})
            return None
        return str(line["id"])

    def _require_new(self, production: str, script: str) -> None:
        if script != SCENE and script not in self._scripts:
            words = ", ".join([SCENE, *sorted(self._scripts)])
            raise ShowclearError("drill.unknown", f"There is no drill {script}; there are: {words}.")
        if is_drill(production):
            raise ShowclearError("drill.running", "A drill has no drill of its own.")
        if any(one.ended_at is None for one in self._book.of(production)):
            raise ShowclearError("drill.running", "A drill is going on: end it first.")

    def _running(self, production: str, drill: str) -> Drill:
        for one in self._book.of(production):
            if one.id == drill and one.ended_at is None:
                return one
        raise ShowclearError("not_found", "No drill of this id is going on here.")

    def _write(self, drill: Drill, records: Sequence[dict[str, Any]]) -> None:
        founder = Caller(drill.begun_by, drill.id, frozenset({READ, WRITE, FOUND, DELIVER}))
        roles = [one for one in records if one["kind"] == "role"]
        others = [one for one in records if one["kind"] != "role"]
        for told in (roles, others):
            for start in range(0, len(told), LARGEST_BATCH):
                part = told[start : start + LARGEST_BATCH]
                for outcome in self._desk.submit_batch(founder, drill.id, part):
                    if isinstance(outcome, Refused):
                        raise outcome.error

    def _who_recorded(self, look: Look, drill: Drill) -> list[str]:
        """Everybody who is known in the real production and recorded something after the drill began."""
        found = {one["record"].get("by") for one in _brought(look, drill)}
        return sorted(one for one in found if one and look.judged.roster.knows(one))

    def _last_at(self, look: Look, drill: Drill) -> datetime:
        """When the last record was brought into it; where nobody brought one, its beginning."""
        return max(
            (parse_recorded_at(one["recorded_at"]) for one in _brought(look, drill)), default=drill.begun_at
        )

    def _line(
        self, drill: Drill, by: str, people: Sequence[str], until: datetime, how: str
    ) -> dict[str, Any]:
        """A course that taught nobody to be competent: no rule rests on it (docs/decisions/0019)."""
        minutes = int((until - drill.begun_at).total_seconds() // 60)
        body = {"people": list(people), "trainer": by, "subject": "course", "competent": False}
        body |= {"planned_minutes": minutes, "actual_minutes": minutes}
        scene = f", scene {drill.scene}" if drill.scene else ""
        note = (
            f"DRILL held: {drill.script}{scene}. {how}Its records are in {drill.id}; nothing in it happened."
        )
        return {
            "id": record_id(drill.production, drill.id),
            "kind": "training",
            "production": drill.production,
            "occurred_at": second(self._clock()),
            "by": by,
            "body": body,
            "note": note[:_LONGEST_NOTE],
        }

    def _asked(self, script: str) -> Mapping[str, str]:
        found = self._scripts.get(script)
        return found.asked if found else {}

    def _told(self, drill: Drill) -> dict[str, Any]:
        return {
            "id": drill.id,
            "drill": True,
            "of": drill.production,
            "script": drill.script,
            "scene": drill.scene,
            "begun_by": drill.begun_by,
            "begun_at": recorded_at_text(drill.begun_at),
            "ended_at": recorded_at_text(drill.ended_at) if drill.ended_at else None,
            "record": drill.record_key,
        }


def _brought(look: Look, drill: Drill) -> Iterator[dict[str, Any]]:
    """What entered its ledger after it began."""
    begun, after = recorded_at_text(drill.begun_at + timedelta(seconds=1)), -1
    while entries := look.shelves.entries_like(drill.id, RecordFilter(), after, LARGEST_BATCH):
        told = [orjson.loads(one.entry) for one in entries]
        yield from (one for one in told if one["recorded_at"] > begun)
        after = entries[-1].position


def _attendance(look: Look, drill: Drill) -> dict[str, Any]:
    """Who attended and for how long, as the real ledger says; nothing while it goes on."""
    stored = look.shelves.entry(drill.production, drill.record_key) if drill.record_key else None
    if stored is None:
        return {}
    body = orjson.loads(stored.entry)["record"]["body"]
    return {"attended": body["people"], "minutes": body["actual_minutes"]}
