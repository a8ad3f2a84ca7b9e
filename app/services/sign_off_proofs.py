"""Decides whether the sign-offs in records that were sent are what they say: by passkey and PIN; it stores nothing.

Who signed twice, or in a role they did not hold, is the judgement's to say (`sign_off.missing`): it happened. What is
refused here never was a sign-off of this record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import decode_base64url
from app.domain.ledger.canonical import Json
from app.domain.ledger.entry import parse_entry, record_digest
from app.domain.ledger.failed import FAILED_FORM, failed_in
from app.domain.ledger.sign_off import PASSKEY, Checked, check_sign_off
from app.domain.ledger.sign_off_codes import SignOffCode, refused
from app.domain.records import parse_moment
from app.services.accounts.pins import PinBook
from app.services.admission import Draft, Signs
from app.services.caller import Caller
from app.services.failed_sign_offs import Failed, note_of, together
from app.services.ports import Clock, Store
from app.services.signing_order import SigningOrder
from app.services.typed_pins import SEALED, Digits, OpenSealed, digits, sealed_for

PIN = "pin"
_WORDS = {
    "sign_off.wrong_pin": "This is not the PIN of {person}.",
    "sign_off.full_needed": "{person} has to sign with a passkey, or sign in again, before a PIN is enough.",
}
DigestOf = Callable[[str], str]
"""The SHA-256, in hexadecimal, of the published file of `id@version`."""
OpenPins = Callable[[str], PinBook]
"""The PINs of a production."""


Refused = Callable[[Caller, str, str], None]
"""Keeps that a sign-off was refused: who brought it, with which code, how often and whose."""


@dataclass(frozen=True, slots=True)
class PinMeans:
    """What asking for a PIN takes: the books, what opens a sealed one, the order of signing on one phone, the clock."""

    books: OpenPins
    opens: OpenSealed
    order: Callable[[Caller], SigningOrder]
    clock: Clock
    refused: Refused


@dataclass(frozen=True, slots=True)
class Party:
    """For whom passkeys are made here: the relying party's id, and the origins of its pages."""

    rp: str
    origins: frozenset[str]


class KeyBook(Protocol):
    """Whose passkeys are whose."""

    def keys_of(self, production: str, person: str) -> Mapping[bytes, bytes]:
        """The person's passkeys that are good: credential id to public key (SPKI, DER)."""
        ...

    def count(self, credential: bytes, signature: bytes, sign_count: int) -> bool:
        """Take note of a signature (its digest) with its counter; False when the counter went back.

        A counter stands still for a signature noted before, and for an authenticator that counts nothing (0).
        """
        ...


class SignOffProofs:
    """What every sign-off has to stand up to before its record enters."""

    def __init__(
        self, store: Store, keys: KeyBook, pins: PinMeans, digest_of: DigestOf, party: Party
    ) -> None:
        self.store, self.keys, self.pins = store, keys, pins
        self.digest_of, self.party = digest_of, party

    def of_request(self, caller: Caller, pins: Mapping[str, str]) -> Checking:
        """For the records of one request, in their order, with the PINs that were typed beside them."""
        return Checking(self, caller, pins)


class Checking:
    """The records of one request. Each PIN is tried once, and a record may sign one that stands ahead of it."""

    def __init__(self, means: SignOffProofs, caller: Caller, pins: Mapping[str, str]) -> None:
        self._means, self._typed = means, pins
        self._order = means.pins.order(caller)
        self._tried: dict[tuple[str, str | None], bool] = {}
        self._failed: list[Failed] = []
        self._caller = caller
        self._refusals: Counter[tuple[str, str]] = Counter()
        self._ahead: dict[str, dict[str, Json]] = {}

    def checked(self, item: Draft, value: dict[str, Json]) -> Draft:
        """The draft of that value, and which record it signs, if it signs another.

        Refused: every SignOffCode, `sign_off.unknown_credential`, `sign_off.counter`, `sign_off.pin_needed`,
        `sign_off.wrong_pin`, `sign_off.full_needed`. What is in the ledger already is not asked again.
        """
        before = len(self._failed)
        try:
            return self._checked(item, value)
        except ShowclearError as error:
            del self._failed[before:]
            self._refusals[error.code, item.record.kind] += 1
            raise

    def keep_refusals(self) -> None:
        """What was refused, into the audit: one row for each code and kind of record, however many there were."""
        for (code, kind), count in self._refusals.items():
            self._means.pins.refused(self._caller, code, f"{count} {kind}")

    def notes(self) -> list[Draft]:
        """A record for each one that was checked and has a PIN that failed after waiting for a signal."""
        now = self._means.pins.clock()
        return [note_of(failed, now) for failed in together(self._failed)]

    def _checked(self, item: Draft, value: dict[str, Json]) -> Draft:
        own, later = _of_methods(value.get("sign_offs")), list[dict[str, Json]]()
        body = value.get("body")
        if item.record.kind == "sign_off" and type(body) is dict:
            later = _of_methods(body.get("sign_offs"))
            _require_ours_unwritten(body.get("sign_offs"))
        _require_ours_unwritten(value.get("sign_offs"))
        self._ahead[item.record.key] = value
        if not (own or later) or self._is_in(item):
            return item
        for one in own:
            self._require(item, value, one)
        if any(self._is_bound(one) for one in later):
            return self._checked_later(item, later)
        for one in later:
            self._require(item, value, one)
        return item

    def _is_bound(self, one: dict[str, Json]) -> bool:
        """Whether it takes the record that is signed to check it."""
        return one["method"] == PASSKEY or self._typed.get(str(one["person"]), "").startswith(SEALED)

    def _checked_later(self, item: Draft, later: list[dict[str, Json]]) -> Draft:
        signed = self._record(item)
        for one in later:
            self._require(item, signed, one)
        return replace(item, signs=Signs(item.record.body.of, record_digest(signed)))

    def _require(self, item: Draft, signed: dict[str, Json], one: dict[str, Json]) -> None:
        if one["method"] == PIN:
            self._require_pin(item, signed, one)
            return
        self._require_passkey(item.record.production, signed, check_sign_off(record_digest(signed), one))
        self._order.fully(str(one["person"]), self._means.pins.clock())

    def _require_passkey(self, production: str, signed: dict[str, Json], found: Checked) -> None:
        means, proof = self._means, found.proof
        ref = signed.get("protocol")
        if proof.protocol_digest != (means.digest_of(str(ref)) if ref is not None else None):
            raise refused(SignOffCode.NOT_BOUND, "Another protocol was signed than the record names.")
        if proof.assertion.rp != means.party.rp:
            raise refused(SignOffCode.WRONG_RP, "Passkeys of this service are for another relying party.")
        if proof.assertion.origin not in means.party.origins:
            raise refused(SignOffCode.WRONG_ORIGIN, "It was signed on a page that is not this service's.")
        credential = decode_base64url(proof.credential)
        key = means.keys.keys_of(production, found.person).get(credential)
        if key is None:
            raise ShowclearError("sign_off.unknown_credential", f"This is no passkey of {found.person} here.")
        if key != proof.assertion.public_key:
            raise refused(SignOffCode.WRONG_KEY, "The passkey has another key than the proof says.")
        if not means.keys.count(credential, found.signature_digest, found.sign_count):
            raise ShowclearError(
                "sign_off.counter", "The passkey's counter went back: there may be two of it."
            )

    def _require_pin(self, item: Draft, signed: dict[str, Json], one: dict[str, Json]) -> None:
        person = str(one["person"])
        typed = self._typed.get(person)
        if typed is None:
            raise ShowclearError("sign_off.pin_needed", f"The PIN of {person} has to come beside the record.")
        digest = record_digest(signed)
        info = sealed_for(item.record.production, person, digest)
        found = digits(typed, info, self._means.pins.opens)
        code = self._fault(item, person, found, one)
        if code is None:
            return
        if not found.waited:
            raise ShowclearError(code, _WORDS[code].format(person=person))
        self._failed.append(Failed(item, Signs(str(signed["id"]).lower(), digest), one, code))

    def _fault(self, item: Draft, person: str, found: Digits, one: dict[str, Json]) -> str | None:
        """Why this PIN signs nothing; None when it does. Each PIN is tried once in a request."""
        now = self._means.pins.clock()
        at = min(parse_moment(str(one["at"])), now) if found.waited else now
        if not self._is_right(item, person, found.text):
            return "sign_off.wrong_pin"
        return None if self._order.allows(person, at) else "sign_off.full_needed"

    def _is_right(self, item: Draft, person: str, text: str | None) -> bool:
        if text is None:
            return False
        if (person, text) not in self._tried:
            book = self._means.pins.books(item.record.production)
            device = item.caller.session or f"token of {item.caller.person}"
            self._tried[person, text] = book.check(person, text, device)
        return self._tried[person, text]

    def _is_in(self, item: Draft) -> bool:
        with self._means.store.reading() as reader:
            return reader.entry_of(item.record.production, item.record.key) is not None

    def _record(self, item: Draft) -> dict[str, Json]:
        """The record that is signed later: in the ledger, or ahead in this request."""
        key = item.record.body.of
        with self._means.store.reading() as reader:
            entry = reader.entry_of(item.record.production, key)
        if entry is not None:
            return parse_entry(entry).record
        if key not in self._ahead:
            raise refused(SignOffCode.NO_RECORD, "Send the record that is signed first.")
        return self._ahead[key]


def _require_ours_unwritten(sign_offs: Json) -> None:
    """Nothing, unless one says of a signature that it failed: only the service says that."""
    for one in sign_offs if type(sign_offs) is list else ():
        proof = one.get("proof") if type(one) is dict else None
        if failed_in(proof) is not None:
            raise refused(SignOffCode.MALFORMED, f"Proofs of the form {FAILED_FORM} are the service's own.")


def _of_methods(sign_offs: Json) -> list[dict[str, Json]]:
    """Those that something has to be asked of."""
    return list(_asked(sign_offs)) if type(sign_offs) is list else []


def _asked(sign_offs: list[Any]) -> Iterator[dict[str, Json]]:
    for one in sign_offs:
        if type(one) is dict and one.get("method") in (PASSKEY, PIN):
            yield one
