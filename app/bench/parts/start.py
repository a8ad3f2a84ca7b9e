"""Decides how long a started process takes to its first answer, with a long production to serve, and its memory."""

from __future__ import annotations

import statistics

from app.bench import requests
from app.bench.loading import Segment, send
from app.bench.processes import Process, serving
from app.bench.report import Row
from app.bench.seeding import Seeded, environment, seeding, settings_of
from app.bench.servers import REAL, THIN
from app.bench.setting import On
from app.bench.thin import DATABASE


def measure(on: On) -> list[Row]:
    """Start, first record, memory at rest and after some load; beside the thin endpoint."""
    sizes = on.sizes
    settings = settings_of(on.place.url("start"), on.run.directory / f"{on.place.kind}-start")
    before = (sizes.total - sizes.day) // (sizes.days - 1)
    on.say(f"filling a production of {sizes.days} days")
    with seeding(settings) as seeder:
        seeded = seeder.production("started", sizes.day, sizes.days, before)
    starts, firsts, rests, peaks = [], [], [], []
    for number in range(1, sizes.starts + 1):
        on.say(f"start {number}")
        with serving(REAL, environment(settings), on.run.directory / "start.log") as real:
            starts.append(real.start_s)
            rests.append(real.resident_mb)
            firsts.append(_first_ms(seeded, real))
            send(real.port, [Segment(requests.real(seeded.day.work(sizes.stretch), seeded.tokens))])
            peaks.append(real.peak_mb)
    thin_s, thin_mb = _thin(on)
    part, what = f"start {on.place.kind}", f"{seeded.size:,} records"
    return [
        Row(part, "process start to first 200", statistics.median(starts), "s", thin_s, "thin"),
        Row(
            part,
            f"first record into {what}",
            statistics.median(firsts),
            "ms",
            note="its last two days are read and judged",
        ),
        Row(part, "resident memory at rest", statistics.median(rests), "MB", thin_mb, "thin"),
        Row(part, f"most resident memory, {what}", statistics.median(peaks), "MB"),
    ]


def _first_ms(seeded: Seeded, real: Process) -> float:
    return send(real.port, [Segment(requests.real(seeded.day.work(1), seeded.tokens))])[0].median_ms


def _thin(on: On) -> tuple[float, float]:
    starts, rests = [], []
    for _ in range(on.sizes.starts):
        with serving(THIN, {DATABASE: on.place.bare("thin")}, on.run.directory / "thin.log") as thin:
            starts.append(thin.start_s)
            rests.append(thin.resident_mb)
    return statistics.median(starts), statistics.median(rests)
