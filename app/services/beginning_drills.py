"""Decides what a drill begins with: everybody with their roles, and a script's records or the production's own things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson

from app.domain.demonstration.telling import record_id
from app.domain.drill.script import Script, filled
from app.domain.records import parse_record
from app.services.looking import Look
from app.services.named import names_in, persons_in

_SINCE: Final = timedelta(hours=2)
"""For how long roles have been held when a drill begins."""
_MOST_SCENES: Final = 50
_PAPERS: Final = ("credential", "training", "risk_assessment")


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill as it is kept. `id` is its production."""

    id: str
    production: str
    script: str
    scene: str | None
    begun_by: str
    begun_at: datetime
    ended_at: datetime | None = None
    record_key: str | None = None
    """The line in the real ledger."""


def cast_of(look: Look, script: Script | None) -> dict[str, str]:
    """A person for each role of the script: whoever holds it, else somebody made up who does."""
    held: dict[str, str] = {}
    for person, roles in sorted(look.crew().roles.items()):
        for role in roles:
            held.setdefault(role, person)
    wanted = script.roles() if script else frozenset()
    return {role: held.get(role, f"drill-{role.replace('_', '-')}") for role in wanted}


def records_of(
    look: Look, drill: Drill, script: Script | None, cast: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Roles first, then what a script tells, or where there is none the production's own things."""
    told = _roles(look, drill, cast)
    if script is None:
        told += _own_things(look, drill, {one["body"]["person"] for one in told})
    else:
        told += [
            _record(drill, one.minutes_before, cast[one.by], one.kind, filled(one.body, cast), one.note)
            for one in script.lines
        ]
    return [one | {"id": record_id(drill.id, str(number))} for number, one in enumerate(told)]


def settings_of(look: Look) -> dict[str, Any]:
    """Where the drill counts its day, and who answers questions."""
    given: dict[str, Any] = {"timezone": look.judged.setting.zone.key}
    said = look.judged.setting.said
    if said and said.compliance_contact:
        given["compliance_contact"] = said.compliance_contact
    return given


def planned_scenes(look: Look) -> list[str]:
    """The scenes of the production's plans, the one planned last first."""
    plans = [plan for record in _records_of(look, "day_opened") for plan in record["body"]["scenes"]]
    return list(dict.fromkeys(plan["scene"] for plan in reversed(plans)))[:_MOST_SCENES]


def _roles(look: Look, drill: Drill, cast: Mapping[str, str]) -> list[dict[str, Any]]:
    """Everybody with the roles they hold, and whoever was made up."""
    held = dict(look.crew().roles)
    for role, person in cast.items():
        held[person] = held.get(person, frozenset()) | {role}
    minors = {one for one, spans in look.judged.roster.spans.items() if any(span.minor for span in spans)}
    since = second(drill.begun_at - _SINCE)
    return [
        _record(drill, 0, drill.begun_by, "role", body | ({"minor": True} if person in minors else {}))
        for person, roles in held.items()
        for body in ({"person": person, "role": role, "from_at": since} for role in sorted(roles))
    ]


def _own_things(look: Look, drill: Drill, people: set[str]) -> list[dict[str, Any]]:
    """What the production has, as of now: firearms, containers, papers; and the day opens with the scene.

    What names somebody who left is left out: they are not there.
    """
    by = drill.begun_by
    taken_in = {"firearm_intake": "firearm", "ammunition_intake": "container"}
    told = [
        _record(drill, 3, by, kind, body)
        for kind, what in taken_in.items()
        for body in {one["body"][what]: one["body"] for one in _records_of(look, kind)}.values()
    ]
    for kind in _PAPERS:
        for record in _records_of(look, kind):
            if not str(record.get("note", "")).startswith("DRILL"):
                writer = record["by"] if record.get("by") in people else by
                told.append(_record(drill, 2, writer, kind, record["body"]))
    told.append(_record(drill, 1, by, "day_opened", _day(look, drill, people)))
    return [one for one in told if _named(one) <= people]


def _records_of(look: Look, kind: str) -> list[dict[str, Any]]:
    """The production's records of a kind, in the order they arrived."""
    found = look.shelves.entries_of_kind(look.production, kind)
    return [orjson.loads(data)["record"] for data in found]


def _named(record: Mapping[str, Any]) -> set[str]:
    """Whom a record names; it has no id yet."""
    whole = parse_record({**record, "id": record_id("drill", record["kind"])})
    return set(persons_in(names_in(whole)))


def _day(look: Look, drill: Drill, people: set[str]) -> dict[str, Any]:
    """The day as it was last planned: its scene where one is named, else all of them."""
    local = drill.begun_at.astimezone(look.judged.setting.zone)
    plans = [plan for record in _records_of(look, "day_opened") for plan in record["body"]["scenes"]]
    mine = [one for one in plans if drill.scene in (None, one["scene"])]
    there = [one | {"performers": [who for who in one["performers"] if who in people]} for one in mine]
    newest = list({one["scene"]: one for one in there}.values())
    if drill.scene and not newest:
        newest = [{"scene": drill.scene, "firearms": [], "performers": []}]
    return {"call_time": local.strftime("%H:%M"), "scenes": newest[-20:], "bulletins_attached": True}


def _record(
    drill: Drill, minutes_before: int, by: str, kind: str, body: Any, note: str | None = None
) -> dict[str, Any]:
    told = {
        "kind": kind,
        "production": drill.id,
        "occurred_at": second(drill.begun_at - timedelta(minutes=minutes_before)),
        "by": by,
        "body": body,
    }
    return told | ({"note": f"DRILL. {note}"} if note else {})


def second(moment: datetime) -> str:
    """The moment as records have it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
