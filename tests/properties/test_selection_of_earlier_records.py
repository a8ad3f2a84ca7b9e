"""Judging a day with the earlier records carried into it says the same as judging everything, whatever happened before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.judgement import Chronicle, Entry
from app.domain.judgement.chronicle import Begin, Earlier
from app.domain.judgement.violation import moment_text
from app.domain.replay.generator import generate
from app.domain.replay.generator.production import STARTS_ON
from tests.properties.disorder import disorder
from tests.properties.judging import PRODUCTION, entries, following, us_base


def _same_from_every_day(some: list[Entry], days: int) -> None:
    full = Chronicle(PRODUCTION, us_base(), Begin(entries=some))
    segments = [STARTS_ON + timedelta(days=n) for n in range(days + 1)]
    for n, segment in enumerate(segments):
        part = _from(segment, full, some)
        until = max(e.record.at for e in some) + timedelta(days=3)
        since = moment_text(part.begins_at)
        assert following(part, until, since) == following(full, until, since)
        for later in segments[n + 1 :]:
            assert part.selection(later) == full.selection(later)


def _from(segment: date, full: Chronicle, some: list[Entry]) -> Chronicle:
    chosen = set(full.selection(segment))
    here = [e for e in some if full.segment_of(e.record) >= segment]
    carried = [e for e in some if e.position in chosen and full.segment_of(e.record) < segment]
    by_key = {e.record.key: e for e in some}
    return Chronicle(
        PRODUCTION, us_base(), Begin(segment, carried, here), Earlier(by_key.get, lambda _id: None)
    )


@given(st.integers(0, 2**32), st.integers(1, 2))
def test_of_days_on_which_everything_is_right(seed: int, units: int) -> None:
    _same_from_every_day(entries(generate(seed, days=3, units=units)), 3)


@example(seed=2747793, units=1, days=2)  # a handler relieved before an incident
@given(seed=st.integers(0, 2**32), units=st.integers(1, 2), days=st.integers(2, 4))
def test_of_days_on_which_much_goes_wrong(seed: int, units: int, days: int) -> None:
    _same_from_every_day(entries(disorder(seed, days=days, units=units, faults=14)), days)


def test_it_does_not_grow_with_the_production() -> None:
    some = entries(generate(3, days=40, records_per_day=60))
    full = Chronicle(PRODUCTION, us_base(), Begin(entries=some))
    sizes = [len(full.selection(STARTS_ON + timedelta(days=n))) for n in (10, 40)]
    days: dict[str, Any] = {"early": sizes[0], "late": sizes[1]}
    assert days["late"] < 3 * days["early"] < len(some)
