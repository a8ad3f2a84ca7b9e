"""Decides how a whole export comes back: verified first, unchanged, into an empty production."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from app.domain.errors import ShowclearError
from app.domain.ledger.export import LAST_LINE_START
from app.domain.ledger.verify import Verification, verify
from app.services.arrival import Arrival
from app.services.export import Exports, Progress, quiet
from app.services.ports import Clock, LedgerWriter, OpenJudge, Store

OpenLines = Callable[[], Iterable[bytes]]
"""The lines of an export, from the first: asked for once to verify and once to read."""


class Imports:
    """Brings whole ledgers in; it never appends."""

    def __init__(self, store: Store, open_judge: OpenJudge, exports: Exports, clock: Clock) -> None:
        self._store, self._open, self._exports, self._clock = store, open_judge, exports, clock

    def import_(
        self, open_lines: OpenLines, vkey: str | None = None, progress: Progress = quiet
    ) -> Verification:
        """Verify an export, then insert its entries and judge them as they became known.

        Positions, times and hashes stay; receipts are made anew, without checkpoints; the ledger goes on under this
        service's key. Refused: `export.broken`, `production.exists`, `record.malformed`, and nothing is left behind.
        """
        with self._store.writing() as writer:
            return self.within(writer, open_lines, vkey, progress)

    @contextmanager
    def writing(self) -> Iterator[LedgerWriter]:
        """One transaction in which ledgers come in, and what lies beside them."""
        with self._store.writing() as writer:
            yield writer

    def within(
        self,
        writer: LedgerWriter,
        open_lines: OpenLines,
        vkey: str | None = None,
        progress: Progress = quiet,
        receipts: Iterator[bytes] | None = None,
    ) -> Verification:
        """The same in a transaction that is open. `receipts`: what was answered for each entry, instead of made anew."""
        verification = verify(open_lines(), vkey=vkey, again=open_lines)
        production = _whole(verification)
        if not writer.create(production, self._clock()):
            head = writer.lock(production)
            if head is None or head.size:
                detail = f"{production} has a ledger already; an import adds to none."
                raise ShowclearError("production.exists", detail)
        arrival = Arrival(production, writer, self._open, receipts)
        for line in _entry_lines(open_lines()):
            arrival.take(line)
            progress(arrival.taken, verification.entries)
        arrival.finish(lambda head: self._exports.signed(production, head).checkpoint)
        return verification


def _whole(verification: Verification) -> str:
    """The production of a whole export."""
    if verification.production is not None and verification.ok:
        return verification.production
    first = verification.breaks[0]
    at = "" if first.position is None else f" at position {first.position}"
    raise ShowclearError("export.broken", f"The export is not whole{at}: {first.words}")


def _entry_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The entries between the first line and the last."""
    rest = iter(lines)
    next(rest, None)
    for line in rest:
        if line.startswith(LAST_LINE_START):
            return
        yield line.removesuffix(b"\n")
