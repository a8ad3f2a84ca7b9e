"""Decides how the ledger's signing key lies on disk: an Ed25519 PEM file for its owner only; never what is signed."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.domain.errors import ShowclearError
from app.domain.ledger.signed_note import note_key


class CheckpointKey:
    """The key that signs checkpoints. Its private half never leaves this object and its file."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def load_or_create(cls, path: Path) -> CheckpointKey:
        """The key in that file; a new one, mode 0600, where there is none (two who create at once get the same).

        Refused: a file that group or others may read (`key.exposed`), or that holds no Ed25519 key (`key.malformed`).
        """
        if not path.exists():
            _create(path)
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> CheckpointKey:
        """The key in that file. Refused: no file (`key.missing`), and as in `load_or_create`."""
        try:
            with path.open("rb") as file:
                exposed = os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO)
                data = file.read()
        except FileNotFoundError as error:
            raise ShowclearError("key.missing", "There is no signing key file.") from error
        if exposed:
            raise ShowclearError(
                "key.exposed", "The signing key file may be read by others; give it mode 0600."
            )
        return cls(_parse(data))

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


def _parse(data: bytes) -> Ed25519PrivateKey:
    try:
        private = load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise ShowclearError("key.malformed", "The signing key file holds no key.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise ShowclearError(
            "key.malformed", "The signing key file holds a key of another kind than Ed25519."
        )
    return private


def _create(path: Path) -> None:
    """Write a whole new key beside the path and link it in: no one ever sees half a key, and the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        _link_once(draft, path)
    finally:
        draft.unlink()


def _link_once(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # someone else was first; theirs is the key
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
