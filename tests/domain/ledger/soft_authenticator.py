"""An authenticator in memory: it signs what a browser would hand it, truthfully or with one thing made wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.domain.ledger.assertion import Assertion
from app.domain.ledger.base64url import encode_base64url
from app.domain.ledger.binding import Bound, Place, bind
from app.domain.ledger.canonical import Json
from app.domain.ledger.entry import record_digest
from app.domain.ledger.sign_off import PasskeyProof

RP, ORIGIN = "set.example", "https://set.example"
PRESENT, VERIFIED = 0x01, 0x04
STATEMENT = "I gave or took this firearm myself."

P256 = ec.derive_private_key(0x5EED, ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(b"e" * 32)
OTHER = ed25519.Ed25519PrivateKey.from_private_bytes(b"o" * 32)
RSA = rsa.generate_private_key(65537, 2048)
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def spki(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sign(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(SHA256()))
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, PKCS1v15(), SHA256())
    return key.sign(message)


@dataclass
class SoftAuthenticator:
    """One passkey; what it says may be made wrong in any part before it is signed."""

    key: PrivateKey = field(default_factory=lambda: ED25519)
    credential: bytes = b"credential-of-ana"
    rp: str = RP
    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    sign_count: int = 1
    client: dict[str, Any] = field(default_factory=dict)
    more: bytes = b""
    """What follows the fixed part of the authenticator data."""

    def client_data(self, challenge: bytes) -> bytes:
        told = {
            "type": "webauthn.get",
            "challenge": encode_base64url(challenge),
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(told | self.client).encode()

    def authenticator_data(self) -> bytes:
        fixed = bytes([self.flags]) + self.sign_count.to_bytes(4, "big")
        return hashlib.sha256(self.rp.encode()).digest() + fixed + self.more

    def answer(self, challenge: bytes) -> Assertion:
        data, client = self.authenticator_data(), self.client_data(challenge)
        signature = sign(self.key, data + hashlib.sha256(client).digest())
        return Assertion(spki(self.key), data, client, signature, self.rp, self.origin)

    def proof(self, bound: Bound, assertion: Assertion, place: Place) -> dict[str, Json]:
        credential = encode_base64url(self.credential)
        return PasskeyProof(credential, assertion, bound.language, bound.protocol_digest, place).to_json()

    def sign_offs(self, bounds: Sequence[Bound]) -> list[dict[str, Json]]:
        """One signature under all of these, as a sign-off for each."""
        challenge, places = bind(bounds)
        assertion = self.answer(challenge)
        return [
            plain(bound) | {"proof": self.proof(bound, assertion, place)}
            for bound, place in zip(bounds, places, strict=True)
        ]

    def sign_off(self, record: dict[str, Json], **more: Any) -> dict[str, Json]:
        """A sign-off of one record."""
        return self.sign_offs([bound_to(record, **more)])[0]


def plain(bound: Bound) -> dict[str, Json]:
    """A sign-off without its proof."""
    told: dict[str, Json] = {
        "person": bound.person,
        "role": bound.role,
        "at": bound.at,
        "method": bound.method,
        "statement": bound.statement,
    }
    return told | ({"declined": True} if bound.declined else {})


def bound_to(record: dict[str, Json], **more: Any) -> Bound:
    """What ana says of a record, unless told otherwise."""
    said = Bound(
        record=record_digest(record),
        person="ana",
        role="armorer",
        at="2024-05-01T12:00:00Z",
        method="passkey",
        statement=STATEMENT,
        language="en",
    )
    return replace(said, **more)


Change = Callable[[dict[str, Any]], None]
