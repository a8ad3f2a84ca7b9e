"""Decides who is given which report, of which moment, with which proof, and what lies beside; the domain says the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from app.domain.errors import ShowclearError
from app.domain.people.permissions import may_read
from app.domain.reports.making import REPORTS, document, people_in
from app.domain.reports.proof import proof_of
from app.domain.reports.world import Asked, Json
from app.services.caller import Caller
from app.services.export import Exports
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.ports import Clock
from app.services.reports.beside import MOST_PICTURES, Beside, photos_of, pictures_of, told_of
from app.services.reports.stored_world import StoredWorld
from app.services.stored import EMPTY

Pin = Callable[[Iterable[tuple[str, str]]], Json]
"""The digests of the default packs and of these adopted ones (name, digest), and of every protocol version in them."""


Printed = Callable[[Json], bytes]
Drawn = Callable[[Json], Mapping[str, bytes]]


class Drawing(NamedTuple):
    """How reports are drawn: the same bytes for the same report."""

    printed: Printed
    """As a PDF."""
    plots: Drawn
    """Its series as SVG, by name."""


class Means(NamedTuple):
    """What reports are made with."""

    pin: Pin
    draw: Drawing
    beside: Beside


_TRIES = 5


class ReportDesk(Looking):
    """Reports with their proof. Refused: as all reading."""

    def __init__(
        self,
        library: Library,
        judges: Judges,
        clock: Clock,
        exports: Exports,
        means: Means,
    ) -> None:
        super().__init__(library, judges, clock)
        self._exports, (self._pin, self._draw, self._beside) = exports, means

    def report(self, caller: Caller, production: str, name: str, asked: Asked) -> Json:
        """The report of that name (KeyError: none), as of now, with its proof, and beside it names and who was told when.

        When a message arrived and was opened is for who may read deliveries.
        Refused: `unavailable` when the ledger grew each time it was looked at.
        """
        if name not in REPORTS:
            raise KeyError(name)
        for _ in range(_TRIES):
            with self._look(caller, production, "reports") as look:
                made, came = self._made(look, name, asked), may_read(look.roles, "deliveries")
                people, names = look.judged.roster.people(), look.shelves.names(production)
            if made is not None:
                told = {"told": told_of(made, self._beside, came=came)}
                return made | told | {"names": _names(made | told, frozenset(people), names)}
        raise ShowclearError("unavailable", "The ledger grows too fast to report on; ask again.")

    def printed(self, report: Json) -> bytes:
        """A report that this desk made, as a PDF; with the photos it was given."""
        return self._draw.printed(report)

    def pictured(self, caller: Caller, report: Json, language: str = "en") -> Json:
        """The same report to be printed: in that language, with its photos small for a reader who may look at them."""
        with self._look(caller, report["production"], "reports") as look:
            may = may_read(look.roles, "attachments")
        pictures = pictures_of(report, self._beside.pictures) if may else {}
        return report | {"language": language, "pictures": pictures}

    def photos(self, caller: Caller, report: Json) -> frozenset[str]:
        """The digests of its photos that are here and this reader may look at."""
        with self._look(caller, report["production"], "reports") as look:
            may = may_read(look.roles, "attachments")
        there = self._beside.pictures.there
        some = photos_of(report)[:MOST_PICTURES] if may else []
        return frozenset(one for one in some if there(report["production"], one))

    def drawn(self, report: Json, series: str, language: str = "en") -> bytes:
        """The picture of one of its series, as in the PDF of that language; empty where there are no numbers."""
        return self._draw.plots(report | {"language": language}).get(series, b"")

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
        return told | {"proof": proof}


def _names(told: Json, people: frozenset[str], names: Mapping[str, str | None]) -> dict[str, str | None]:
    """Names lie beside the ledger, and go when they are erased."""
    return {person: names.get(person) for person in sorted(people_in(told, people))}
