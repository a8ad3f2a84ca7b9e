"""Decides the order in which the chosen parts are measured, and what is said of those that cannot be."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app.bench.databases import GIVEN, LACKING, PACKAGED, Files, Place, postgresql
from app.bench.parts import batch, browser, delivery, growth, proofs, rates, replay, start, verify
from app.bench.parts import report as reported
from app.bench.report import Report, Row
from app.bench.setting import LackingError, On, Run, Say, Sizes

ENGINES = ("sqlite", "postgresql")
_ON_A_DATABASE: Mapping[str, Callable[[On], list[Row]]] = {
    "rates": rates.measure,
    "batch": batch.measure,
    "growth": growth.measure,
    "delivery": delivery.measure,
    "start": start.measure,
    "proofs": proofs.measure,
    "report": reported.measure,
}
_WITHOUT: Mapping[str, Callable[[Run], list[Row]]] = {
    "verify": verify.measure,
    "replay": replay.measure,
    "browser": browser.measure,
}


def run(
    parts: Collection[str], engines: Collection[str], sizes: Sizes, say: Say, packaged: str = PACKAGED
) -> Report:
    """Measure the parts that are named, on the kinds of database that are named. Everything made for it is removed.

    PostgreSQL is the one the environment names, else that of the module `packaged`.
    """
    report = Report(_machine(), sizes.to_json())
    with ExitStack() as left:
        directory = Path(left.enter_context(tempfile.TemporaryDirectory(prefix="showclear-bench-")))
        one = Run(sizes, directory, say)
        for place in _places(engines, directory, left, report, packaged):
            for name in (name for name in _ON_A_DATABASE if name in parts):
                report.rows += _ON_A_DATABASE[name](On(one, place))
        for name in (name for name in _WITHOUT if name in parts):
            try:
                report.rows += _WITHOUT[name](one)
            except LackingError as lacking:
                report.left_out.append(str(lacking))
    return report


def _places(
    engines: Collection[str], directory: Path, left: ExitStack, report: Report, packaged: str
) -> list[Place]:
    places: list[Place] = [Files(directory)] if "sqlite" in engines else []
    if "postgresql" in engines:
        server = left.enter_context(postgresql(os.environ.get(GIVEN), packaged))
        if server is None:
            report.left_out.append(LACKING)
        else:
            places.append(server)
    return places


def _machine() -> dict[str, Any]:
    return {
        "processors": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load_average": round(os.getloadavg()[0], 2),
    }
