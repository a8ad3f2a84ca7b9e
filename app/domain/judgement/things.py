"""Decides what is remembered of firearms and containers: custody, load, inspection; rules and clock stay outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.judgement.entry import Placed
from app.domain.records.words import CAN_FIRE

DayId = tuple[str, str]
"""Unit and the local date its day bears."""

CLASS_RANK = {"real": 3, "blank_only": 3, "airsoft": 2}
"""What a class can do; a lesson with one serves those that can do no more."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rounds in a firearm, and the loading that put them there."""

    type: str
    container: str | None
    count: int
    by: Placed


@dataclass(frozen=True, slots=True)
class Inspection:
    """The last inspection: what it leaves out, as a full look and as a re-showing."""

    placed: Placed
    day: DayId
    session: int
    faults: frozenset[str]
    """What keeps it from being complete as a full inspection."""
    reshow_faults: frozenset[str]
    """The same, if it rightly goes on from an earlier one."""
    reshow: int
    """How many re-showings since the full one; 0 for a full one."""
    base_at: datetime
    """When the full one was made."""
    chain: tuple[Placed, ...]
    """The inspections it goes on from, oldest first."""

    def lacking(self, demanded: frozenset[str], reshows: int, within_s: float) -> frozenset[str]:
        """What is demanded and lacks; a re-showing within its bounds owes less than a full look."""
        in_bounds = self.reshow and self.reshow <= reshows and self.age_s() <= within_s
        return (self.reshow_faults if in_bounds else self.faults) & demanded

    def age_s(self) -> float:
        """Seconds from the full look to this one."""
        return (self.placed.at - self.base_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to a firearm since its last inspection: the word for it, and the record."""

    word: str
    placed: Placed


@dataclass(frozen=True)
class Item:
    """Custody of a firearm or container. Both start locked, in nobody's hands."""

    id: str
    intake: Placed | None = None
    locked: bool = True
    holder: str | None = None
    departed: bool = False
    custody: tuple[Placed, ...] = ()
    """The records that made holder and lock what they are."""
    unit: str | None = None
    """The unit that last moved it."""


@dataclass(frozen=True)
class Container(Item):
    """A box, or a detachable magazine."""


@dataclass(frozen=True)
class Firearm(Item):
    """A firearm, or what stands in for one."""

    load: tuple[Loaded, ...] = ()
    fired: int = 0
    """Rounds fired since it was last shown empty."""
    load_records: tuple[Placed, ...] = ()
    """Loadings, part unloadings and firings since it was last shown empty."""
    inspection: Inspection | None = None
    since: tuple[Since, ...] = ()
    bore_seen: Placed | None = None
    bore_doubt: Placed | None = None
    """The last dummy load, squib or misfire."""
    last_handler: tuple[str, Placed] | None = None
    declared: tuple[str, Placed] | None = None
    seen_empty: tuple[Placed, DayId] | None = None
    witnessed: tuple[Placed, DayId, int] | None = None
    """The last inspection with a witness: what a firearm that cannot fire needs once a day."""

    @property
    def class_(self) -> str | None:
        """Its class, as taken in; None when it never was."""
        return self.intake.record.body.class_ if self.intake else None

    @property
    def chambers(self) -> int | None:
        """Places that can hold a round, as taken in; None when it never was."""
        return self.intake.record.body.chambers if self.intake else None

    def can_fire(self, day: DayId | None) -> bool:
        """Whether it counts as able to fire that day. What was never taken in counts as able."""
        if self.class_ == "airsoft":
            return self.seen_empty is None or self.seen_empty[1] != day
        return self.class_ is None or self.class_ in CAN_FIRE

    def loaded(self, type_: str) -> int:
        """Rounds of a type in it."""
        return sum(r.count for r in self.load if r.type == type_)


@dataclass(frozen=True, slots=True)
class Out:
    """A firearm that was issued and is not back."""

    issue: Placed
    firearm: str
    day: DayId
    to: str
    responsible: tuple[str, Placed] | None
    """The handler who answers for it, and the record that made it so."""
    can_fire: bool
    gave: Placed | None
    """The issue, while the responsible handler is the one who gave it and nothing was heard of them since."""
