"""Decides how a secret that a phone sealed to this service is opened (RFC 9180); what is in it is not its business."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from app.domain.errors import ShowclearError
from app.signing.key_files import load, load_or_create, replace, write_beside

# All of it is in every browser. The route that gives the key names it.
_suite: Final = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

OPENS_FOR: Final = timedelta(days=30)
"""How long after it was set aside a key still opens what phones sealed to it before they heard of the next."""


class SealingKey:
    """The key that phones seal to, and those before it, which still open what was sealed to them."""

    def __init__(self, *keys: EllipticCurvePrivateKey) -> None:
        self._keys = keys

    @classmethod
    def load_or_create(cls, path: Path, on: date) -> SealingKey:
        """The key in that file, made where there is none; and those set aside beside it, as `<stem>.<YYYY-MM-DD>.pem`.

        One that was set aside opens for `OPENS_FOR` more. Refused: a file that others may read (`key.exposed`), one that
        holds no P-256 key or has no date in its name (`key.malformed`).
        """
        newest = _p256(load_or_create(path, _new))
        aside = sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"), reverse=True)
        good = (one for one in aside if on <= _set_aside_on(path, one) + OPENS_FOR)
        return cls(newest, *(_p256(load(one)) for one in good))

    @classmethod
    def rotate(cls, path: Path, on: date) -> Path:
        """Another key in that file; the former is set aside under the date, and opens for `OPENS_FOR` more. Where it lies.

        Begun and interrupted, it is done again. Refused: no key there (`key.missing`), a change on the same day before
        (`key.set_aside`): two keys of one day cannot both bear its date.
        """
        _p256(load(path))
        aside = path.with_name(f"{path.stem}.{on.isoformat()}{path.suffix}")
        if aside.exists() and aside.read_bytes() != path.read_bytes():
            raise ShowclearError("key.set_aside", f"A key was set aside today already: {aside.name}.")
        write_beside(aside, path.read_bytes())
        replace(path, _new())
        return aside

    @classmethod
    def made(cls) -> SealingKey:
        """A key that lies in no file."""
        return cls(generate_private_key(SECP256R1()))

    @property
    def public_key(self) -> bytes:
        """The newest one's point, 65 bytes (SEC 1, uncompressed)."""
        return self._keys[0].public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def opened(self, sealed: bytes, info: bytes) -> bytes | None:
        """What was sealed under that `info`: encapsulated key (65 bytes), then ciphertext. None when nothing opens it."""
        for key in self._keys:
            try:
                return _suite.decrypt(sealed, key, info)
            except (InvalidTag, ValueError):
                continue
        return None

    def derived(self, info: bytes) -> list[bytes]:
        """Keys of 32 bytes that follow from these and the text, and lead back to neither (HKDF-SHA256); the newest first."""
        return [_derived(key, info) for key in self._keys]


def _derived(key: EllipticCurvePrivateKey, info: bytes) -> bytes:
    secret = key.private_numbers().private_value.to_bytes(32)
    return HKDF(SHA256(), 32, None, info).derive(secret)


def _set_aside_on(path: Path, aside: Path) -> date:
    try:
        return date.fromisoformat(aside.name.removeprefix(f"{path.stem}.").removesuffix(path.suffix))
    except ValueError as error:
        words = f"{aside.name} has no date in its name, such as {path.stem}.2026-03-02{path.suffix}."
        raise ShowclearError("key.malformed", words) from error


def _p256(private: object) -> EllipticCurvePrivateKey:
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise ShowclearError("key.malformed", "The sealing key file holds a key of another kind than P-256.")
    return private


def _new() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
