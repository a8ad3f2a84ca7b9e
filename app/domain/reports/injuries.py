"""Decides what the records know of an injury in the fields of the public forms; names are not theirs, nothing is filed.

The fields are those of OSHA Form 301 (29 CFR 1904.29(b)(2)) and of a notice under 29 CFR 1904.39(b)(2), as widely restated.
Whoever is responsible completes, decides and files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.domain.judgement import Entry
from app.domain.regulator.clock import event_of
from app.domain.regulator.form import Part, parts
from app.domain.reports.standing_records import standing
from app.domain.reports.told import plain
from app.domain.reports.world import Asked, Json, World

DISCLAIMER: Final = "Data for a form, as recorded; not filed, and not a finding of fault or law."


def injury_forms(world: World, asked: Asked) -> Json:
    """Forms of every incident with somebody hurt, in the order they happened; of one when it is asked for."""
    incidents = [one.entry for one in standing(world.of_kind("incident")) if _wanted(world, asked, one.entry)]
    hurt = [one for one in incidents if one.record.body.injured or one.record.body.what in _HURT]
    forms = [form for one in hurt for form in _forms(world, one)]
    return {"says": DISCLAIMER, "forms": forms}


def _wanted(world: World, asked: Asked, incident: Entry) -> bool:
    day = world.day_of(incident.record)
    if asked.incident is not None and incident.record.key != asked.incident:
        return False
    return (not asked.since_on or day >= asked.since_on) and (not asked.until_on or day <= asked.until_on)


def _forms(world: World, incident: Entry) -> list[Json]:
    day = world.day_of(incident.record)
    before = world.of_days(day, day)
    forms = [_form("injury-301", incident, _fields(incident, before))]
    if event_of(incident.record) == "fatality":
        said = world.of_kind("production_set")
        body = said[-1].record.body if said else None
        told = parts(world.production, "fatality", incident, body, before)
        forms.append(_form("notice-of-fatality", incident, told))
    return forms


def _form(name: str, incident: Entry, fields: Sequence[Part]) -> Json:
    return {
        "form": name,
        "incident": incident.record.key,
        "position": incident.position,
        "fields": [
            {"field": one.field, "value": one.value, "say": one.say, "record": one.source} for one in fields
        ],
        "missing": [one.field for one in fields if one.value is None],
    }


def _fields(incident: Entry, before: Sequence[Entry]) -> list[Part]:
    record, body, key = incident.record, incident.record.body, incident.record.key
    opened = next((one for one in before if one.record.kind == "day_opened"), None)
    began: Any = opened.record.body.call_time if opened else None
    care = plain(body.care) if body.care else "not said"
    return [
        Part("employee", None, "Name, address, date of birth, date hired, sex: the ledger holds none."),
        Part("physician", None, "Name of the physician or other health care professional."),
        Part("treated_at", None, "Facility and address, when treated away from the worksite."),
        Part("emergency_room", None, f"Whether treated in an emergency room; care as recorded: {care}.", key),
        Part("hospitalised", _hospital(body.care), "Whether kept overnight as an in-patient.", key),
        Part("case_number", None, "The number of the case in the log."),
        Part("occurred_at", record.occurred_at, "Date and time of the event.", key),
        Part(
            "work_began_at",
            began,
            "When the employee began work: the unit's call time, unless known better.",
            opened.record.key if opened else None,
        ),
        Part("doing_before", None, "What the employee was doing just before."),
        Part("what_happened", body.detail or plain(body.what), "What happened.", key),
        Part("injury", None, "What the injury or illness was."),
        Part("object", body.firearm, "What object or substance directly harmed the employee.", key),
        Part("died_on", None, "Date of death, if the employee died."),
        Part("completed_by", None, "Who completes the form, title, telephone, date."),
    ]


def _hospital(care: str | None) -> str | None:
    return "yes" if care == "hospital" else "no" if care in ("none", "first_aid", "clinic") else None


_HURT: Final = ("injury", "fatality")
