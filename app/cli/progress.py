"""Decides when a long command says how far it is: on standard error, and not before a second has passed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

QUIET_S = 1.0
"""What takes no longer says nothing."""
EVERY_ON_TERMINAL_S, EVERY_IN_LINES_S = 0.2, 5.0


class Progress:
    """Says how much was done. On a terminal one line is written over again; elsewhere a plain line now and then.

    Use it in a `with`: at its end the line is ended.
    """

    def __init__(self, doing: str, quiet_s: float = QUIET_S) -> None:
        self._doing = doing
        self._terminal = sys.stderr.isatty()
        self._every_s = EVERY_ON_TERMINAL_S if self._terminal else EVERY_IN_LINES_S
        self._next_s = time.monotonic() + quiet_s
        self._said = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._said and self._terminal:
            print(file=sys.stderr)

    def reached(self, count: int, of: int | None = None) -> None:
        """Say it, when it is time to. An `of` below the count is not known yet."""
        now = time.monotonic()
        if now < self._next_s:
            return
        self._next_s, self._said = now + self._every_s, True
        words = f"{self._doing}: {count:,}" + (f" of {of:,}" if of and of > count else "")
        start, end = ("\r", "") if self._terminal else ("", "\n")
        print(f"{start}{words}", end=end, file=sys.stderr, flush=True)

    def over(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, counted as they go by."""
        for count, thing in enumerate(things, 1):
            yield thing
            self.reached(count)
