"""Decides which records a case file stands for, with the ids and fields the contract asks; it judges nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from app.domain.errors import ShowclearError
from app.domain.judgement.entry import Entry
from app.domain.records import parse_record
from app.domain.records.words import HANDLERS
from app.domain.replay.case import Case, CaseRecord, moment

_REFS = ("to", "about", "of", "incident", "continues")
BEFORE_FIRST = timedelta(hours=1)
_RELEASING = ("safety_officer", "safety_advisor")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A record of a case as it reaches the service, with the name the file gives it."""

    name: str
    entry: Entry


def record_id(case: str, name: str) -> str:
    """The UUID a case's record goes by: the same every time."""
    value = int.from_bytes(hashlib.sha256(f"{case}\n{name}".encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    return str(UUID(int=value & ~(0x3 << 62) | (0x2 << 62)))


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _given(model: Any) -> dict[str, Any]:
    return {k: v for k, v in model.model_dump(by_alias=True).items() if v is not None}


def _keeper(case: Case) -> str | None:
    """The first armorer, else the first handler, else nobody."""
    armorers = [p for p, person in case.people.items() if "armorer" in person.roles]
    handlers = [p for p, person in case.people.items() if HANDLERS & set(person.roles)]
    return next(iter([*armorers, *handlers]), None)


def _shorthand(case: Case, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """Settings, roles and intakes, an hour before the first record."""

    def made(kind: str, body: dict[str, Any], by: str | None = None) -> dict[str, Any]:
        plain = {"kind": kind, "production": case.case, "occurred_at": _text(at), "body": body}
        return {**plain, "by": by} if by else plain

    yield "production_set", made("production_set", {"timezone": case.timezone})
    for person, given in case.people.items():
        for role in given.roles:
            body: dict[str, Any] = {"person": person, "role": role, "from_at": _text(at)}
            yield f"role/{person}/{role}", made("role", {**body, "minor": True} if given.minor else body)
    keeper = _keeper(case)
    for firearm, short in case.firearms.items():
        yield f"firearm/{firearm}", made("firearm_intake", {"firearm": firearm, **_given(short)}, keeper)
    for container, box in case.ammunition.items():
        yield f"ammunition/{container}", made("ammunition_intake", {"container": container, **_given(box)}, keeper)


def _roles_for(case: Case, signed: list[str]) -> list[str]:
    """For `signed`, roles the persons hold: as different as they can be, one of them such as a release needs."""
    held = [case.people[p].roles if p in case.people else ["crew"] for p in signed]

    def worth(roles: Iterable[str]) -> tuple[int, int]:
        roles = list(roles)
        return len(set(roles)), sum(r in HANDLERS or r in _RELEASING for r in roles)

    return list(max(product(*held), key=worth)) if held else []


def _record(case: Case, given: CaseRecord, name: str, ids: dict[str, str]) -> dict[str, Any]:
    plain = given.model_dump(exclude_none=True, exclude={"id", "at", "recorded", "basis", "source", "signed"})
    plain |= {"id": ids[name], "production": case.case, "occurred_at": given.at}
    plain["body"] = {
        k: ids.get(v, v) if k in _REFS and isinstance(v, str) and _is_ref(given.kind, k) else v
        for k, v in plain["body"].items()
    }
    if "corrects" in plain:
        ref = plain["corrects"].get("record")
        plain["corrects"] = {**plain["corrects"], "record": ids.get(ref, ref)}
    if given.signed:
        roles = _roles_for(case, given.signed)
        signs = [
            {"person": p, "role": r, "at": given.at, "method": "token", "statement": "signed"}
            for p, r in zip(given.signed, roles, strict=True)
        ]
        plain["sign_offs"] = [*plain.get("sign_offs", []), *signs]
    return plain


def _is_ref(kind: str, field: str) -> bool:
    """`to` of a handover or departure and `about` of a request are no records."""
    return not (field == "to" and kind != "response") and not (field == "about" and kind == "request")


def arrivals(case: Case) -> list[Arrival]:
    """Every record of the case in the order it reached the service: shorthand first, then by `recorded`, then as written.

    `case.malformed` names every record that is none.
    """
    if not case.records:
        return []
    first = min(moment(r.at) for r in case.records) - BEFORE_FIRST
    names = [r.id or f"record-{n + 1}" for n, r in enumerate(case.records)]
    ids = {name: record_id(case.case, name) for name in names}
    plain: list[tuple[datetime, str, dict[str, Any]]] = []
    for name, record in _shorthand(case, first):
        plain.append((first, name, {**record, "id": record_id(case.case, name)}))
    for name, given in zip(names, case.records, strict=True):
        plain.append((moment(given.recorded or given.at), name, _record(case, given, name, ids)))
    plain.sort(key=lambda one: one[0])
    return _parsed(plain)


def _parsed(plain: list[tuple[datetime, str, dict[str, Any]]]) -> list[Arrival]:
    found: list[Arrival] = []
    where: list[dict[str, str]] = []
    known_at: datetime | None = None
    for position, (recorded_at, name, record) in enumerate(plain):
        known_at = recorded_at if known_at is None else max(recorded_at, known_at + timedelta(microseconds=1))
        try:
            found.append(Arrival(name, Entry(position, known_at, parse_record(record, allow_nobody=True))))
        except ShowclearError as wrong:
            where += [{**one, "record": name} for one in wrong.where]
    if where:
        raise ShowclearError("case.malformed", "some records of the case are none", where=where)
    return found
