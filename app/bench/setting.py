"""Decides how much is measured: parts, sizes and rounds, and where the run keeps its files; it measures nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from app.bench.databases import Place

PARTS = ("rates", "batch", "growth", "delivery", "verify", "replay", "start", "report", "proofs", "browser")
"""Everything that can be measured."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything; counts of records unless they say otherwise."""

    rounds: int = 5
    day: int = 300
    """On the day on which rates are taken, when they are."""
    stretch: int = 160
    """Sent to one production while the time is taken; then another production follows, so that days stay as they are."""
    stretches: dict[int, int] = field(default_factory=lambda: {1: 3, 16: 6})
    """For so many clients so many stretches in each round."""
    batch: int = 500
    batches: int = 3
    """Requests in each round."""
    days: int = 60
    total: int = 20_000
    """In the production of so many days."""
    short: int = 150
    long: int = 1500
    """On the days that are compared for their length."""
    asked: int = 40
    """Clearances in each round."""
    appended: int = 10
    """In each round of growth."""
    verified: int = 20_000
    replay_day: int = 150
    replay_days: tuple[int, int] = (10, 60)
    starts: int = 3
    alarms: int = 50
    """Records among those of sixteen clients that somebody is told of."""
    waiting: int = 1000
    """Messages that lie waiting."""
    proven: tuple[int, int] = (1_000, 1_000_000)
    """Entries of the two ledgers whose proofs are compared."""
    checked: int = 100_000
    """Entries that a browser checks."""
    lapses: int = 500
    """Violations in the production that is reported on, about."""

    def changed(self, rounds: int | None, day: int | None, total: int | None, days: int | None) -> Sizes:
        """With those that are given instead."""
        return replace(
            self,
            rounds=rounds or self.rounds,
            day=day or self.day,
            total=total or self.total,
            days=days or self.days,
        )

    def to_json(self) -> dict[str, Any]:
        """Every size by name."""
        return asdict(self)

    def quick(self) -> Sizes:
        """Small sizes: they show that everything runs, and nothing about speed."""
        return replace(
            self,
            rounds=1,
            day=60,
            stretch=16,
            stretches={1: 1, 16: 1},
            batch=20,
            batches=1,
            days=3,
            total=400,
            short=60,
            long=120,
            asked=2,
            appended=2,
            verified=200,
            replay_day=60,
            replay_days=(1, 2),
            starts=1,
            alarms=3,
            waiting=10,
            proven=(100, 3_000),
            checked=200,
            lapses=6,
        )


class LackingError(Exception):
    """A part cannot be measured here; the message says what is lacking."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every part is given."""

    sizes: Sizes
    directory: Path
    say: Say


@dataclass(frozen=True, slots=True)
class On:
    """A run on one kind of database."""

    run: Run
    place: Place

    @property
    def sizes(self) -> Sizes:
        """How much."""
        return self.run.sizes

    def say(self, words: str) -> None:
        """Progress, with the kind of database."""
        self.run.say(f"{self.place.kind}: {words}")
