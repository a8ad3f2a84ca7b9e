"""Decides what follows from the key of deliveries: codes, webhook secrets, what push services are shown; it sends nothing.

One file stands for all of it, so that no code and no secret lies in the database.
"""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from app.domain.errors import ShowclearError
from app.signing.key_files import load_or_create


class DeliveryKey:
    """A P-256 key, for push services and as what everything else is derived from."""

    def __init__(self, private: EllipticCurvePrivateKey) -> None:
        self._private = private
        self._root = private.private_numbers().private_value.to_bytes(32, "big")

    @classmethod
    def load_or_create(cls, path: Path) -> DeliveryKey:
        """The key in that file, made where there is none. Refused: `key.exposed`, `key.malformed`."""
        private = load_or_create(path, _new)
        if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
            raise ShowclearError("key.malformed", f"{path.name} holds a key of another kind than P-256.")
        return cls(private)

    @classmethod
    def made(cls) -> DeliveryKey:
        """A key that lies in no file."""
        return cls(generate_private_key(SECP256R1()))

    @property
    def push_key(self) -> str:
        """The public key's point (SEC 1, uncompressed), base64url."""
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def code(self, contact: str, asked_at: datetime) -> str:
        """The six digits that confirm that address, asked for at that moment."""
        asked = f"{contact}\n{asked_at.astimezone(UTC).isoformat()}".encode()
        found = hmac.digest(self._derived(b"showclear code"), asked, "sha256")
        return f"{int.from_bytes(found[:8], 'big') % 1_000_000:06d}"

    def webhook_secret(self, contact: str) -> str:
        """What signs the webhooks of that address, in the form of Standard Webhooks."""
        secret = self._derived(b"showclear webhook " + contact.encode())
        return f"whsec_{base64.b64encode(secret).decode()}"

    def sign_es256(self, message: bytes) -> bytes:
        """ECDSA with SHA-256 as JSON Web Signatures have it: r and s, 32 bytes each (RFC 7518, 3.4)."""
        r, s = decode_dss_signature(self._private.sign(message, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, None, purpose).derive(self._root)


def _new() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
