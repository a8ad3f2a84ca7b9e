"""Decides whether what was sent may enter the ledger: form, caller, people, time; never whether it is good news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from app.domain.errors import ShowclearError
from app.domain.escalation import NOBODY
from app.domain.ledger.canonical import Json, canonical_parsed
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import may_sign_later, may_write, require_write
from app.domain.records import GROUPS, LaterSignOff, Preflight, Record, RoleGiven, parse_record
from app.services.accounts.freshness import require_fresh_for
from app.services.caller import CONCERN, DELIVER, FOUND, WRITE, Caller
from app.services.named import names_in, persons_in
from app.services.ports import KnowsProtocol
from app.services.roster import Roster

AHEAD = timedelta(minutes=5)
"""How far a device's clock may run ahead of the server's (design, section 4)."""
_OFFICE = frozenset((*GROUPS["governance"], "credential"))


class Signs(NamedTuple):
    """A record that is signed later, and the digest that was signed."""

    key: str
    digest: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A valid record on its way into the ledger, with its canonical bytes and what it names."""

    record: Record
    canonical: bytes
    names: frozenset[str]
    caller: Caller
    signs: Signs | None = None
    """The record that has to stand in the ledger, as it was signed, for this one to enter."""
    beside: str | None = None
    """The record of the same request that has to be new in the ledger, for this one to enter."""


def draft(caller: Caller, production: str, value: object, now: datetime, knows: KnowsProtocol) -> Draft:
    """The record of a JSON value that `parse_strict` gave. Asks all that can be asked without the ledger.

    Refused: `record.malformed`, `permission.denied` (scope, or `by` another than the caller), `auth.fresh_needed`,
    `protocol.unknown`, `record.future`.
    """
    record = parse_record(value)
    if record.production != production:
        raise _another_production(record.production)
    _require_own(caller, record)
    require_fresh_for(record.kind, caller, now)
    if record.protocol is not None and not knows(record.protocol):
        fault = {
            "field": "protocol",
            "problem": f"{record.protocol} was never published",
            "expected": "a protocol version listed under protocols",
        }
        raise ShowclearError("protocol.unknown", "There is no such protocol version.", where=[fault])
    require_past(record, now)
    return Draft(record, canonical_parsed(cast(Json, value)), names_in(record), caller)


def require_past(record: Record, now: datetime) -> None:
    """Nothing, when it happened at most five minutes from now by its corrected time; else `record.future`."""
    if record.at <= now + AHEAD:
        return
    fault = {
        "field": "occurred_at",
        "problem": f"lies {int((record.at - now).total_seconds())} s ahead of the server",
        "expected": "a time not more than 300 s ahead; if the device's clock is off, send it under a new id with `clock`",
        "server_time": recorded_at_text(now),
    }
    raise ShowclearError("record.future", f"The server's time is {recorded_at_text(now)}.", where=[fault])


def authorise(item: Draft, roster: Roster, now: datetime) -> None:
    """Ask what only the ledger knows: `person.unknown`, or `permission.denied` by the caller's roles.

    What happened on set may also be told under the roles held when it happened: a phone that finds the network after
    the engagement ended still brings it. Governance and credentials need the role now.
    """
    _require_known(item, roster)
    record, person = item.record, item.caller.person
    if FOUND in item.caller.scopes or (person is None and CONCERN in item.caller.scopes):
        return
    held = roster.roles(person, now) if person else frozenset()
    if may_write(held, record.kind):
        return
    then = roster.roles(person, record.at) if person else frozenset()
    if record.kind not in _OFFICE and may_write(then, record.kind):
        return
    if isinstance(record.body, LaterSignOff):
        signed = [(one.person, one.method) for one in record.body.sign_offs]
        if may_sign_later(held | then, person, signed):
            return
    require_write(held, record.kind)


def _require_own(caller: Caller, record: Record) -> None:
    if caller.person is None and record.kind == "concern" and record.by is None and CONCERN in caller.scopes:
        return
    caller.require(record.production, WRITE)
    if DELIVER in caller.scopes or FOUND in caller.scopes or record.by == caller.person:
        return
    if record.by is None and record.kind == "concern":
        return
    fault = {
        "field": "by",
        "problem": f"is {record.by}; the token is {caller.person}'s",
        "expected": str(caller.person),
    }
    raise ShowclearError(
        "permission.denied",
        "A record is written by the person whose token it is.",
        where=[fault],
    )


def _require_known(item: Draft, roster: Roster) -> None:
    unknown = {person for person in persons_in(item.names) if not roster.knows(person)}
    if isinstance(item.record.body, RoleGiven):
        unknown.discard(item.record.body.person)  # this is how the production comes to have a person
    if FOUND in item.caller.scopes and isinstance(item.record.body, Preflight):
        unknown.discard(NOBODY)  # the service's own word for a rung that nobody holds
    if unknown:
        where = [
            {
                "field": "record",
                "problem": f"names {person}, whom the production never had",
                "expected": "a person who was given a role",
            }
            for person in sorted(unknown)
        ]
        raise ShowclearError("person.unknown", "The production never had this person.", where=where)


def _another_production(named: str) -> ShowclearError:
    fault = {
        "field": "production",
        "problem": f"is {named}",
        "expected": "the production it is sent to",
    }
    return ShowclearError("record.malformed", "The record belongs to another production.", where=[fault])
