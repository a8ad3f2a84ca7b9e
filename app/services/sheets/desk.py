"""Decides how a sheet is looked through, line by line, and then recorded by the one way in; it writes nothing past it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.people.permissions import require_write
from app.services.caller import WRITE, Caller
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.outcome import Accepted, Outcome
from app.services.ports import Clock
from app.services.record import RecordDesk
from app.services.sheets import people, things
from app.services.sheets.earlier import EARLIER, Rows
from app.services.sheets.known import Known
from app.services.sheets.table import Column, Line, Proposed, ReadRows, lines_of

_AT_ONCE: Final = 400
_IDS: Final = uuid.UUID("5c0e7f0c-8f0e-4c3b-9d55-5f1f0f0a9d11")


class Kind(NamedTuple):
    """A kind of sheet: its columns, what comes of a line, and which kind of record it makes."""

    columns: tuple[Column, ...]
    proposes: Callable[[Line, Known], Proposed]
    makes: str


KINDS: Final[Mapping[str, Kind]] = {
    "people": Kind(people.PEOPLE, people.of_people, "role"),
    "crowd": Kind(people.CROWD, people.of_crowd, "role"),
    "scenes": Kind(things.SCENES, things.of_scenes, "day_opened"),
    "firearms": Kind(things.FIREARMS, things.of_firearms, "firearm_intake"),
}


class Asked(NamedTuple):
    """What somebody brings: a file, or the day to take over."""

    what: str
    """One of `KINDS`."""
    file: bytes
    day: date | None = None
    """For which day; None for today."""
    from_day: date | None = None
    unit: str = "main"


class Opening(NamedTuple):
    """What a day opens with besides its scenes."""

    call_time: str
    bulletins_attached: bool


class PutsName(Protocol):
    """Where names lie beside the ledger."""

    def put_name(self, production: str, person: str, name: str) -> None:
        """Give a person a name, or another."""
        ...


class Sheets(Looking):
    """The use case."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        desk: RecordDesk,
        names: PutsName,
        read_rows: ReadRows,
    ) -> None:
        super().__init__(library, judges, clock)
        self._desk, self._names, self._read_rows = desk, names, read_rows

    def preview(self, caller: Caller, production: str, asked: Asked) -> dict[str, Any]:
        """What would come of each line; nothing is written.

        Refused: `permission.denied`, `not_found`, `sheet.unreadable`, `sheet.columns`, `too_large`.
        """
        found = self._proposed(caller, production, asked)
        return _told(asked, [_line(one) for one in found])

    def take(
        self, caller: Caller, production: str, asked: Asked, opening: Opening | None = None
    ) -> dict[str, Any]:
        """Record what is right, line by line, in the caller's name; what is wrong stays out and is told.

        Scenes become one `day_opened` with `opening`, and only when all of them are right (`sheet.scenes`).
        Refused: as `preview`; each line also as every record is.
        """
        found = self._proposed(caller, production, asked)
        if asked.what == "scenes":
            return self._open_day(caller, production, asked, found, opening)
        ready = [one for one in found if one.state == "ready"]
        bodies = [(one, kind, body) for one in ready for kind, body in one.records]
        records = [
            self._record(caller, production, kind, body, f"{one.line}.{at}")
            for at, (one, kind, body) in enumerate(bodies)
        ]
        outcomes: list[Outcome] = []
        for start in range(0, len(records), _AT_ONCE):
            outcomes += self._desk.submit_batch(caller, production, records[start : start + _AT_ONCE])
        refused = _refusals([one.line for one, _, _ in bodies], outcomes)
        self._put_names(caller, production, [one for one in ready if one.line not in refused])
        return _told(asked, [_line(one, refused.get(one.line), taken=True) for one in found])

    def _open_day(
        self,
        caller: Caller,
        production: str,
        asked: Asked,
        found: list[Proposed],
        opening: Opening | None,
    ) -> dict[str, Any]:
        if opening is None or not found or any(one.faults for one in found):
            raise ShowclearError(
                "sheet.scenes", "A day opens with a call time, and with scenes that are all right."
            )
        body = {
            "call_time": opening.call_time,
            "scenes": [plan for one in found for _, plan in one.records],
            "bulletins_attached": opening.bulletins_attached,
        }
        record = self._record(caller, production, "day_opened", body, asked.unit) | {"unit": asked.unit}
        (outcome,) = self._desk.submit_batch(caller, production, [record])
        if not isinstance(outcome, Accepted):
            raise outcome.error
        return _told(asked, [_line(one, taken=True) for one in found])

    def _put_names(self, caller: Caller, production: str, taken: list[Proposed]) -> None:
        """Names lie beside the ledger, so whoever may give roles may give them; also where no role is new."""
        if any(one.name for one in taken):
            with self._look(caller, production, "people") as look:
                require_write(look.roles, "role")
        for one in taken:
            if one.name is not None:
                self._names.put_name(production, *one.name)

    def _record(
        self, caller: Caller, production: str, kind: str, body: dict[str, Any], place: str
    ) -> dict[str, Any]:
        moment = self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")
        said = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
        named = uuid.uuid5(_IDS, "\n".join((production, str(caller.person), moment, kind, place, said)))
        envelope = {"id": str(named), "kind": kind, "production": production, "occurred_at": moment}
        return {**envelope, "by": caller.person, "body": body}

    def _proposed(self, caller: Caller, production: str, asked: Asked) -> list[Proposed]:
        caller.require(production, WRITE)
        kind = KINDS[asked.what]
        with self._look(caller, production, "people") as look:
            require_write(look.roles, kind.makes)
            known = self._known(look, asked)
            rows = self._rows(look, known, asked)
        found = [kind.proposes(line, known) for line in lines_of(rows, kind.columns)]
        _require_once(found)
        return found

    def _rows(self, look: Look, known: Known, asked: Asked) -> Rows:
        if asked.from_day is None:
            return self._read_rows(asked.file)
        return EARLIER[asked.what](look, known, asked.from_day, asked.unit)

    def _known(self, look: Look, asked: Asked) -> Known:
        now, setting = self._clock(), look.judged.setting
        names = {person: name for person, name in look.shelves.names(look.production).items() if name}
        taken = look.intakes("firearm_intake", "firearm")
        return Known(
            look.production,
            look.person or "",
            now,
            asked.day or setting.date_of(now),
            look.judged.roster,
            setting,
            names,
            {firearm: one["intake"] for firearm, one in taken.items()},
        )


def _require_once(found: list[Proposed]) -> None:
    """A person's same role, a firearm or a scene stands in one line of a sheet."""
    first: dict[tuple[str, ...], int] = {}
    for one in found:
        for key in _keys(one):
            line = first.setdefault(key, one.line)
            if line != one.line:
                fault = {"field": key[0], "problem": f"stands in line {line} too", "expected": "each once"}
                one.faults.append(fault)


def _keys(one: Proposed) -> list[tuple[str, ...]]:
    if "person" in one.shown:
        return [("person", one.shown["person"], role) for role in one.shown["roles"]]
    return [(name, one.shown[name]) for name in ("firearm", "scene") if name in one.shown]


def _refusals(lines: list[int], outcomes: list[Outcome]) -> dict[int, ShowclearError]:
    """The first refusal of each line."""
    found: dict[int, ShowclearError] = {}
    for line, outcome in zip(lines, outcomes, strict=True):
        if not isinstance(outcome, Accepted):
            found.setdefault(line, outcome.error)
    return found


def _line(one: Proposed, refused: ShowclearError | None = None, *, taken: bool = False) -> dict[str, Any]:
    state = one.state
    told = {"line": one.line, "faults": one.faults, "shown": one.shown}
    if one.name is not None:
        told["name"] = one.name[1]
    if refused is not None:
        fault = {
            "field": "line",
            "problem": f"{refused.code}: {refused.detail}",
            "expected": "see the problem codes",
        }
        return told | {"state": "refused", "faults": [*one.faults, *(refused.where or [fault])]}
    return told | {"state": "taken" if taken and state == "ready" else state}


def _told(asked: Asked, lines: list[dict[str, Any]]) -> dict[str, Any]:
    counts = dict.fromkeys(("ready", "taken", "already", "wrong", "refused"), 0)
    for one in lines:
        counts[one["state"]] += 1
    return {
        "what": asked.what,
        **counts,
        "lines": lines,
        "columns": [one.name for one in KINDS[asked.what].columns],
    }
