"""Decides what a notice has to say and what of it the record knows, with where each part comes from; it invents nothing.

The eight parts of 29 CFR 1904.39(b)(2). Names are not in the ledger: whoever gives the notice says them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.judgement import Entry
from app.domain.records import Incident, ProductionSet, Record

_EVENTS: Final = {"fatality": "death", "hospital": "in-patient hospital stay, or not said otherwise"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the notice. `value` None: the record does not know, and `say` tells who completes it."""

    field: str
    value: str | int | None
    say: str
    source: str | None = None
    """The id of the record it comes from."""


def parts(
    production: str, event: str, incident: Entry, said: ProductionSet | None, before: Sequence[Entry]
) -> list[Part]:
    """The eight, in the regulation's order. `before`: the day's records, of which the last that names a place tells it."""
    record = incident.record
    body: Incident = record.body
    place = _place(record, before)
    where = place.record.body.place if place else None
    contact = said.compliance_contact if said else None
    return [
        Part("establishment", production, "The employer's name and this production's."),
        Part("place", where, "Where it happened, with an address.", place.record.key if place else None),
        Part("occurred_at", record.occurred_at, "When it happened.", record.key),
        Part(
            "event",
            _EVENTS[event],
            "Death, in-patient hospital stay, amputation or loss of an eye.",
            record.key,
        ),
        Part("hurt", body.injured or None, "How many people were hurt.", record.key),
        Part("names", None, "Their names: the ledger holds none, whoever gives the notice says them."),
        Part("contact", contact, "Whom the regulator may ask, with a telephone number."),
        Part("description", _description(body), "What happened, in short.", record.key),
    ]


def missing(found: Sequence[Part]) -> list[str]:
    """The fields that somebody still has to find out."""
    return [one.field for one in found if one.value is None]


def _place(incident: Record, before: Sequence[Entry]) -> Entry | None:
    """The newest record up to the incident, in its unit, that says where; with its firearm rather than without."""
    told = [
        one
        for one in before
        if one.record.at <= incident.at and one.record.unit == incident.unit and _says_where(one.record)
    ]
    ordered = sorted(told, key=lambda one: (one.record.at, one.position))
    firearm = incident.body.firearm
    with_it = [one for one in ordered if firearm and getattr(one.record.body, "firearm", None) == firearm]
    found = with_it or ordered
    return found[-1] if found else None


def _says_where(record: Record) -> bool:
    return record.kind in ("handover", "safety_meeting") and bool(getattr(record.body, "place", None))


def _description(body: Incident) -> str:
    said: list[Any] = [body.what.replace("_", " ")]
    said += [f"firearm {body.firearm}"] if body.firearm else []
    said += [f"told {body.declared}"] if body.declared else []
    return ", ".join(said) + (f": {body.detail}" if body.detail else "")
