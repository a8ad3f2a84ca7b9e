"""Decides what a time in a record may look like and which instant it means; it never asks what time it is now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints

from app.domain.records.texts import Expected

# Years 1900-2199 leave room for any clock offset below without leaving what datetime can hold.
_DATE = r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_OFFSET = rf"(Z|[+-]{_TIME})"
_LONGEST_OFFSET_S = 10_000_000_000


def parse_moment(text: str) -> datetime:
    """The instant, in UTC, of a time as records write it (RFC 3339 with an offset). ValueError when there is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time needs Z or an offset")
    return moment.astimezone(UTC)


def corrected(text: str, offset_s: float) -> datetime:
    """The instant after adding what the device knew of the server's time minus its own, in seconds."""
    return parse_moment(text) + timedelta(seconds=offset_s)


def _real_moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _real_date(text: str) -> str:
    date.fromisoformat(text)
    return text


def _known_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, OSError) as unknown:
        raise ValueError("no such time zone") from unknown
    return text


Moment = Annotated[
    str,
    StringConstraints(pattern=rf"^{_DATE}T{_TIME}:[0-5][0-9](\.[0-9]{{3}})?{_OFFSET}$"),
    AfterValidator(_real_moment),
    Expected("a real time such as 2026-03-02T07:15:00-07:00 or 2026-03-02T14:15:00.250Z"),
]
Day = Annotated[
    str,
    StringConstraints(pattern=f"^{_DATE}$"),
    AfterValidator(_real_date),
    Expected("a real date such as 2027-01-01"),
]
LocalTime = Annotated[
    str, StringConstraints(pattern=f"^{_TIME}$"), Expected("a local time of day such as 06:30")
]
Zone = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_+-]{0,31}(/[A-Za-z0-9_+-]{1,31}){0,2}$"),
    AfterValidator(_known_zone),
    Expected("a time zone of the IANA list such as America/Denver"),
]
OffsetSeconds = Annotated[
    float,
    Field(strict=True, ge=-_LONGEST_OFFSET_S, le=_LONGEST_OFFSET_S, allow_inf_nan=False),
    Expected("a number of seconds"),
]
