"""Decides how the worker shows that it still looks: a file whose age says so; what it looks for is decided elsewhere."""

from __future__ import annotations

from pathlib import Path

STILL_ALIVE_S = 30.0


class Beat:
    """A file touched after every look."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / "worker.beat"

    def beat(self) -> None:
        """A look is over."""
        self._file.touch()

    def alive(self) -> bool:
        """Whether a look was over not long ago, by the clock of the files."""
        if not self._file.exists():
            return False
        asked = self._file.with_suffix(".asked")
        asked.touch()
        return asked.stat().st_mtime - self._file.stat().st_mtime <= STILL_ALIVE_S
