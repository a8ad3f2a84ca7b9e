"""Decides what somebody is asked to sign with a passkey: the words, and the challenge over them; it takes no signature.

What comes of it is sent as a record, or as a `sign_off` record, like everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.binding import Bound, Place, bind
from app.domain.ledger.canonical import Json
from app.domain.ledger.entry import parse_entry, record_digest
from app.domain.ledger.sign_off import FORM, PASSKEY, shown_json
from app.domain.ledger.sign_off_codes import SignOffCode, refused
from app.domain.protocol.protocol import Protocol
from app.domain.records import parse_moment, parse_record
from app.domain.records.words import READ_ONLY_ROLES
from app.services.caller import WRITE, Caller, no_production
from app.services.judges import Judges
from app.services.ports import Clock
from app.services.sign_off_proofs import SignOffProofs

TellProtocol = Callable[[str], Protocol]
"""The published protocol of `id@version`. Refused: `protocol.unknown`."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants to sign what: values of records about to be sent, ids of records in the ledger, or both.

    `at` is in a record's form. `statement` is for records that name no protocol: those that do have words of their own.
    """

    person: str
    role: str
    at: str
    language: str
    values: Sequence[object] = ()
    ids: Sequence[str] = ()
    statement: str | None = None
    declined: bool = False


class SigningOff:
    """Prepares signatures."""

    def __init__(self, judges: Judges, clock: Clock, protocol: TellProtocol, proofs: SignOffProofs) -> None:
        self._judges, self._clock = judges, clock
        self._protocol, self._proofs = protocol, proofs

    def require(self, caller: Caller, production: str) -> None:
        """Nothing, for who may write here and holds a role now; else `not_found`, `permission.denied`."""
        caller.require(production, WRITE)
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        if not caller.person or not judged.roster.roles(caller.person, self._clock()) - READ_ONLY_ROLES:
            raise ShowclearError("permission.denied", "Only who holds a role on set may ask for signatures.")

    def prepare(self, caller: Caller, production: str, wish: Wish) -> dict[str, Any]:
        """The challenge, the signer's keys, and for each record the sign-off as it will stand, but for the signature.

        The device adds `credential`, its `public_key`, `authenticator_data`, `client_data`, `signature` and `origin`
        to each proof. Refused: `not_found` (production, record), `permission.denied`, `record.malformed`,
        `sign_off.wrong_role`, `sign_off.wrong_statement`, `sign_off.unknown_credential`, `sign_off.malformed` (no record,
        over 500, `at` no time).
        """
        self.require(caller, production)
        self._require_role(production, wish)
        keys = self._proofs.keys.keys_of(production, wish.person)
        if not keys:
            raise ShowclearError("sign_off.unknown_credential", f"{wish.person} has no passkey here.")
        records = self._records(production, wish)
        bounds = [self._bound(record, wish) for record in records]
        challenge, places = bind(bounds)
        return {
            "challenge": encode_base64url(challenge),
            "rp": self._proofs.party.rp,
            "keys": {encode_base64url(one): encode_base64url(key) for one, key in keys.items()},
            "sign_offs": [
                {"record": record["id"], "sign_off": self._sign_off(bound, place)}
                for record, bound, place in zip(records, bounds, places, strict=True)
            ],
        }

    def _sign_off(self, bound: Bound, place: Place) -> dict[str, Json]:
        told: dict[str, Json] = {
            "person": bound.person,
            "role": bound.role,
            "at": bound.at,
            "method": bound.method,
            "statement": bound.statement,
        }
        if bound.declined:
            told["declined"] = True
        shown = shown_json(bound.language, bound.protocol_digest, place)
        return told | {"proof": {"form": FORM, "rp": self._proofs.party.rp, **shown}}

    def _bound(self, record: dict[str, Any], wish: Wish) -> Bound:
        ref = record.get("protocol")
        return Bound(
            record=record_digest(record),
            person=wish.person,
            role=wish.role,
            at=wish.at,
            method=PASSKEY,
            statement=self._statement(ref, wish),
            language=wish.language,
            protocol_digest=self._proofs.digest_of(ref) if ref is not None else None,
            declined=wish.declined,
        )

    def _statement(self, ref: str | None, wish: Wish) -> str:
        """The words the protocol has for that role in that language; the signer's own where there is no protocol."""
        if ref is None:
            return wish.statement or _wrong_words("A record without a protocol needs a statement.")
        asked = [one for one in self._protocol(ref).sign_offs if wish.role in one.role]
        words = [one.statement[wish.language] for one in asked if wish.language in one.statement]
        if not words:
            _wrong_words(f"{ref} has no words in {wish.language} for {wish.role}.")
        if wish.statement is not None and wish.statement not in words:
            _wrong_words(f"{ref} has other words for {wish.role}.")
        return wish.statement or words[0]

    def _records(self, production: str, wish: Wish) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for value in wish.values:
            record = parse_record(value)
            if record.production != production or not isinstance(value, dict):
                raise no_production()
            found.append(value)
        with self._proofs.store.reading() as reader:
            for record_id in wish.ids:
                entry = reader.entry_of(production, record_id.lower())
                if entry is None:
                    raise ShowclearError("not_found", "There is no such record.")
                found.append(dict(parse_entry(entry).record))
        return found

    def _require_role(self, production: str, wish: Wish) -> None:
        at = _moment(wish.at)
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        if wish.role not in judged.roster.roles(wish.person, at):
            raise ShowclearError("sign_off.wrong_role", f"{wish.person} is no {wish.role} at that moment.")


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ValueError as error:
        raise refused(SignOffCode.MALFORMED, "`at` is no time with Z or an offset.") from error


def _wrong_words(detail: str) -> NoReturn:
    raise ShowclearError("sign_off.wrong_statement", detail)
