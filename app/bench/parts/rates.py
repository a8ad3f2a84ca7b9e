"""Decides how many records a second go through HTTP, beside the thin endpoint in the same minutes, and at what cost."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from app.bench import requests
from app.bench.cost import Cost, cost_of
from app.bench.loading import Seen, Segment, send, together
from app.bench.processes import Process, serving
from app.bench.report import Row
from app.bench.seeding import Seeded, Seeder, environment, seeding, settings_of
from app.bench.servers import REAL, THIN
from app.bench.setting import On
from app.bench.thin import DATABASE

LEAST = {1: 0.2, 16: 0.5}
"""Of the thin endpoint's rate, by clients."""
_WARM = 32
"""Records sent to each production before its time is taken; the day holds what it should when that begins."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One production's records, for either server."""

    seeded: Seeded
    real: Segment
    thin: Segment


def measure(on: On) -> list[Row]:
    """Rates of both servers in alternating rounds, for each number of clients."""
    settings = settings_of(on.place.url("rates"), on.run.directory / f"{on.place.kind}-rates")
    with seeding(settings) as seeder:
        rounds = {clients: _rounds(on, seeder, clients) for clients in on.sizes.stretches}
    logs = on.run.directory
    with (
        serving(REAL, environment(settings), logs / "real.log") as real,
        serving(THIN, {DATABASE: on.place.bare("thin")}, logs / "thin.log") as thin,
    ):
        rows = []
        for clients, stretches in rounds.items():
            found = [_round(on, clients, number, one, real, thin) for number, one in enumerate(stretches, 1)]
            measured = [stretch.seeded for round_ in stretches for stretch in round_]
            rows.append(_row(on, clients, found, cost_of(settings.database, measured)))
    return rows


def _rounds(on: On, seeder: Seeder, clients: int) -> list[list[Stretch]]:
    """Productions for every round, each on a day of its own."""
    on.say(f"filling days for {clients} client(s)")
    numbers = count(1)
    return [
        [_stretch(on, seeder, clients, next(numbers)) for _ in range(on.sizes.stretches[clients])]
        for _ in range(on.sizes.rounds)
    ]


def _stretch(on: On, seeder: Seeder, clients: int, number: int) -> Stretch:
    warm = min(_WARM, on.sizes.stretch)
    seeded = seeder.production(f"rate-{clients}-{number}", on.sizes.day - warm)
    first, then = seeded.day.work(warm), seeded.day.work(on.sizes.stretch)
    tokens = seeded.tokens
    real = Segment(requests.real(then, tokens), requests.real(first, tokens), clients)
    return Stretch(seeded, real, Segment(requests.thin(then), requests.thin(first), clients))


@dataclass(frozen=True, slots=True)
class Pair:
    """Both servers in one round, and the processor time of the real one."""

    thin: Seen
    real: Seen
    real_cpu_s: float


def _round(
    on: On, clients: int, number: int, stretches: Sequence[Stretch], real: Process, thin: Process
) -> Pair:
    under_thin = together(send(thin.port, [one.thin for one in stretches]))
    before = real.cpu_s
    under_real = together(send(real.port, [one.real for one in stretches]))
    on.say(
        f"{clients} client(s), round {number}: {under_real.per_s:,.0f} records/s, thin {under_thin.per_s:,.0f}/s"
    )
    return Pair(under_thin, under_real, real.cpu_s - before)


def _row(on: On, clients: int, pairs: Sequence[Pair], cost: Cost) -> Row:
    figure = statistics.median(pair.real.per_s for pair in pairs)
    ceiling = statistics.median(pair.thin.per_s for pair in pairs)
    ratios = sorted(pair.real.per_s / pair.thin.per_s for pair in pairs)
    seen = together([pair.real for pair in pairs])
    beside = together([pair.thin for pair in pairs])
    words = (
        f"rounds {ratios[0]:.2f} to {ratios[-1]:.2f}; "
        f"median latency {seen.median_ms:.2f} ms, thin {beside.median_ms:.2f} ms; "
        f"the load took {seen.load_share:.0%} of one processor ({beside.load_share:.0%} beside thin), "
        f"the service {sum(pair.real_cpu_s for pair in pairs) / cost.records * 1000:.2f} ms of one for a record; "
        f"{cost.told()}"
    )
    return Row(
        f"rates {on.place.kind}",
        f"{clients} client{'s' if clients > 1 else ''}",
        figure,
        "records/s",
        ceiling,
        "thin",
        figure / ceiling,
        "at least",
        LEAST.get(clients),
        words,
    )
