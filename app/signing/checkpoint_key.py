"""Decides how the ledger's signing key lies on disk: an Ed25519 PEM file for its owner only; never what is signed."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.domain.errors import ShowclearError
from app.domain.ledger.signed_note import note_key
from app.signing.key_files import load, load_or_create


class CheckpointKey:
    """The key that signs checkpoints. Its private half never leaves this object and its file."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def load_or_create(cls, path: Path) -> CheckpointKey:
        """The key in that file; a new one, mode 0600, where there is none (two who create at once get the same).

        Refused: a file that group or others may read (`key.exposed`), or that holds no Ed25519 key (`key.malformed`).
        """
        return cls(_signing(load_or_create(path, _new)))

    @classmethod
    def load(cls, path: Path) -> CheckpointKey:
        """The key in that file. Refused: no file (`key.missing`), and as in `load_or_create`."""
        return cls(_signing(load(path)))

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the public key (RFC 8032)."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature of a message."""
        return self._private.sign(message)

    def vkey(self, origin: str) -> str:
        """The public key as text, named after the ledger it signs (`showclear/<production id>`)."""
        return note_key(origin, self.public_key).vkey


def _signing(private: object) -> Ed25519PrivateKey:
    if not isinstance(private, Ed25519PrivateKey):
        raise ShowclearError(
            "key.malformed", "The signing key file holds a key of another kind than Ed25519."
        )
    return private


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
