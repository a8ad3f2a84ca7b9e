"""Decides which records a case stands for, with the ids and fields the contract asks; it judges nothing."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.domain.errors import ShowclearError
from app.domain.judgement.entry import Entry
from app.domain.records import Record, parse_record
from app.domain.records.faults import Fault
from app.domain.records.words import HANDLERS
from app.domain.replay.form import Case, CaseRecord, moment

_REFERENCES = {
    "response": "to",
    "notice": "about",
    "statement": "about",
    "sign_off": "of",
    "hold": "incident",
    "release": "incident",
    "evidence": "incident",
    "round_inspection": "continues",
}
"""The field of each kind's body that names another record."""
BEFORE_FIRST = timedelta(hours=1)
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record of a case as it reaches the service, with the name the file gives it."""

    name: str
    entry: Entry
    arrives_at: datetime
    """When the file says it arrived; `entry.recorded_at` is moved on where several arrive at once."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A record as plain JSON, with where the file says it and how it names its fields."""

    arrives_at: datetime
    name: str
    plain: dict[str, Any]
    place: str
    fields: dict[str, str] = field(default_factory=dict)


def record_id(case: str, name: str) -> str:
    """The UUID a case's record goes by: the same every time."""
    value = int.from_bytes(hashlib.sha256(f"{case}\n{name}".encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    return str(UUID(int=value & ~(0x3 << 62) | (0x2 << 62)))


def arrivals(case: Case) -> list[Arrival]:
    """Every record in the order it reached the service: shorthand first, then by `recorded`, then as written.

    `case.malformed` names every record that is none.
    """
    found, faults = _parsed(_written(case))
    if faults:
        raise ShowclearError("case.malformed", "Some records of the case are none.", where=faults)
    return found


def faults_of(case: Case, numbers: Sequence[int] | None = None) -> list[Fault]:
    """What is wrong with the records a case stands for; `numbers` says which of its file's they are, if not all."""
    return [*_twice(case), *_parsed(_written(case, numbers))[1]]


def loose_ends(case: Case) -> list[Fault]:
    """References to records the case does not have: no fault, since records come in any order, but worth a look."""
    named = {record.id for record in case.records}
    return [
        {
            "field": f"records[{n}].{'.'.join(path)}",
            "problem": f'"{name}" names no record of this case',
            "expected": "an id",
        }
        for n, record in enumerate(case.records)
        for path, name in _references(record)
        if name not in named and record.kind != "notice" and _is_name(name)
    ]


def _is_name(text: str) -> bool:
    """Whether it is how a case names a record, rather than an id or a text."""
    return bool(_NAME.match(text)) and not _UUID.match(text)


def _twice(case: Case) -> Iterator[Fault]:
    for name, times in Counter(record.id for record in case.records if record.id).items():
        if times > 1:
            yield {
                "field": "records",
                "problem": f'"{name}" names {times} records',
                "expected": "an id of its own for each",
            }


def _parsed(written: list[_Written]) -> tuple[list[Arrival], list[Fault]]:
    found: list[Arrival] = []
    faults: list[Fault] = []
    known_at: datetime | None = None
    for position, one in enumerate(written):
        known_at = (
            one.arrives_at if known_at is None else max(one.arrives_at, known_at + timedelta(microseconds=1))
        )
        try:
            found.append(Arrival(one.name, Entry(position, known_at, _record(one)), one.arrives_at))
        except ShowclearError as wrong:
            faults += [{**fault, "field": _field(one, fault["field"])} for fault in wrong.where]
    return found, faults


def _record(one: _Written) -> Record:
    return parse_record(one.plain, allow_nobody=True)


def _field(one: _Written, path: str) -> str:
    """Where the file writes what a record has at a path."""
    return ".".join(part for part in (one.place, one.fields.get(path, path)) if part)


def _written(case: Case, numbers: Sequence[int] | None = None) -> list[_Written]:
    """The records as JSON, in order of arrival."""
    if not case.records:
        return []
    first = min(moment(r.at) for r in case.records) - BEFORE_FIRST
    names = [r.id or f"record-{n + 1}" for n, r in enumerate(case.records)]
    ids = {name: record_id(case.case, name) for name in names}
    numbers = range(len(names)) if numbers is None else numbers
    written = list(_shorthand(case, first))
    for number, name, given in zip(numbers, names, case.records, strict=True):
        arrives_at = moment(given.recorded or given.at)
        written.append(
            _Written(
                arrives_at, name, _plain(case, given, name, ids), f"records[{number}]", {"occurred_at": "at"}
            )
        )
    return sorted(written, key=lambda one: one.arrives_at)


# Shorthand


def _keeper(case: Case) -> str | None:
    """The first armorer, else the first handler, else nobody."""
    armorers = [p for p, person in case.people.items() if "armorer" in person.roles]
    handlers = [p for p, person in case.people.items() if HANDLERS & set(person.roles)]
    return next(iter([*armorers, *handlers]), None)


def _shorthand(case: Case, at: datetime) -> Iterator[_Written]:
    """Settings, roles and intakes, an hour before the first record."""

    def made(name: str, kind: str, body: dict[str, Any], place: str, by: str | None = None) -> _Written:
        plain = {"kind": kind, "production": case.production, "occurred_at": _text(at), "body": body}
        plain |= {"id": record_id(case.case, name), **({"by": by} if by else {})}
        fields = {"body.timezone": "timezone"} if kind == "production_set" else {f"body.{f}": f for f in body}
        return _Written(at, name, plain, place, fields)

    yield made("production_set", "production_set", {"timezone": case.timezone}, "")
    for person, given in case.people.items():
        for role in dict.fromkeys(given.roles):
            body: dict[str, Any] = {"person": person, "role": role, "from_at": _text(at)}
            body |= {"minor": True} if given.minor else {}
            yield made(f"role/{person}/{role}", "role", body, f"people.{person}")
    keeper = _keeper(case)
    for firearm, short in case.firearms.items():
        body = {"firearm": firearm, **_given(short)}
        yield made(f"firearm/{firearm}", "firearm_intake", body, f"firearms.{firearm}", keeper)
    for container, box in case.ammunition.items():
        body = {"container": container, **_given(box)}
        yield made(f"ammunition/{container}", "ammunition_intake", body, f"ammunition.{container}", keeper)


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _given(model: Any) -> dict[str, Any]:
    return {k: v for k, v in model.model_dump(by_alias=True).items() if v is not None}


# Records


def _plain(case: Case, given: CaseRecord, name: str, ids: dict[str, str]) -> dict[str, Any]:
    plain = given.model_dump(exclude_none=True, exclude={"id", "at", "recorded", "basis", "source", "signed"})
    plain |= {"id": ids[name], "production": case.production, "occurred_at": given.at}
    for path, named in _references(given):
        if named in ids or (given.kind != "notice" and _is_name(named)):
            plain[path[0]] = {**plain[path[0]], path[1]: record_id(case.case, named)}
    if given.signed:
        signs = list(_signatures(case, given))
        if given.kind == "sign_off":
            plain["body"] = {**plain["body"], "sign_offs": [*plain["body"].get("sign_offs", []), *signs]}
        else:
            plain["sign_offs"] = [*plain.get("sign_offs", []), *signs]
    return plain


def _references(given: CaseRecord) -> Iterator[tuple[tuple[str, str], str]]:
    """Where the record names others, and by what."""
    field = _REFERENCES.get(given.kind, "")
    for path, named in (
        (("body", field), given.body.get(field)),
        (("corrects", "record"), (given.corrects or {}).get("record")),
    ):
        if isinstance(named, str):
            yield path, named


def _signatures(case: Case, given: CaseRecord) -> Iterator[dict[str, str]]:
    """For `signed`: each person, by their own hand, in every role held; which counts is for the judgement to find."""
    for person in given.signed or []:
        method = "token" if person == given.by else "pin"  # on the phone of whoever recorded it
        for role in _roles_of(case, person):
            yield {"person": person, "role": role, "at": given.at, "method": method, "statement": "signed"}


def _roles_of(case: Case, person: str) -> list[str]:
    """Every role the file gives the person, by shorthand or by record; `crew` when it gives none."""
    short = case.people[person].roles if person in case.people else []
    told = [r.body.get("role") for r in case.records if r.kind == "role" and r.body.get("person") == person]
    return list(dict.fromkeys([*short, *(role for role in told if isinstance(role, str))])) or ["crew"]
