"""Decides what a phone takes with it for the day, so that every screen on set works without a signal; it changes nothing.

The pack is what is recorded so far, for one unit. The checklists are a part of their own: they are much longer, and change
only with the day's pack of protocols.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from app.domain.drill.mark import is_drill
from app.domain.escalation import Escalation, next_at
from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.entry import recorded_at_text
from app.domain.protocol.protocol import Protocol as Checklist
from app.domain.records.kinds import RECORD_KINDS
from app.services.caller import WRITE, Caller, no_production
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import NOT_TAKEN_IN, Look, Looking
from app.services.ports import Clock, Judge
from app.services.standings import Told
from app.services.telling import Telling

HEARD_WITHIN: Final = timedelta(hours=20)
"""Phones that were heard from within the longest shooting day are told."""
_NO_DAY: Final[dict[str, Any]] = {
    "date": None,
    "hold": False,
    "holds": [],
    "due": [],
    "firearms": [],
    "ammunition": [],
}

TellChecklists = Callable[[tuple[str, str | None] | None], tuple[str, list[tuple[Checklist, str]]]]
"""The digest of a pack (None: the default), and its protocols with the digest of each file."""


KeysOf = Callable[[str, str], Mapping[bytes, bytes]]
"""Passkeys of a person of a production: credential id to public key."""


CarryKeyOf = Callable[[Caller], Mapping[str, str] | None]
"""What a caller's phone seals records with that somebody else may have to bring."""


class Signing(NamedTuple):
    """What a phone needs to sign without a signal: what PINs are sealed to, the relying party, and one's own keys.

    And what it seals a file of records with.
    """

    sealing_key: bytes
    relying_party: str
    keys_of: KeysOf
    carries: CarryKeyOf


class Phone(NamedTuple):
    """A phone of the production: whose it was when it was last heard from, and how many records it still kept then."""

    device: str
    person: str
    queued: int
    heard_at: datetime


class Phones(Protocol):
    """Which phones were heard from. Each call is a transaction of its own."""

    def heard(self, production: str, phone: Phone) -> None:
        """That phone was heard from."""
        ...

    def since(self, production: str, moment: datetime) -> Sequence[Phone]:
        """Those heard from since, the latest first."""
        ...


class BesideDay(NamedTuple):
    """What lies beside the ledger and is told of with the day: phones, and what climbs."""

    phones: Phones
    told: Told


class DayPacks(Looking):
    """The use case: what is asked for before the signal goes."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        beside: BesideDay,
        checklists: TellChecklists,
        signing: Signing,
        clock: Clock,
    ) -> None:
        super().__init__(library, judges, clock)
        self._phones, self._told = beside
        self._tell = checklists
        self._signing = signing

    def pack(self, caller: Caller, production: str, unit: str) -> dict[str, Any]:
        """The day of a unit as recorded so far. Refused: `not_found`, `permission.denied`."""
        now = self._clock()
        with self._look(caller, production, "days") as look:
            judge = look.judged.judge.fork() if look.judged.judge else None
            board = (
                judge.board(unit, now) if judge else {**_NO_DAY, "unit": unit, "at": recorded_at_text(now)}
            )
            return {
                "production": production,
                "drill": is_drill(production),
                "person": caller.person,
                "roles": sorted(look.roles),
                "timezone": look.judged.setting.zone.key,
                "as_of": look.judged.size - 1,
                "judgement": "behind" if look.judged.behind else "current",
                **board,
                "holds": judge.holds(now) if judge else look.shelves.holds(production),
                "firearms": _with_intake(board["firearms"], look, "firearm", "firearm_intake"),
                "ammunition": _with_intake(board["ammunition"], look, "container", "ammunition_intake"),
                "next": judge.next_set_up(unit, now) if judge else None,
                "awaited": judge.awaited(now) if judge else [],
                "climbing": [_climbing(*one) for one in self._told.of(production, now) if one[0].open],
                "people": self._people(look, now),
                "phones": [_phone(one) for one in self._phones.since(production, now - HEARD_WITHIN)],
                "checklists": self._tell(_adopted(judge, unit, now))[0],
                "signing": self._to_sign_with(caller, production),
            }

    def checklists(self, caller: Caller, production: str, unit: str) -> dict[str, Any]:
        """The checklists of the day's pack: texts, items and signatures, without the rules and their sources."""
        with self._look(caller, production, "protocols") as look:
            judge = look.judged.judge.fork() if look.judged.judge else None
        return self._checklists(judge, unit)

    def for_paper(self, production: str, unit: str) -> tuple[dict[str, Any], str | None]:
        """The same for whoever runs the machine, and the date of the unit's day. Refused: `not_found`."""
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        judge = judged.judge.fork() if judged.judge else None
        day = judge.board(unit, self._clock())["date"] if judge else None
        return self._checklists(judge, unit), day

    def _checklists(self, judge: Judge | None, unit: str) -> dict[str, Any]:
        digest, found = self._tell(_adopted(judge, unit, self._clock()))
        kinds = sorted({kind for one, _ in found for kind in one.completes})
        return {
            "digest": digest,
            "protocols": [_checklist(one, file) for one, file in found],
            "kinds": {kind: _fields(kind) for kind in kinds},
        }

    def require(self, caller: Caller, production: str) -> None:
        """Nothing, for who may write and look here; else `not_found`, `permission.denied`."""
        caller.require(production, WRITE)
        with self._look(caller, production, "days"):
            pass

    def heard(self, caller: Caller, production: str, device: str, queued: int) -> None:
        """That phone still keeps so many records. Refused: as `require` does."""
        self.require(caller, production)
        self._phones.heard(production, Phone(device, caller.person or "", queued, self._clock()))

    def phones(self, caller: Caller, production: str) -> list[dict[str, Any]]:
        """Phones that were heard from within the longest shooting day. Refused: as `pack` does."""
        with self._look(caller, production, "days"):
            return [_phone(one) for one in self._phones.since(production, self._clock() - HEARD_WITHIN)]

    def _to_sign_with(self, caller: Caller, production: str) -> dict[str, Any]:
        sealing_key, relying_party, keys_of, carries = self._signing
        keys = keys_of(production, caller.person) if caller.person else {}
        return {
            "sealing_key": encode_base64url(sealing_key),
            "rp": relying_party,
            "carry": carries(caller),
            "keys": {encode_base64url(one): encode_base64url(key) for one, key in keys.items()},
        }

    def _people(self, look: Look, now: datetime) -> list[dict[str, Any]]:
        """Those who hold a role now, with it; who left is asked for nothing."""
        names = look.shelves.names(look.production)
        told = [
            {"id": person, "name": names.get(person), "roles": sorted(look.judged.roster.roles(person, now))}
            for person in look.judged.roster.people()
        ]
        return [one for one in told if one["roles"]]


def _adopted(judge: Judge | None, unit: str, now: datetime) -> tuple[str, str | None] | None:
    return judge.day_pack(unit, now) if judge else None


def _with_intake(told: list[dict[str, Any]], look: Look, what: str, kind: str) -> list[dict[str, Any]]:
    """Each thing with what its intake said of it; what was never taken in has none."""
    intakes = look.intakes(kind, what)
    return [{**one, **intakes.get(one[what], NOT_TAKEN_IN)} for one in told]


def _climbing(one: Escalation, told: Sequence[Telling]) -> dict[str, Any]:
    """What nobody has put to rest: who was told of it, each once, and when who is told next."""
    following = next_at(one)
    return {
        "id": one.id,
        "hazard": one.hazard,
        "told": list(dict.fromkeys(telling.recipient for telling in told)),
        "next_at": recorded_at_text(following) if following else None,
        "next_tells": list(one.rungs[min(one.climbed, len(one.rungs) - 1)].tell),
    }


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "device": phone.device,
        "person": phone.person,
        "queued": phone.queued,
        "heard_at": recorded_at_text(phone.heard_at),
    }


def _fields(kind: str) -> dict[str, bool]:
    """Each field of the body of that kind, and whether it must be there."""
    return {
        field.alias or name: field.is_required() for name, field in RECORD_KINDS[kind].model_fields.items()
    }


def _checklist(protocol: Checklist, digest: str) -> dict[str, Any]:
    whole = protocol.model_dump(mode="json", by_alias=True, exclude_none=True)
    kept = ("id", "version", "title", "purpose", "completes", "due", "sign_offs")
    items = [{key: value for key, value in item.items() if key != "cite"} for item in whole["items"]]
    return {key: whole[key] for key in kept if key in whole} | {"items": items, "digest": digest}
