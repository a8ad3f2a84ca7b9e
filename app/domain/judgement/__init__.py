"""Decides what follows from records: violations, holds, deadlines, clearances. Pure: the moment is a parameter."""

from app.domain.judgement.beginning import Begin, Earlier, TooEarlyError
from app.domain.judgement.chronicle import Change, Chronicle
from app.domain.judgement.clearance import Clearance, clearance
from app.domain.judgement.entry import Entry
from app.domain.judgement.judge import Judgement, chronicle_of, judge
from app.domain.judgement.rulebook import Rulebook, Rulebooks, Shelf
from app.domain.judgement.trouble import Climb, Due, Standing
from app.domain.judgement.violation import Violation

__all__ = [
    "Begin",
    "Change",
    "Chronicle",
    "Clearance",
    "Climb",
    "Due",
    "Earlier",
    "Entry",
    "Judgement",
    "Rulebook",
    "Rulebooks",
    "Shelf",
    "Standing",
    "TooEarlyError",
    "Violation",
    "chronicle_of",
    "clearance",
    "judge",
]
