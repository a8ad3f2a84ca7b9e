"""The one public door of the judgement as a plain function: records in, what follows from them at a moment out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from app.domain.judgement.board import custody
from app.domain.judgement.chronicle import Chronicle
from app.domain.judgement.entry import Entry
from app.domain.judgement.rulebook import Rulebooks
from app.domain.judgement.trouble import Due, Standing
from app.domain.judgement.violation import Violation

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was known to follow at a moment."""

    violations: tuple[Violation, ...]
    holds: tuple[Standing, ...]
    deadlines: tuple[Due, ...]
    custody: tuple[dict[str, Any], ...]


def chronicle_of(production: str, books: Rulebooks, entries: Sequence[Entry], at: datetime) -> Chronicle:
    """The production as its entries became known, commit group by commit group, up to and at the moment."""
    chronicle = Chronicle(production, books)
    known = [entry for entry in entries if entry.recorded_at <= at]
    for moment, group in groupby(known, key=lambda entry: entry.recorded_at):
        chronicle.advance(moment)
        chronicle.receive(list(group))
    chronicle.advance(at + MOMENT)
    return chronicle


def judge(books: Rulebooks, entries: Sequence[Entry], at: datetime) -> Judgement:
    """Violations, holds, open deadlines and custody of one production's entries (in order of position) at the moment."""
    production = entries[0].record.production if entries else ""
    chronicle = chronicle_of(production, books, entries, at)
    state = chronicle.state_at(at + MOMENT)
    day = next(iter(state.days.values()), None)
    book = books.of(day.pack if day else books.default_key)
    holds, dues = tuple(state.all_holds()), tuple(state.dues.values())
    return Judgement(chronicle.violations(), holds, dues, tuple(custody(state, book)))
