"""Decides which shooting day a moment of a unit belongs to, and when that day ends; it remembers nothing."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST_DAY = timedelta(hours=20)
"""A day nobody wraps ends after this (design, section 4)."""
DEFAULT_CUT_OVER_HOUR = 4


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The calendar date of the moment at the production."""
    return at.astimezone(zone).date()


def cut_over_date(at: datetime, zone: ZoneInfo, cut_over_hour: int) -> date:
    """The date a record outside every open day belongs to: before the cut-over hour, the date before."""
    local = at.astimezone(zone)
    return (local - timedelta(days=1)).date() if local.hour < cut_over_hour else local.date()


def cut_over_at(day: date, zone: ZoneInfo, cut_over_hour: int) -> datetime:
    """The moment the date begins, by the cut-over hour."""
    return datetime.combine(day, time(cut_over_hour), tzinfo=zone)


def date_ends_at(day: date, zone: ZoneInfo, cut_over_hour: int) -> datetime:
    """The moment the date ends: the cut-over hour of the next."""
    return cut_over_at(day + timedelta(days=1), zone, cut_over_hour)
