"""Decides which use cases bring the record to those outside: receipts, witnesses, tiles, archives; put together here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.judgement.rulebook import Shelf
from app.services.archive import Archives, Stock
from app.services.archive_arrival import Arrivals
from app.services.closing import ClosingBook, Closings, Words
from app.services.erasure import Drawer
from app.services.export import Exports
from app.services.floors import FloorBook, Floors
from app.services.handing_over import HandingOver, Privileged
from app.services.histories import BroughtBook, Histories
from app.services.importing import Imports
from app.services.judges import Judges
from app.services.library import Library
from app.services.ports import Clock
from app.services.receipts_kept import ReceiptsKept
from app.services.rejudging import Rejudging
from app.services.tiles import Publishing
from app.services.witnessing import Witness, WitnessBook, Witnessing, WitnessLine


@dataclass(frozen=True, slots=True)
class Outside:
    """Every one of them."""

    receipts: ReceiptsKept
    witnessing: Witnessing
    publishing: Publishing
    rejudging: Rejudging
    archives: Archives
    arrivals: Arrivals
    closings: Closings
    handing_over: HandingOver
    floors: Floors
    histories: Histories


@dataclass(frozen=True, slots=True)
class Reach:
    """How those outside are reached, and which witnesses there are."""

    book: WitnessBook
    line: WitnessLine
    witnesses: Sequence[Witness]
    shelf: Shelf
    imports: Imports
    stock: Stock
    closings: ClosingBook
    words: Words
    privileged: Privileged
    floors: FloorBook
    drawer: Drawer
    brought: BroughtBook


def outside_on(library: Library, judges: Judges, clock: Clock, exports: Exports, reach: Reach) -> Outside:
    """All of them over the same parts."""
    archives = Archives(exports, clock, reach.stock)
    book = (reach.stock.book, reach.closings, reach.words)
    closings = Closings(library, judges, clock, *book)
    return Outside(
        receipts=ReceiptsKept(library, judges, clock, exports, reach.book),
        witnessing=Witnessing(library, judges, clock, exports, reach.book, reach.line, reach.witnesses),
        publishing=Publishing(library, exports, reach.book),
        rejudging=Rejudging(library, judges, clock, reach.shelf),
        archives=archives,
        arrivals=Arrivals(reach.imports, reach.stock, exports),
        closings=closings,
        floors=Floors(library, judges, clock, reach.floors, reach.drawer, reach.privileged),
        histories=Histories(library, judges, clock, exports, reach.brought),
        handing_over=HandingOver(library, judges, clock, archives, closings, reach.privileged),
    )
