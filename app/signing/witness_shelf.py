"""Decides how a witness keeps what it cosigned last: one small file per log, written whole before it answers.

Checking and keeping happen under one lock on the directory, so that of two requests at once the second sees the first.
"""

from __future__ import annotations

import fcntl
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.ledger.checkpoint import Checkpoint, parse_checkpoint
from app.signing.key_files import replace


class WitnessShelf:
    """A directory of checkpoints."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory, self._turn = directory, threading.Lock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else reads or keeps meanwhile, in this process or another."""
        with self._turn, (self._directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def last(self, origin: str) -> Checkpoint | None:
        """What was cosigned last of that log. A file that was damaged raises: better no answer than a wrong one."""
        file = self._file(origin)
        return parse_checkpoint(file.read_text(encoding="utf-8")).checkpoint if file.exists() else None

    def keep(self, origin: str, note: str) -> None:
        """That this is cosigned now."""
        replace(self._file(origin), note.encode())

    def _file(self, origin: str) -> Path:
        return self._directory / f"{hashlib.sha256(origin.encode()).hexdigest()}.note"
