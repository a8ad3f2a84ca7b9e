"""Decides how quickly a case of many days is judged, and whether a longer one takes more than its share."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from app.bench.company import ARMORER, Pen, Sent, founding
from app.bench.report import Row
from app.bench.setting import Run
from app.bench.shooting_day import ShootingDay
from app.domain.replay.case import read_case
from app.domain.replay.form import Case
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue

MOST = 1.1
"""Linear is 1.0; a tenth is left to chance."""
_BEGAN_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
_KEPT = ("kind", "by", "protocol", "answers", "sign_offs", "body", "device", "clock")


def measure(run: Run) -> list[Row]:
    """One row: the longer case, and what a record costs in it over what it costs in the shorter one."""
    catalogue = Catalogue()
    short, long = (_case(days, run.sizes.replay_day) for days in run.sizes.replay_days)
    taken: list[tuple[float, float]] = []
    for number in range(1, run.sizes.rounds + 1):
        run.say(f"replay: round {number}, {len(short.records):,} and {len(long.records):,} records")
        taken.append((_took_s(short, catalogue), _took_s(long, catalogue)))
    each = [
        statistics.median(column) / len(case.records)
        for column, case in zip(zip(*taken, strict=True), (short, long), strict=True)
    ]
    days = run.sizes.replay_days
    name = f"{days[1]} days, {len(long.records):,} records"
    words = f"linear growth is 1.00; a record costs {each[1] * 1000:.2f} ms, of {days[0]} days {each[0] * 1000:.2f} ms"
    return [
        Row(
            "replay",
            name,
            1 / each[1],
            "records/s",
            1 / each[0],
            f"{days[0]} days",
            each[1] / each[0],
            "at most",
            MOST,
            words,
        )
    ]


def _case(days: int, records: int) -> Case:
    pen = Pen("replayed")
    sent = founding(pen, _BEGAN_AT - timedelta(days=1))
    for number in range(days):
        day = ShootingDay(pen, _BEGAN_AT + timedelta(days=number), timedelta(hours=9) / records)
        sent += day.whole(records)
    return read_case(
        {
            "case": "replayed",
            "timezone": "America/Denver",
            "people": {ARMORER: {"roles": ["armorer"]}},
            "records": [_written(record) for record in sent],
            "strict": True,
        }
    )


def _written(record: Sent) -> dict[str, Any]:
    return {"at": record["occurred_at"], **{name: record[name] for name in _KEPT if name in record}}


def _took_s(case: Case, catalogue: Catalogue) -> float:
    """Seconds; everything of it is done right, so anything found is a mistake of this measurement."""
    began = time.perf_counter()
    found = judge_case(case, catalogue)
    took_s = time.perf_counter() - began
    if found.violations:
        raise RuntimeError(f"a day done right raised {found.violations[0].message}")
    return took_s
