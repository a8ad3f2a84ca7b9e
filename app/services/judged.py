"""Decides what one process keeps in mind of a production between two commits; never changed, only replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.domain.judgement import Climb, Entry
from app.services.differences import Standing
from app.services.ports import Judge
from app.services.roster import Roster
from app.services.setting import Setting


@dataclass(frozen=True, slots=True)
class Judged:
    """The production as its first `size` entries leave it. Without a judge the judgement is behind."""

    size: int
    moment_at: datetime | None
    """The last moment of knowledge in it, as the head has it."""
    judge: Judge | None
    roster: Roster
    setting: Setting
    carried: Mapping[date, tuple[int, ...]] = field(default_factory=dict)
    """For each segment the judge covers, the positions of earlier records that it is judged with, as stored."""
    holds: Standing = field(default_factory=Standing)
    deadlines: Standing = field(default_factory=Standing)
    unjudged: tuple[Entry, ...] = ()
    """Entries whose judgement had failed: the judge knows only those before, and hears them with the next group."""

    climbs: tuple[Climb, ...] | None = None
    """The ladders that escalations were last held against; None where this process does not know."""

    @property
    def behind(self) -> bool:
        """Whether nothing may be cleared: there are entries that were not judged."""
        return self.judge is None or bool(self.unjudged)
