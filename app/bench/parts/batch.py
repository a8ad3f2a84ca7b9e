"""Decides how many records a second come in by batches, over what one client brings one by one in the same minutes."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from app.bench import requests
from app.bench.loading import Segment, send, together
from app.bench.processes import Process, serving
from app.bench.report import Row
from app.bench.seeding import DELIVERER, Seeder, environment, seeding, settings_of
from app.bench.servers import REAL
from app.bench.setting import On

LEAST = 8.0
_WARM = 8


@dataclass(frozen=True, slots=True)
class Pair:
    """The same production's records: some one by one, then a whole batch."""

    alone: Segment
    whole: Segment


def measure(on: On) -> list[Row]:
    """One row: batches over one by one."""
    settings = settings_of(on.place.url("batch"), on.run.directory / f"{on.place.kind}-batch")
    on.say("filling days for batches")
    with seeding(settings) as seeder:
        rounds = [
            [_pair(on, seeder, f"batch-{number}-{one}") for one in range(on.sizes.batches)]
            for number in range(on.sizes.rounds)
        ]
    with serving(REAL, environment(settings), on.run.directory / "batch.log") as real:
        found = [_round(on, real, number, pairs) for number, pairs in enumerate(rounds, 1)]
    alone, whole = (statistics.median(values) for values in zip(*found, strict=True))
    name, words = f"{on.sizes.batch} records in a batch", "one client, one by one"
    return [
        Row(
            f"batch {on.place.kind}", name, whole, "records/s", alone, words, whole / alone, "at least", LEAST
        )
    ]


def _pair(on: On, seeder: Seeder, name: str) -> Pair:
    warm, many = min(_WARM, on.sizes.stretch), on.sizes.stretch
    seeded = seeder.production(name, on.sizes.day - warm)
    first, then, batch = (seeded.day.work(records) for records in (warm, many, on.sizes.batch))
    alone = Segment(requests.real(then, seeded.tokens), requests.real(first, seeded.tokens))
    return Pair(alone, Segment([requests.batch(batch, seeded.tokens[DELIVERER])]))


def _round(on: On, real: Process, number: int, pairs: Sequence[Pair]) -> tuple[float, float]:
    """Records a second one by one, and in batches."""
    seen = send(real.port, [segment for pair in pairs for segment in (pair.alone, pair.whole)])
    alone, whole = together(seen[::2]).per_s, together(seen[1::2]).per_s * on.sizes.batch
    on.say(f"round {number}: {whole:,.0f} records/s in batches, {alone:,.0f}/s one by one")
    return alone, whole
