"""Decides how the ledger's signing key lies on disk: an Ed25519 PEM file for its owner only; never what is signed."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from app.domain.errors import ShowclearError
from app.domain.ledger.signed_note import note_key, sign_note
from app.signing.key_files import load, load_or_create, replace, write_beside

SUCCESSION = "showclear-key-succession"
"""The name of a key's word for the one after it: a note of its name, the former public key, the new one (base64)."""


class CheckpointKey:
    """The key that signs checkpoints. Its private half leaves this object only for its file."""

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

    @classmethod
    def rotate(cls, path: Path) -> tuple[CheckpointKey, CheckpointKey]:
        """The former key and a new one, which is in that file now; the former lies beside: `<stem>.<part of SHA-256>.pem`.

        Beside the former stands what it says of the new one: a signed note (C2SP), so that who trusts the one can trust the
        other. A service that runs goes on with the former until it is started again. Refused: as `load`.
        """
        former = cls.load(path)
        new = cls(Ed25519PrivateKey.generate())
        kept = path.with_name(
            f"{path.stem}.{hashlib.sha256(former.public_key).hexdigest()[:16]}{path.suffix}"
        )
        named = note_key(SUCCESSION, former.public_key)
        words = "\n".join(
            (SUCCESSION, *(base64.b64encode(one.public_key).decode() for one in (former, new)), "")
        )
        kept.with_suffix(".succession").write_text(sign_note(words, named, former.sign), encoding="utf-8")
        write_beside(kept, former.pem())  # first the copy, then the change: a crash between loses nothing
        replace(path, new.pem())
        return former, new

    @classmethod
    def former(cls, path: Path) -> list[CheckpointKey]:
        """The keys that signed before, as they lie beside that file."""
        return [one for one, _ in cls.successions(path)]

    @classmethod
    def successions(cls, path: Path) -> list[tuple[CheckpointKey, str | None]]:
        """The same, each with its signed word for the one after it where that lies there too."""
        found = []
        for one in sorted(path.parent.glob(f"{path.stem}.*{path.suffix}")):
            word = one.with_suffix(".succession")
            found.append((cls.load(one), word.read_text(encoding="utf-8") if word.is_file() else None))
        return found

    def pem(self) -> bytes:
        """The private half, for the key's own file and nothing else."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

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
