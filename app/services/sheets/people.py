"""Decides what a sheet of people or of crowd would record: roles for a time, and names beside the ledger."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from typing import Any, Final

from app.domain.records import parse_moment
from app.domain.records.faults import Fault
from app.domain.records.words import ROLES
from app.services.sheets.known import Known
from app.services.sheets.table import Column, Line, Proposed, yes_or_no

PEOPLE: Final = (
    Column("person", ("id", "persona")),
    Column("name", ("nombre",)),
    Column("role", ("roles", "puesto", "puestos"), needed=True),
    Column("minor", ("menor",)),
    Column("from", ("desde",)),
    Column("until", ("hasta",)),
)
CROWD: Final = (
    Column("voucher", ("voucher_number", "number", "vale", "numero", "número"), needed=True),
    Column("name", ("nombre",)),
    Column("role", ("puesto",)),
    Column("minor", ("menor",)),
)
LONGEST_NAME: Final = 200
_VOUCHER: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,20}")


def of_people(line: Line, known: Known) -> Proposed:
    """Roles that the person does not hold yet. Without an id: the one of that name, else a new id that says nothing."""
    found = Proposed(line.number)
    person = _person(line, known, found.faults)
    roles = [one.casefold().replace(" ", "_").replace("-", "_") for one in line.several("role")]
    if not roles:
        found.faults.append({"field": "role", "problem": "is missing", "expected": _ROLES})
    times = {
        "from_at": known.begins(first) if (first := _day(line, "from", found.faults)) else None,
        "until_at": known.ends(last) if (last := _day(line, "until", found.faults)) else None,
    }
    minor = yes_or_no(line, "minor", otherwise=False, faults=found.faults)
    for role in roles:
        _propose(found, known, _role(person, role, minor=minor, **times))
    _name(found, known, person, line.get("name"))
    found.shown = {"person": person, "roles": roles}
    return found


def of_crowd(line: Line, known: Known) -> Proposed:
    """One role for one day, for whoever holds that voucher on it; the number is another person the next day."""
    found = Proposed(line.number)
    voucher = line.get("voucher").casefold().lstrip("#")
    if not _VOUCHER.fullmatch(voucher):
        fault = {
            "field": "voucher",
            "problem": "is no number",
            "expected": "up to 21 letters, digits or dashes",
        }
        found.faults.append(fault)
        voucher = "none"
    person = crowd_id(known.day, voucher)
    role = line.get("role").casefold().replace(" ", "_") or "performer"
    minor = yes_or_no(line, "minor", otherwise=False, faults=found.faults)
    times = {"from_at": known.begins(known.day), "until_at": known.ends(known.day)}
    _propose(found, known, _role(person, role, minor=minor, **times))
    _name(found, known, person, line.get("name"))
    found.shown = {"person": person, "roles": [role], "voucher": voucher}
    return found


def crowd_id(day: date, voucher: str) -> str:
    """The person who holds that voucher on that day."""
    return f"crowd-{day:%Y%m%d}-{voucher}"


def _person(line: Line, known: Known, faults: list[Fault]) -> str:
    told, name = line.get("person"), line.get("name")
    if told:
        return told
    if not name:
        faults.append({"field": "person", "problem": "is missing", "expected": "an id, or a name"})
        return "nobody"
    namesakes = known.named(name)
    if len(namesakes) > 1:
        expected = f"the id in the column person: {', '.join(sorted(namesakes))}"
        faults.append({"field": "name", "problem": "belongs to more than one person", "expected": expected})
    salt = f"{known.production}\n{known.now.isoformat()}\n{line.number}"
    return namesakes[0] if namesakes else f"p-{hashlib.sha256(salt.encode()).hexdigest()[:8]}"


def _role(person: str, role: str, *, minor: bool, **times: str | None) -> dict[str, Any]:
    body: dict[str, Any] = {"person": person, "role": role}
    body |= {name: moment for name, moment in times.items() if moment is not None}
    return body | ({"minor": True} if minor else {})


def _propose(found: Proposed, known: Known, body: dict[str, Any]) -> None:
    """The role, unless it is held from no later until no earlier already."""
    body = {"from_at": known.moment, **body}
    wrong = known.faults("role", body)
    if wrong:
        found.faults += [one | ({"expected": _ROLES} if one["field"] == "role" else {}) for one in wrong]
    elif not _held(known, body):
        found.records.append(("role", body))


def _held(known: Known, body: dict[str, Any]) -> bool:
    begins, until = parse_moment(body["from_at"]), body.get("until_at")
    ends = parse_moment(until) if until else None
    return any(
        span.role == body["role"]
        and span.from_at <= begins
        and bool(span.minor) == body.get("minor", False)
        and _no_earlier(span.until_at, ends)
        for span in known.roster.spans.get(body["person"], ())
    )


def _no_earlier(held_until: datetime | None, wanted: datetime | None) -> bool:
    return held_until is None or (wanted is not None and held_until >= wanted)


def _name(found: Proposed, known: Known, person: str, name: str) -> None:
    if len(name) > LONGEST_NAME or "\x00" in name:
        fault = {"field": "name", "problem": "is too long", "expected": f"at most {LONGEST_NAME} characters"}
        found.faults.append(fault)
    elif name and known.names.get(person) != name:
        found.name = (person, name)


def _day(line: Line, column: str, faults: list[Fault]) -> date | None:
    told = line.get(column)
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError:
        faults.append(
            {"field": column, "problem": f"is {told[:40]}", "expected": "a date such as 2027-01-31"}
        )
        return None


_ROLES: Final = f"one or more of: {', '.join(sorted(ROLES))}"
