"""Decides how many days and units a generated production has, and puts all they wrote into one order."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.replay.generator.company import company, prepare, prepare_production
from app.domain.replay.generator.day import shoot, talk
from app.domain.replay.generator.dice import Choices, Dice, chance
from app.domain.replay.generator.sheet import Plain, Sheet

UNITS = ("main", "second")
STARTS_ON = date(2026, 3, 2)


def generate(
    seed: int,
    *,
    days: int = 1,
    units: int = 1,
    records_per_day: int = 40,
    production: str = "generated",
    starts_on: date = STARTS_ON,
    timezone: str = "America/Denver",
) -> list[Plain]:
    """Records of a production that does everything right, in the order they happened, in the form the API takes.

    `records_per_day` is about what each unit writes on a day, at least 40. The same arguments give the same records.
    Judged by `us-base` they raise nothing. No two happen at one instant.
    """
    return generate_with(
        Dice(seed),
        days=days,
        units=units,
        records_per_day=records_per_day,
        production=production,
        starts_on=starts_on,
        timezone=timezone,
    )


def generate_with(
    choices: Choices,
    *,
    days: int = 1,
    units: int = 1,
    records_per_day: int = 40,
    production: str = "generated",
    starts_on: date = STARTS_ON,
    timezone: str = "America/Denver",
) -> list[Plain]:
    """The same, with choices made elsewhere."""
    zone = ZoneInfo(timezone)
    gap_s = max(20, min(240, 9 * 3600 // max(1, records_per_day)))
    written: list[tuple[datetime, Plain]] = []
    for number, unit in enumerate(UNITS[:units]):
        sheet = Sheet(production, unit, zone, choices, gap_s=gap_s, lag_ms=100 * number)
        _shoot_all(sheet, choices, days, records_per_day, starts_on, first=number == 0, timezone=timezone)
        written += sheet.records
    return [record for _, record in sorted(written, key=lambda one: one[0])]


def _shoot_all(
    sheet: Sheet,
    choices: Choices,
    days: int,
    records_per_day: int,
    starts_on: date,
    *,
    first: bool,
    timezone: str,
) -> None:
    people = company(sheet.unit)
    sheet.go_to(starts_on - timedelta(days=2), "09:00" if first else "12:00")
    if first:
        prepare_production(sheet, timezone)
    prepare(sheet, people, choices)
    for number in range(days):
        day = starts_on + timedelta(days=number)
        night = chance(choices, 30)
        sheet.go_to(day, "17:00" if night else "07:00")
        talk(sheet, people, choices)
        shoot(sheet, people, choices, day, max(40, records_per_day), night=night)
