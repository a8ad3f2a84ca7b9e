"""Decides how signatures print: who, in which role, when, under which words, by which method; it proves none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.judgement import Entry
from app.domain.records import SignOff
from app.domain.reports.standing_records import Stands, of_kinds
from app.domain.reports.world import Json, World


def signatures(world: World, stands: Sequence[Stands]) -> list[Json]:
    """Those under these records and those given later to them, in order of their time. None of a concern's."""
    of_day = {one.entry.record.key: one.entry for one in stands if one.entry.record.kind != "concern"}
    found = [_one(entry, signed, entry) for entry in of_day.values() for signed in entry.record.sign_offs]
    found += [
        _one(later, signed, of_day[ref]) for ref, later, signed in _later(world, stands) if ref in of_day
    ]
    return sorted(found, key=lambda one: (one["at"], one["position"], one["person"]))


def _later(world: World, stands: Sequence[Stands]) -> Iterator[tuple[str, Entry, SignOff]]:
    given = (
        world.of_kind("sign_off") if any(of_kinds(stands, "handover", "safety_meeting", "release")) else []
    )
    for entry in given:
        for signed in entry.record.body.sign_offs:
            yield entry.record.body.of, entry, signed


def _one(entry: Entry, signed: SignOff, about: Entry) -> Json:
    return {
        "person": signed.person,
        "role": signed.role,
        "at": signed.at,
        "method": signed.method,
        "statement": signed.statement,
        "declined": bool(signed.declined),
        "record": about.record.key,
        "kind": about.record.kind,
        "position": entry.position,
    }
