"""Decides what one rule found at one moment: plain values, before they become a violation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.judgement.entry import Placed
from app.domain.judgement.rulebook import Bound


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """A rule was not met: which, by what record, about whom, with what evidence."""

    bound: Bound
    hazard: str
    gravity: str
    subject: str
    """`firearm:<id>`, `person:<id>`, `lot:<id>`, `day:<unit>:<date>` or `record:<id>`.

    With the rule and the trigger it names the finding.
    """
    trigger: Placed
    at: datetime
    """The judged moment at which it follows: the trigger's, or the end of a deadline."""
    records: tuple[Placed, ...]
    persons: tuple[str, ...]
    """Those it concerns; none of them may answer it."""
    detail: str
    firearm: str | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Rule, hazard, subject, trigger: what its id is derived from."""
        return (self.bound.name, self.hazard, self.subject, self.trigger.root)
