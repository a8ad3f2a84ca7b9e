"""Decides how a past span is judged again under another pack, for whoever weighs adopting it; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from app.domain.errors import ShowclearError
from app.domain.judgement.entry import Entry
from app.domain.judgement.rulebook import Rulebooks, Shelf
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.domain.replay.under import differences, judged_under
from app.services.caller import Caller, no_production
from app.services.entries import stored_entry
from app.services.filters import ReportFilter
from app.services.judges import Judges
from app.services.library import Library, Shelves
from app.services.looking import Looking
from app.services.ports import Clock

MOST: Final = 20_000
"""Entries of one answer over HTTP; a longer production is judged again at the machine."""
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Other:
    """Which pack, of which content (SHA-256; None: the one published now), over which dates, both included."""

    pack: str
    digest: str | None = None
    since_on: date | None = None
    until_on: date | None = None


class _Instead:
    """A shelf on which one pack stands for every other."""

    def __init__(self, shelf: Shelf, pack: Pack) -> None:
        self._shelf, self._pack = shelf, pack

    def pack(self, _name: str) -> Pack:
        return self._pack

    def pack_by_digest(self, _digest: str) -> Pack:
        return self._pack

    def protocol(self, ref: str) -> Protocol:
        return self._shelf.protocol(ref)

    def protocols_of(self, pack: Pack | str) -> list[Protocol]:
        return list(self._shelf.protocols_of(pack))


class Rejudging(Looking):
    """The whole ledger under another pack, beside what stands."""

    def __init__(self, library: Library, judges: Judges, clock: Clock, shelf: Shelf) -> None:
        super().__init__(library, judges, clock)
        self._shelf = shelf

    def ask(self, caller: Caller, production: str, other: Other) -> dict[str, Any]:
        """For those who govern. Refused: as every reading, `pack.unknown` as `not_found`, `too_large`."""
        with self._look(caller, production, "audit") as look:
            if look.judged.size > MOST:
                raise ShowclearError("too_large", f"More than {MOST} entries: `showclear rejudge` does it.")
            try:
                pack = self._pack(other)
            except ShowclearError as error:
                raise ShowclearError("not_found", "No such pack was published here.") from error
            return self._rejudged(look.shelves, production, pack, other)

    def at_the_machine(self, production: str, other: Other) -> dict[str, Any]:
        """The same for whoever runs the machine, however long. Refused: `not_found`, `pack.unknown`."""
        pack = self._pack(other)
        with self._library.looking() as shelves:
            return self._rejudged(shelves, production, pack, other)

    def _pack(self, other: Other) -> Pack:
        return self._shelf.pack_by_digest(other.digest) if other.digest else self._shelf.pack(other.pack)

    def _rejudged(self, shelves: Shelves, production: str, pack: Pack, other: Other) -> dict[str, Any]:
        head = shelves.head(production)
        if head is None:
            raise no_production()
        books = Rulebooks(_Instead(self._shelf, pack), (pack.pack,))
        until = head.moment_at or datetime.min.replace(tzinfo=UTC)
        judged = judged_under(production, _entries(shelves, production), books, until)
        asked = ReportFilter(since_on=other.since_on, until_on=other.until_on)
        found = shelves.violations_for(production, asked)
        plain = [one.to_json() for one in judged if _within(one.day, other)]
        return {
            "production": production,
            "pack": pack.pack,
            "digest": other.digest,
            "from": other.since_on.isoformat() if other.since_on else None,
            "until": other.until_on.isoformat() if other.until_on else None,
            "as_of": head.size - 1,
            **differences(found, plain).to_json(),
        }


def _entries(shelves: Shelves, production: str) -> Iterator[Entry]:
    start = 0
    while some := shelves.entries_between(production, start, _AT_ONCE):
        yield from (stored_entry(one.entry) for one in some)
        start = some[-1].position + 1


def _within(day: str, other: Other) -> bool:
    """Whether a violation belongs to the span."""
    on = date.fromisoformat(day)
    return (other.since_on is None or on >= other.since_on) and (
        other.until_on is None or on <= other.until_on
    )
