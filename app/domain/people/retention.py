"""Decides how long names stay beside the ledger: floors that only go up, holds that an injury sets; it erases no name."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.records import Incident, Record

LEAST_YEARS: Final = 5
"""Whole years after the one in which somebody was last named; 29 CFR 1904.33(a) keeps records of injuries as long."""

MOST_YEARS: Final = 100


def may_go_on(last_named_on: date, years: int = LEAST_YEARS) -> date:
    """The first day on which a name may go; fewer than five years count as five."""
    return date(last_named_on.year + max(years, LEAST_YEARS) + 1, 1, 1)


def sets_hold(record: Record) -> bool:
    """Whether it tells of somebody hurt: then nothing is erased until the custodian of the record says so."""
    body = record.body
    return isinstance(body, Incident) and (body.injured > 0 or body.what in ("injury", "fatality"))
