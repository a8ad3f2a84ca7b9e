"""Decides whether a passkey sign-off in a record holds, from its own fields and the record's digest alone.

It must not know models, people or registers: whose key it is, and whether the person held the role, is asked elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.ledger.assertion import Assertion, check_assertion
from app.domain.ledger.base64url import decode_base64url, encode_base64url
from app.domain.ledger.binding import Bound, Place, challenge_at
from app.domain.ledger.canonical import Json
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.sign_off_codes import SignOffCode, refused

PASSKEY = "passkey"
FORM = "showclear-passkey/1"

_ALWAYS = frozenset(
    {"form", "credential", "public_key", "authenticator_data", "client_data", "signature"}
    | {"rp", "origin", "language"}
)
_FIELDS = _ALWAYS | {"protocol_digest", "records", "index", "path"}
_COUNT = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PasskeyProof:
    """The `proof` of a sign-off by passkey, read but not believed."""

    credential: str
    assertion: Assertion
    language: str
    protocol_digest: str | None
    place: Place

    def to_json(self) -> dict[str, Json]:
        """The flat object of texts that stands in the sign-off; what says nothing is left out."""
        given, place = self.assertion, self.place
        proof: dict[str, Json] = {
            "form": FORM,
            "credential": self.credential,
            "public_key": encode_base64url(given.public_key),
            "authenticator_data": encode_base64url(given.authenticator_data),
            "client_data": encode_base64url(given.client_data),
            "signature": encode_base64url(given.signature),
            "rp": given.rp,
            "origin": given.origin,
        }
        return proof | shown_json(self.language, self.protocol_digest, place)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sign-off that holds: with which key, and what a service may still want to ask of it."""

    person: str
    proof: PasskeyProof
    sign_count: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key (SPKI, DER) in hexadecimal: what a person compares."""
        return hashlib.sha256(self.proof.assertion.public_key).hexdigest()

    @property
    def signature_digest(self) -> bytes:
        """SHA-256 of the signature: the same for all records under one signature, another for every other."""
        return hashlib.sha256(self.proof.assertion.signature).digest()


def shown_json(language: str, protocol_digest: str | None, place: Place) -> dict[str, Json]:
    """The fields of a proof that are known before anybody signs."""
    shown: dict[str, Json] = {"language": language}
    if protocol_digest is not None:
        shown["protocol_digest"] = protocol_digest
    if place.records > 1:
        shown["records"], shown["index"] = str(place.records), str(place.index)
        shown["path"] = encode_base64url(b"".join(place.path))
    return shown


def check_sign_off(digest: bytes, sign_off: Mapping[str, Json]) -> Checked:
    """The passkey sign-off, when its proof holds for the record of that digest. Refused: every SignOffCode but one."""
    proof = parse_proof(sign_off.get("proof"))
    bound = Bound(
        record=digest,
        person=_text(sign_off, "person"),
        role=_text(sign_off, "role"),
        at=_text(sign_off, "at"),
        method=_text(sign_off, "method"),
        statement=_text(sign_off, "statement"),
        language=proof.language,
        protocol_digest=proof.protocol_digest,
        declined=sign_off.get("declined") is True,
    )
    count = check_assertion(proof.assertion, challenge_at(bound, proof.place))
    return Checked(bound.person, proof, count)


def parse_proof(value: Json) -> PasskeyProof:
    """A proof of its JSON. Refused: another form, a field too many or too few (`sign_off.malformed`)."""
    if type(value) is not dict or value.get("form") != FORM:
        raise refused(SignOffCode.MALFORMED, f"The proof is no object of the form {FORM}.")
    if not _ALWAYS <= value.keys() <= _FIELDS:
        raise refused(SignOffCode.MALFORMED, "The proof has a field too many or too few.")
    assertion = Assertion(
        public_key=_bytes(value, "public_key"),
        authenticator_data=_bytes(value, "authenticator_data"),
        client_data=_bytes(value, "client_data"),
        signature=_bytes(value, "signature"),
        rp=_text(value, "rp"),
        origin=_text(value, "origin"),
    )
    credential = encode_base64url(_bytes(value, "credential"))
    return PasskeyProof(credential, assertion, *_shown(value), _place(value))


def _shown(value: Mapping[str, Json]) -> tuple[str, str | None]:
    """The language, and the digest of the protocol."""
    language = _text(value, "language")
    digest = _text(value, "protocol_digest") if "protocol_digest" in value else None
    if _LANGUAGE.fullmatch(language) is None or (digest is not None and _DIGEST.fullmatch(digest) is None):
        raise refused(SignOffCode.MALFORMED, "The language or the digest of the protocol has another form.")
    return language, digest


def _place(value: Mapping[str, Json]) -> Place:
    given = [name for name in ("records", "index", "path") if name in value]
    if not given:
        return Place()
    records, index = _text(value, "records"), _text(value, "index")
    path = _bytes(value, "path")
    if _COUNT.fullmatch(records) is None or _COUNT.fullmatch(index) is None or len(path) % HASH_LENGTH:
        raise refused(SignOffCode.MALFORMED, "The place among the records has another form.")
    if int(records) < 2:
        raise refused(SignOffCode.MALFORMED, "One record alone has no place among others.")
    hashes = (path[at : at + HASH_LENGTH] for at in range(0, len(path), HASH_LENGTH))
    return Place(int(index), int(records), tuple(hashes))


def _bytes(value: Mapping[str, Json], name: str) -> bytes:
    return decode_base64url(_text(value, name))


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value.get(name)
    if type(found) is not str or not found:
        raise refused(SignOffCode.MALFORMED, f"{name} is missing or no text.")
    return found
