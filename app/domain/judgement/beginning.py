"""Decides the form of what a chronicle begins with, and where it fetches what lies before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.judgement.entry import Entry, Placed, place
from app.domain.judgement.violation import Violation


class TooEarlyError(Exception):
    """A record belongs before the first segment at hand: judge again from that segment on."""

    def __init__(self, segment: date) -> None:
        super().__init__(f"before the first segment at hand: {segment.isoformat()}")
        self.segment = segment


def _none(_ref: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where entries and violations from before what is at hand are fetched, when a later record names one."""

    entry: Callable[[str], Entry | None] = _none
    violation: Callable[[str], Violation | None] = _none

    def placed(self, ref: str) -> Placed | None:
        """The entry of that record in its place."""
        entry = self.entry(ref)
        return place(entry) if entry is not None else None


@dataclass(frozen=True, slots=True)
class Begin:
    """What a chronicle begins with: from the very beginning when nothing is given."""

    on: date | None = None
    """The first segment at hand."""
    carried: Sequence[Entry] = ()
    """Earlier entries it is judged with."""
    entries: Sequence[Entry] = ()
    """All entries since, in order of position."""
    standing: Iterable[Violation] = ()
    """What was published of these segments, so that what was flagged stays flagged."""
