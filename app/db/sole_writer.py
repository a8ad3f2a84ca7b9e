"""Decides which process may write to a SQLite file: one at a time; PostgreSQL needs no such thing."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from app.db.sqlite import file_of
from app.domain.errors import ShowclearError


@contextmanager
def sole_writer(url: str) -> Iterator[None]:
    """Nobody else writes to this SQLite file meanwhile. The lock ends with the process, however it ends.

    Refused: another process, such as a running service, has it (`database.in_use`).
    """
    if make_url(url).get_backend_name() != "sqlite":
        yield
        return
    path = file_of(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, path.name)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, name: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        who = os.pread(descriptor, 20, 0).decode(errors="replace") or "unknown"
        detail = f"Process {who} writes to {name}, and SQLite has one writer at a time; stop it first, or use PostgreSQL."
        raise ShowclearError("database.in_use", detail) from error
