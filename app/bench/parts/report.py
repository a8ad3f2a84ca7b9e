"""Decides how long the violation report takes, as JSON, table and PDF, beside reading the rows; its memory and growth."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson

from app.bench.company import ARMORER
from app.bench.report import Row
from app.bench.seeding import seeding, settings_of
from app.bench.setting import On
from app.bootstrap import build_readers
from app.db.database import open_for_reading
from app.db.library import SqlLibrary
from app.domain.reports.world import Asked, Json
from app.services.caller import READ, Caller
from app.services.container import Services
from app.services.filters import RecordFilter, ReportFilter
from app.services.reports.rows import sheet_of
from app.settings import Settings
from app.web.tables import csv_text

MOST_BY_LENGTH = 1.1
"""Linear, and a tenth left to chance."""
_PRODUCTION = "reported"
_SHORT = 6
"""The short span is so many times shorter."""
_ALL = 10**9


def measure(on: On) -> list[Row]:
    """Times of each form over those of reading the rows; the whole span over a sixth of it; memory."""
    settings = settings_of(on.place.url("report"), on.run.directory / f"{on.place.kind}-report")
    sizes = on.sizes
    before = (sizes.total - sizes.day) // (sizes.days - 1)
    on.say(f"filling a production of {sizes.days} days with about {sizes.total:,} records")
    with seeding(settings) as seeder:
        seeder.lapses = -(-sizes.lapses // sizes.days)
        seeded = seeder.production(_PRODUCTION, sizes.day, sizes.days, before)
    services = build_readers(settings)
    try:
        return _rows(on, services, settings, seeded.size)
    finally:
        services.close()


def _rows(on: On, services: Services, settings: Settings, size: int) -> list[Row]:
    whole = _report(services, Asked())
    short = Asked(since_on=_middle(whole, on.sizes.days // _SHORT), until_on=_last(whole))
    on.say("report: reading the rows")
    read_s = _median(on, partial(_read, settings))
    rows, forms = [], _forms(services, whole)
    for name, make in forms.items():
        on.say(f"report: {name}")
        took_s = _median(on, make)
        words = f"{size:,} entries, {len(whole['violations'])} violations; {took_s / read_s:.1f} times the reading"
        rows.append(_row(on, name, took_s, read_s, words))
    short_s = _median(on, lambda: orjson.dumps(_report(services, short)))
    long_s = rows[0].figure
    times = on.sizes.days / max(1, on.sizes.days // _SHORT)
    name = f"JSON of {on.sizes.days} days, over {on.sizes.days // _SHORT or 1}"
    part = f"report {on.place.kind}"
    rows.append(
        Row(
            part,
            name,
            long_s,
            "s",
            short_s,
            "the shorter",
            long_s / short_s / times,
            "at most",
            MOST_BY_LENGTH,
        )
    )
    for form in ("JSON", "PDF"):
        on.say(f"report: memory of {form}")
        rows.append(
            Row(part, f"resident memory, {form}", _alone(settings, form), "MB", note="process of its own")
        )
    return rows


def _forms(services: Services, whole: Json) -> dict[str, Callable[[], Any]]:
    return {
        "JSON": lambda: orjson.dumps(_report(services, Asked())),
        "CSV": lambda: csv_text(*sheet_of(_report(services, Asked()))),
        "PDF, of a report at hand": lambda: services.reports.printed(whole),
    }


def _row(on: On, name: str, took_s: float, read_s: float, words: str) -> Row:
    part = f"report {on.place.kind}"
    return Row(part, name, took_s, "s", read_s, "reading the rows", took_s / read_s, note=words)


def _report(services: Services, asked: Asked) -> Json:
    caller = Caller(ARMORER, _PRODUCTION, frozenset({READ}))
    return services.reports.report(caller, _PRODUCTION, "violations", asked)


def _read(settings: Settings) -> None:
    """The same rows, as JSON: every entry of every day, every violation."""
    database = open_for_reading(settings.database)
    try:
        with SqlLibrary(database).looking() as shelves:
            found = shelves.violations_for(_PRODUCTION, ReportFilter())
            for one in shelves.entries_like(_PRODUCTION, RecordFilter(), -1, _ALL):
                found.append(orjson.loads(one.entry))
    finally:
        database.close()


def _last(report: Json) -> date:
    return max(date.fromisoformat(one["day"][-10:]) for one in report["violations"])


def _middle(report: Json, days: int) -> date:
    return _last(report) - timedelta(days=max(1, days) - 1)


def _median(on: On, what: Callable[[], Any]) -> float:
    found = []
    for _ in range(on.sizes.rounds):
        began = time.perf_counter()
        what()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def _alone(settings: Settings, form: str) -> float:
    """The most memory, in MB, of a process that makes one report in that form and does nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_most_mb, settings, form).result()


def _most_mb(settings: Settings, form: str) -> float:
    services = build_readers(settings)
    try:
        report = _report(services, Asked())
        if form == "PDF":
            services.reports.printed(report)
    finally:
        services.close()
    return _peak_mb()


def _peak_mb() -> float:
    """Of this process since it began. What `getrusage` tells of a child may be its parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
