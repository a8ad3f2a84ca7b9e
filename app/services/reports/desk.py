"""Decides who is given which report, of which moment, with which proof; what a report says is decided in the domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from app.domain.errors import ShowclearError
from app.domain.reports.making import REPORTS, document, people_in
from app.domain.reports.proof import proof_of
from app.domain.reports.world import Asked, Json
from app.services.caller import Caller
from app.services.export import Exports
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.ports import Clock
from app.services.reports.stored_world import StoredWorld
from app.services.stored import EMPTY

Pin = Callable[[Iterable[tuple[str, str]]], Json]
"""The digests of the default packs and of these adopted ones (name, digest), and of every protocol version in them."""


class Drawing(NamedTuple):
    """How reports are drawn: the same bytes for the same report."""

    printed: Callable[[Json], bytes]
    """As a PDF."""
    plots: Callable[[Json], Mapping[str, bytes]]
    """Its series as SVG, by name."""


_TRIES = 5


class ReportDesk(Looking):
    """Reports with their proof. Refused: as all reading."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, exports: Exports, pin: Pin, draw: Drawing
    ) -> None:
        super().__init__(library, judges, clock)
        self._exports, self._pin, self._draw = exports, pin, draw

    def report(self, caller: Caller, production: str, name: str, asked: Asked) -> Json:
        """The report of that name (KeyError: none), as of now, with the names of the persons in it and its proof.

        Refused: `unavailable` when the ledger grew each time it was looked at.
        """
        if name not in REPORTS:
            raise KeyError(name)
        for _ in range(_TRIES):
            with self._look(caller, production, "reports") as look:
                made = self._made(look, name, asked)
            if made is not None:
                return made
        raise ShowclearError("unavailable", "The ledger grows too fast to report on; ask again.")

    def printed(self, report: Json) -> bytes:
        """A report that this desk made, as a PDF."""
        return self._draw.printed(report)

    def drawn(self, report: Json, series: str) -> bytes:
        """The picture of one of its series, as in the PDF; empty where there are no numbers."""
        return self._draw.plots(report).get(series, b"")

    def _made(self, look: Look, name: str, asked: Asked) -> Json | None:
        """None when the judgement at hand is of another moment than the view of the store."""
        head = look.shelves.head(look.production) or EMPTY
        if head.size != look.judged.size:
            return None
        now = self._clock()
        made_at = max(now, head.moment_at) if head.moment_at else now
        told = document(name, StoredWorld(look, head.size, made_at), asked)
        signed = self._exports.signed(look.production, head)
        root = head.frontier.root().hex()
        proof = proof_of(told, signed.checkpoint, signed.vkey, root, self._pin(look.adoptions()))
        return told | {"names": _names(look, told), "proof": proof}


def _names(look: Look, told: Json) -> dict[str, str | None]:
    """Names lie beside the ledger, and go when they are erased."""
    named = people_in(told, frozenset(look.judged.roster.people()))
    names = look.shelves.names(look.production)
    return {person: names.get(person) for person in sorted(named)}
