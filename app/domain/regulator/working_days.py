"""Decides which days count where a period is given in working days, and when such a period ends; it starts none.

Mondays to Fridays that are no federal holiday; the day of receipt does not count, the last day does (29 CFR 1903.22(c),
as widely restated; not read first-hand: have counsel confirm). Holidays: 5 U.S.C. 6103; one on a Saturday is kept on the
Friday before, one on a Sunday on the Monday after.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

CONTEST_DAYS: Final = 15
"""From receipt of the citation (29 CFR 1903.17; New Mexico likewise)."""
POSTING_DAYS: Final = 3
"""At least so many, or until abated where that is later (29 CFR 1903.16)."""
_DAY: Final = timedelta(days=1)
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_JUNETEENTH_SINCE: Final = 2021


def holidays(year: int) -> frozenset[date]:
    """The days on which a federal holiday of that year is kept; New Year's Day may fall into the year before."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    moving = [
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        _nth(year, 6, _MONDAY, 1) - timedelta(days=7),  # the last Monday of May
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        _nth(year, 11, _THURSDAY, 4),
    ]
    return frozenset([*(_kept_on(one) for one in fixed), *moving])


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether it counts. `closed`: further days that the place keeps, such as a state's."""
    if day.weekday() >= _SATURDAY or day in closed:
        return False
    around = holidays(day.year) | (holidays(day.year + 1) if day.month == 12 else frozenset())
    return day not in around


def last_day(received_on: date, days: int, closed: Collection[date] = ()) -> date:
    """The last of so many working days (1 or more) after the day of receipt, which does not count itself."""
    counted = 0
    for day in _after(received_on):
        counted += is_working_day(day, closed)
        if counted == days:
            return day
    raise AssertionError("days never end")


def posted_until(posted_on: date, abated_on: date | None, closed: Collection[date] = ()) -> date:
    """The last day a citation stays posted: until abated, and three working days at least."""
    least = last_day(posted_on, POSTING_DAYS, closed)
    return least if abated_on is None else max(least, abated_on)


def _after(day: date) -> Iterator[date]:
    while True:
        day += _DAY
        yield day


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _kept_on(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - _DAY
    return day + _DAY if day.weekday() == _SUNDAY else day
