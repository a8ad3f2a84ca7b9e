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
        write_beside(path, pem())
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


def write_beside(path: Path, pem: bytes) -> None:
    """A whole new key in a file of that name: no one ever sees half a key, and the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # someone else was first; theirs is the key
    finally:
        draft.unlink()
    _sync(path)


def replace(path: Path, pem: bytes) -> None:
    """Another key in that file, whole at every moment."""
    _draft(path, pem).rename(path)
    _sync(path)


def _draft(path: Path, pem: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _sync(path: Path) -> None:
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
