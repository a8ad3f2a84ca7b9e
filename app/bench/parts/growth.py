"""Decides whether answers stay quick as a production grows long, and a day grows full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from app.bench import requests
from app.bench.company import ARMORER, PERFORMERS, SCENE, SPARE
from app.bench.loading import Seen, Segment, send, together
from app.bench.processes import serving
from app.bench.report import Row
from app.bench.seeding import Seeded, environment, seeding, settings_of
from app.bench.servers import REAL
from app.bench.setting import On

MOST_BY_LENGTH, MOST_BY_DAY = 1.3, 3.0
_WARM = 3


@dataclass(frozen=True, slots=True)
class Compared:
    """Two productions that differ in one thing, and how much slower the larger one may be."""

    name: str
    small: Seeded
    large: Seeded
    most: float


def measure(on: On) -> list[Row]:
    """Latencies of a clearance and of an append, each in the larger production over the smaller."""
    settings = settings_of(on.place.url("growth"), on.run.directory / f"{on.place.kind}-growth")
    sizes = on.sizes
    before = (sizes.total - sizes.day) // (sizes.days - 1)
    on.say(f"filling a production of {sizes.days} days with about {sizes.total:,} records")
    with seeding(settings) as seeder:
        first, last = (
            seeder.production("first-day", sizes.day),
            seeder.production("last-day", sizes.day, sizes.days, before),
        )
        short, long = seeder.production("short-day", sizes.short), seeder.production("long-day", sizes.long)
    length = f"day {sizes.days} of {last.size:,} records, over day 1"
    compared = [
        Compared(length, first, last, MOST_BY_LENGTH),
        Compared(f"{sizes.long:,} records that day, over {sizes.short}", short, long, MOST_BY_DAY),
    ]
    with serving(REAL, environment(settings), on.run.directory / "growth.log") as real:
        return [row for one in compared for row in _rows(on, real.port, one)]


def _rows(on: On, port: int, compared: Compared) -> list[Row]:
    pair = (compared.small, compared.large)
    send(port, [_asked(one, _WARM) for one in pair] + [_appended(one, _WARM) for one in pair])
    rounds: list[list[Seen]] = []
    for number in range(1, on.sizes.rounds + 1):
        on.say(f"{compared.name}, round {number}")
        asked = [_asked(one, on.sizes.asked) for one in pair]
        rounds.append(send(port, [*asked, *(_appended(one, on.sizes.appended) for one in pair)]))
    return [
        _row(on, compared, what, together([r[at] for r in rounds]), together([r[at + 1] for r in rounds]))
        for what, at in (("clearance", 0), ("append", 2))
    ]


def _row(on: On, compared: Compared, what: str, small: Seen, large: Seen) -> Row:
    ratio = large.median_ms / small.median_ms
    return Row(
        f"growth {on.place.kind}",
        f"{what}, {compared.name}",
        large.median_ms,
        "ms",
        small.median_ms,
        "the smaller",
        ratio,
        "at most",
        compared.most,
    )


def _asked(seeded: Seeded, times: int) -> Segment:
    """The clearance of the firearm that is loaded and shown: every rule has to be asked before it is granted."""
    query: Mapping[str, str] = {
        "firearm": SPARE,
        "to": PERFORMERS[0],
        "from": ARMORER,
        "purpose": "take",
        "declared": "hot",
        "declared_by": ARMORER,
        "scene": SCENE,
    }
    path = f"/api/v1/productions/{seeded.production}/clearance?{urlencode(query)}"
    return Segment([requests.get(path, seeded.tokens[ARMORER])] * times)


def _appended(seeded: Seeded, times: int) -> Segment:
    return Segment(requests.real(seeded.day.work(times), seeded.tokens))
