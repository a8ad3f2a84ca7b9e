"""Decides where the demonstration is shot, so that the moment of seeding falls into a working day there."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

# In order of liking. Whatever the hour, in one of them it is late enough for a morning's work to have been done, and
# the date is the one the calendar of UTC shows.
_PLACES = (
    "America/Denver",
    "America/New_York",
    "Europe/London",
    "Europe/Athens",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Pacific/Auckland",
)
_EARLIEST, _LATEST = time(10, 30), time(20, 30)
_UNTIL = time(23, 45)


def place_for(now: datetime) -> ZoneInfo:
    """The time zone of a place where, at `now` (aware), work has been going on for some hours on that same date."""
    for latest in (_LATEST, _UNTIL):
        for name in _PLACES:
            zone = ZoneInfo(name)
            local = now.astimezone(zone)
            if local.date() == now.astimezone(UTC).date() and _EARLIEST <= local.time() < latest:
                return zone
    return ZoneInfo("UTC")
