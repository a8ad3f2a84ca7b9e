"""Times, dates and zones: real ones, with an offset, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.errors import ShowclearError
from app.domain.records import corrected, parse_moment, parse_record


def refused(value: object) -> set[str]:
    with pytest.raises(ShowclearError) as found:
        parse_record(value)
    return {fault["field"] for fault in found.value.where}


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-02T08:45:00-07:00", datetime(2026, 3, 2, 15, 45, tzinfo=UTC)),
        ("2026-03-02T08:45:00Z", datetime(2026, 3, 2, 8, 45, tzinfo=UTC)),
        ("2026-03-02T08:45:00.125+05:45", datetime(2026, 3, 2, 3, 0, 0, 125000, tzinfo=UTC)),
        ("2024-02-29T23:59:59+00:00", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
        ("1900-01-01T00:00:00+14:00", datetime(1899, 12, 31, 10, tzinfo=UTC)),
    ],
)
def test_moments(text, instant, least):
    record = parse_record(least("firing", occurred_at=text))
    assert record.at == parse_moment(text) == instant
    assert record.at.tzinfo is UTC
    assert record.occurred_at == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T08:45:00",
        "2026-03-02T08:45-07:00",
        "2026-03-02 08:45:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T08:60:00Z",
        "2026-12-31T23:59:60Z",
        "2026-02-30T08:45:00Z",
        "2025-02-29T08:45:00Z",
        "2026-13-01T08:45:00Z",
        "2026-00-01T08:45:00Z",
        "2026-03-02T08:45:00+24:00",
        "2026-03-02T08:45:00-0700",
        "2026-03-02T08:45:00-07",
        "2026-03-02T08:45:00z",
        "2026-03-02t08:45:00Z",
        "2026-03-02T08:45:00.1Z",
        "2026-03-02T08:45:00.123456Z",
        "2026-03-02T08:45:00,123Z",
        "20260302T084500Z",
        "2026-W10-1T08:45:00Z",
        "٢٠٢٦-03-02T08:45:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-03-02T08:45:00Z\n",
        " 2026-03-02T08:45:00Z",
        "2026-03-02",
        "",
        1772466300,
        None,
        True,
    ],
)
def test_moments_that_are_none(text, least):
    assert refused(least("firing", occurred_at=text)) == {"occurred_at"}


@pytest.mark.parametrize("offset", [-1e10, 1e10, 0, -0.0, 2.5])
@pytest.mark.parametrize("text", ["1900-01-01T00:00:00+23:59", "2199-12-31T23:59:59.999-23:59"])
def test_no_offset_leaves_what_can_be_compared(text, offset, least):
    record = parse_record(least("firing", occurred_at=text, clock={"offset_s": offset, "fixed_at": text}))
    assert record.at == corrected(text, offset)


@pytest.mark.parametrize("offset", [1.1e10, -1.1e10, float("inf"), float("nan"), "5", True, None, 10**400])
def test_offsets_that_are_none(offset, least):
    made = least("firing", clock={"offset_s": offset, "fixed_at": "2026-03-02T08:45:00Z"})
    assert refused(made) == {"clock.offset_s"}


def test_a_moment_without_offset_is_none():
    with pytest.raises(ValueError, match="offset"):
        parse_moment("2026-03-02T08:45:00")


@pytest.mark.parametrize(
    "text", ["2027-02-29", "2027-1-1", "20270101", "2027-01-01T00:00:00Z", "2027-01-32", 20270101]
)
def test_dates_that_are_none(text, whole):
    made = whole("credential")
    made["body"]["expires_on"] = text
    assert refused(made) == {"body.expires_on"}


@pytest.mark.parametrize("text", ["24:00", "6:30", "06:60", "06:30:00", "0630", 390])
def test_call_times_that_are_none(text, least):
    made = least("day_opened")
    made["body"]["call_time"] = text
    assert refused(made) == {"body.call_time"}


@pytest.mark.parametrize(
    "zone",
    ["America", "America/Atlantis", "../etc/localtime", "/UTC", "America/", "a" * 80, "", "UTC\x00", 7],
)
def test_zones_that_are_none(zone, least):
    made = least("production_set")
    made["body"]["timezone"] = zone
    assert refused(made) == {"body.timezone"}


@pytest.mark.parametrize("zone", ["UTC", "America/Denver", "America/Argentina/Buenos_Aires", "Etc/GMT+7"])
def test_zones(zone, least):
    made = least("production_set")
    made["body"]["timezone"] = zone
    assert parse_record(made).body.timezone == zone
