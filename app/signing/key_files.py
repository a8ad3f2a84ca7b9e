"""Decides how a private key lies on disk: a PEM file for its owner only, written whole or not at all; not what it is for."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.domain.errors import ShowclearError


def load_or_create(path: Path, pem: Callable[[], bytes]) -> object:
    """The key in that file; a new one, mode 0600, where there is none (two who create at once get the same).

    Refused: as `load`.
    """
    if not path.exists():
        _create(path, pem())
    return load(path)


def load(path: Path) -> object:
    """The key in that file.

    Refused: no file (`key.missing`), one that group or others may read (`key.exposed`), no key in it (`key.malformed`).
    """
    try:
        with path.open("rb") as file:
            exposed = os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO)
            data = file.read()
    except FileNotFoundError as error:
        raise ShowclearError("key.missing", f"There is no key file {path.name}.") from error
    if exposed:
        raise ShowclearError("key.exposed", f"{path.name} may be read by others; give it mode 0600.")
    try:
        return load_pem_private_key(data, password=None)
    except (ValueError, TypeError) as error:
        raise ShowclearError("key.malformed", f"{path.name} holds no key.") from error


def _create(path: Path, pem: bytes) -> None:
    """Write a whole new key beside the path and link it in: no one ever sees half a key, and the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
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
