"""Decides how a file lies on this machine's disk: whole and synced before anybody is told, or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.blobs.keys import required


class Disk:
    """Files under one directory that only the service may read."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, data: bytes) -> None:
        """Keep a file; it is on the disk when this returns. OSError: it is not."""
        path = self._root / required(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}")
        try:
            _write(draft, data)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        for place in (path.parent, *path.parent.parents):
            _sync(place)
            if place == self._root:
                break

    def get(self, key: str) -> bytes | None:
        """The file; None where there is none."""
        try:
            return (self._root / required(key)).read_bytes()
        except FileNotFoundError:
            return None

    def drop(self, key: str) -> None:
        """The file is not there any more."""
        (self._root / required(key)).unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(directory: Path) -> None:
    """A name is safe only once its directory is."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
