"""Decides when something is tried again, when it is given up, and what quiet hours keep back; never a hold."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.services.delivery.rows import Choices
from app.services.messages import Urgency

LEASE: Final = timedelta(seconds=60)
"""How long one worker has a delivery to itself; whoever was killed with it lets go of it by then."""
LONGEST_WAIT: Final = timedelta(hours=1)
"""More than any try waits for the next."""
LONGEST_QUIET: Final = timedelta(hours=25)
_WAITS_S: Final = (5, 15, 30, 60, 120, 300, 600, 1200, 1800)
MOST_TRIES: Final = len(_WAITS_S) + 1
ALARMING_TRIES: Final = 5
"""Failed tries of something urgent after which somebody else is told, about four minutes after the first."""
CODE_GOOD_FOR: Final = timedelta(minutes=15)


def next_try_at(now: datetime, attempts: int, delivery: str) -> datetime | None:
    """When it is tried again after so many tries; None when that was the last one (after about 70 minutes).

    Up to a fifth later by the delivery's id, so that what failed together does not come back together.
    """
    if attempts >= MOST_TRIES:
        return None
    wait_s = _WAITS_S[max(0, attempts - 1)]
    return now + timedelta(seconds=wait_s * (1 + int(delivery[:2], 16) / 1275))


def not_before(now: datetime, urgency: Urgency, choices: Choices, zone: ZoneInfo) -> datetime:
    """When a message may go out: now, or at the end of the person's quiet hours. A hold goes out now."""
    waits = urgency == "news" or (urgency == "due" and choices.quiet_due)
    if not waits or choices.quiet_from is None or choices.quiet_until is None:
        return now
    begins, ends = time.fromisoformat(choices.quiet_from), time.fromisoformat(choices.quiet_until)
    local = now.astimezone(zone)
    at = local.time().replace(tzinfo=None)
    over_midnight = ends <= begins
    quiet = (at >= begins or at < ends) if over_midnight else begins <= at < ends
    if not quiet:
        return now
    day = local.date() + timedelta(days=1) if over_midnight and at >= begins else local.date()
    return max(now, datetime.combine(day, ends, zone).astimezone(now.tzinfo))
