"""Decides how a message goes out as web push: sealed for one browser (RFC 8291), in this service's name (RFC 8292)."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

import orjson
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.notify.line import Line
from app.notify.reach import parts_of
from app.services.delivery.ports import Letter, NotCarried
from app.services.delivery.rows import Contact

_RECORD: Final = 4096
_GOOD_FOR_S: Final = 12 * 3600  # RFC 8292 allows a day
_KEPT_FOR_S: Final = {"hold": 6 * 3600, "due": 6 * 3600, "news": 24 * 3600}
"""How long a push service keeps it for a phone that is off; without it nothing would be kept."""


class PushKeys(Protocol):
    """Who this service is to push services."""

    @property
    def push_key(self) -> str:
        """The public key, base64url."""
        ...

    def sign_es256(self, message: bytes) -> bytes:
        """Its signature."""
        ...


class WebPush:
    """Encrypted messages through the push service of a browser's maker."""

    def __init__(self, line: Line, keys: PushKeys, subject: str, clock: Callable[[], datetime]) -> None:
        self._line, self._keys, self._subject, self._clock = line, keys, subject, clock

    def carry(self, letter: Letter, contact: Contact) -> bool:
        """False: the push service passes it on. Gone for good is what it answers 404 or 410 to (RFC 8030, 7.3)."""
        words = {"title": letter.title, "text": letter.text, "link": letter.link, "id": letter.message}
        try:
            body = sealed(orjson.dumps(words), contact.keys or "", os.urandom(16))
        except ValueError as failure:
            raise NotCarried("push.keys", broken=True) from failure
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_FOR_S[letter.urgency]),
            "Urgency": "normal" if letter.urgency == "news" else "high",
            "Topic": letter.id,
            "Authorization": self._authorization(contact.address),
        }
        try:
            self._line.post(contact.address, body, headers)
        except NotCarried as failure:
            if failure.problem == "status.404":
                raise NotCarried(failure.problem, broken=True) from failure
            raise
        return False

    def _authorization(self, endpoint: str) -> str:
        host, port, scheme = parts_of(endpoint)
        bare = f"[{host}]" if ":" in host else host
        usual = {"https": 443, "http": 80}[scheme] == port
        claims = {
            "aud": f"{scheme}://{bare}" + ("" if usual else f":{port}"),
            "exp": int(self._clock().timestamp()) + _GOOD_FOR_S,
            "sub": self._subject,
        }
        signing = b".".join(_b64(orjson.dumps(one)) for one in ({"typ": "JWT", "alg": "ES256"}, claims))
        token = signing + b"." + _b64(self._keys.sign_es256(signing))
        return f"vapid t={token.decode()}, k={self._keys.push_key}"


def sealed(words: bytes, keys: str, salt: bytes, own: EllipticCurvePrivateKey | None = None) -> bytes:
    """The words, readable by the browser with these keys (`p256dh.auth`) only. ValueError: they are none.

    RFC 8291, 3: a key of one message agrees with the browser's, and the browser's secret is mixed in; RFC 8188 is the form.
    """
    theirs, auth = keys_of(keys)
    own = own or generate_private_key(SECP256R1())
    point = _point(own.public_key())
    mixed = HKDF(SHA256(), 32, auth, b"WebPush: info\x00" + _point(theirs) + point).derive(
        own.exchange(ECDH(), theirs)
    )
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(mixed)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(mixed)
    head = salt + _RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, words + b"\x02", None)


def keys_of(keys: str) -> tuple[EllipticCurvePublicKey, bytes]:
    """A browser's public key and its secret of 16 bytes. ValueError."""
    point, _, auth = keys.partition(".")
    secret = _unb64(auth)
    if len(secret) != 16:
        raise ValueError("the secret has 16 bytes")
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _unb64(point)), secret


def _point(key: EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _b64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _unb64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
