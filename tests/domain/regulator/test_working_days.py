"""Working days, against dates worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.regulator.working_days import holidays, is_working_day, last_day, posted_until

DAYS = st.dates(date(2015, 1, 1), date(2060, 1, 1))


def test_the_holidays_of_a_year() -> None:
    assert holidays(2026) == {
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),  # the fourth is a Saturday
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
    }
    assert date(2020, 6, 19) not in holidays(2020)


def test_new_years_day_on_a_saturday_is_kept_in_the_old_year() -> None:
    assert not is_working_day(date(2021, 12, 31))
    assert is_working_day(date(2021, 12, 30))


@pytest.mark.parametrize(
    ("received_on", "days", "ends_on"),
    [
        (date(2022, 4, 20), 15, date(2022, 5, 11)),  # the citation of the Rust case: three weeks, no holiday
        (date(2026, 6, 15), 15, date(2026, 7, 8)),  # over Juneteenth and the fourth
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 3, 6), 3, date(2026, 3, 11)),  # received on a Friday
    ],
)
def test_a_period_ends_on_its_last_working_day(received_on: date, days: int, ends_on: date) -> None:
    assert last_day(received_on, days) == ends_on


def test_days_that_the_place_keeps_do_not_count() -> None:
    assert last_day(date(2026, 3, 6), 3, {date(2026, 3, 9)}) == date(2026, 3, 12)


def test_posted_until_abated_but_three_working_days_at_least() -> None:
    assert posted_until(date(2026, 3, 6), None) == date(2026, 3, 11)
    assert posted_until(date(2026, 3, 6), date(2026, 3, 9)) == date(2026, 3, 11)
    assert posted_until(date(2026, 3, 6), date(2026, 4, 1)) == date(2026, 4, 1)


@given(DAYS, st.integers(1, 30))
def test_between_receipt_and_the_end_lie_exactly_that_many(received_on: date, days: int) -> None:
    ends_on = last_day(received_on, days)
    span = (ends_on - received_on).days
    counted = [is_working_day(received_on + timedelta(days=step)) for step in range(1, span + 1)]
    assert sum(counted) == days
    assert counted[-1]
