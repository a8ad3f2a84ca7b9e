"""Decides when a long command says how far it is: on standard error, not before a second has passed; never on a pipe's data."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

QUIET_S = 1.0
"""What takes no longer says nothing."""
EVERY_ON_TERMINAL_S, EVERY_IN_LINES_S = 0.2, 5.0


class Progress:
    """Counts what was done. On a terminal one line is written over again; elsewhere a plain line now and then."""

    def __init__(self, doing: str, of: int | None = None) -> None:
        self._doing, self._of = doing, of
        self._terminal = sys.stderr.isatty()
        self._every_s = EVERY_ON_TERMINAL_S if self._terminal else EVERY_IN_LINES_S
        self._next_s = time.monotonic() + QUIET_S
        self._said = False

    def reached(self, count: int) -> None:
        """Say it, when it is time to."""
        now = time.monotonic()
        if now < self._next_s:
            return
        self._next_s, self._said = now + self._every_s, True
        words = f"{self._doing}: {count:,}" + (f" of {self._of:,}" if self._of else "")
        print(f"\r{words}" if self._terminal else words, end="" if self._terminal else "\n", file=sys.stderr, flush=True)

    def done(self) -> None:
        """End the line that was written over."""
        if self._said and self._terminal:
            print(file=sys.stderr)

    def over(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, counted as they go by."""
        try:
            for count, thing in enumerate(things, 1):
                yield thing
                self.reached(count)
        finally:
            self.done()
