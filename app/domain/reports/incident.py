"""Decides what an incident pack holds: every record about it and its day, with leaf hashes, and a certificate to sign.

The certificate says how entries are made, and nothing about what happened or what follows in law.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from app.domain.errors import ShowclearError
from app.domain.judgement import Entry
from app.domain.judgement.violation import moment_text
from app.domain.reports.standing_records import Stands, of_kinds, standing
from app.domain.reports.told import in_words
from app.domain.reports.world import Asked, Json, World, cited

_OF_THE_DAY: Final = (
    *("day_opened", "day_wrapped", "safety_meeting", "change", "ammunition_sweep", "aim_plan", "duty"),
    *("hold", "release"),
)


def incident_pack(world: World, asked: Asked) -> Json:
    """About the incident asked for, else the newest; without any, an empty pack. Refused: `report.no_incident`."""
    incident = _incident(world, asked)
    if incident is None:
        return {"incident": None, "records": [], "manifest": [], "not_met": [], "certificate": None}
    stands = _about(world, incident)
    entries = [one.entry for one in stands]
    keys = {entry.record.key for entry in entries}
    sealed = world.sealed([entry.position for entry in entries])
    return {
        "incident": _told(world, incident),
        "records": [
            _told(world, entry) | {"as_sent": _as_sent(entry, sealed[entry.position].record)}
            for entry in entries
        ],
        "manifest": [
            {
                "position": entry.position,
                "record": entry.record.key,
                "leaf_hash": sealed[entry.position].leaf_hash,
                "attachments": list(entry.record.attachments),
            }
            for entry in entries
        ],
        "not_met": [_short(one) for one in _violations(world, incident, keys)],
        "certificate": certificate(world, entries),
    }


def certificate(world: World, entries: Sequence[Entry]) -> Json:
    """What a qualified person reads, checks and signs; prefilled with what the ledger knows. No conclusion."""
    waits = [(entry.recorded_at - entry.record.at).total_seconds() for entry in entries]
    clocks = [entry.record.clock.offset_s for entry in entries if entry.record.clock]
    return {
        "says": [
            "Each entry holds a record as a person's device sent it, and the moment at which the service had it.",
            "Entries are only ever appended. Each is hashed (SHA-256) into one tree (RFC 6962).",
            "The root of the tree is signed (Ed25519). An entry changed, taken out or put in gives another root.",
            "The root of this pack's checkpoint covers every entry listed in its manifest.",
        ],
        "production": world.production,
        "entries_in_ledger": world.size,
        "entries_in_pack": len(entries),
        "recorded_first_at": moment_text(min(one.recorded_at for one in entries)),
        "recorded_last_at": moment_text(max(one.recorded_at for one in entries)),
        "recorded_after_s": {"least": round(min(waits), 1), "most": round(max(waits), 1)},
        "device_clocks_off_by_s": {"least": min(clocks), "most": max(clocks)} if clocks else None,
        "devices_without_clock_check": sum(1 for one in entries if one.record.clock is None),
        "to_fill_in": ["name", "qualification", "how the system was examined", "place and date", "signature"],
    }


def _incident(world: World, asked: Asked) -> Entry | None:
    if asked.incident is None:
        stands = standing(world.of_kind("incident"))
        return stands[-1].entry if stands else None
    found = world.entries([asked.incident]).get(asked.incident)
    if found is None or found.record.kind != "incident":
        raise ShowclearError("report.no_incident", "The ledger holds no incident of this id.")
    return found


def _about(world: World, incident: Entry) -> list[Stands]:
    """What names it, what its firearm went through that day, and the frame of that day. Never a concern."""
    day = world.day_of(incident.record)
    of_day = standing(world.of_days(day, day))
    firearm = incident.record.body.firearm
    with_it = {e.record.key for e in world.about_firearm(firearm)} if firearm else set()
    near = [one for one in of_day if one.entry.record.key in with_it or one in list(_frame(of_day))]
    naming = standing([incident, *world.about_record(incident.record.key)])
    every = {one.entry.record.key: one for one in [*naming, *near] if one.entry.record.kind != "concern"}
    return sorted(every.values(), key=lambda one: (one.first.record.at, one.first.position))


def _frame(of_day: Iterable[Stands]) -> Iterable[Stands]:
    return of_kinds(of_day, *_OF_THE_DAY)


def _violations(world: World, incident: Entry, keys: set[str]) -> list[Json]:
    day = world.day_of(incident.record)
    return [one for one in world.violations(Asked(day, day)) if not keys.isdisjoint(one["records"])]


def _told(world: World, entry: Entry) -> Json:
    return cited(entry, world) | {"words": in_words(entry.record)}


def _as_sent(entry: Entry, record: Json) -> Json:
    """The record itself; signatures' proofs stay in the export, where they can be checked."""
    return {name: value for name, value in record.items() if name != "sign_offs"} | {
        "signed_by": [
            {"person": one.person, "role": one.role, "at": one.at, "statement": one.statement}
            for one in entry.record.sign_offs
        ]
    }


def _short(one: Json) -> Json:
    names = ("id", "hazard", "message", "gravity", "status", "occurred_at", "flagged_at", "protocol", "rule")
    return {name: one[name] for name in names}
