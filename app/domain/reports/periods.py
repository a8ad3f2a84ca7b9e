"""Decides until when a production answers what was not met, and what is overdue; a promise of its own, no legal period.

Working days as the regulator's periods count them. A regulator's citation has periods of its own (app.domain.regulator).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.domain.regulator.working_days import CONTEST_DAYS, last_day

ACKNOWLEDGE_DAYS: Final = 1
CORRECT_DAYS: Final[Mapping[str, int]] = {"critical": 1, "serious": 5, "other": 15}
PERIODS: Final[Mapping[str, Any]] = {
    "calendar": "us-federal working days; the day it was flagged does not count",
    "acknowledge_days": ACKNOWLEDGE_DAYS,
    "correct_days": dict(CORRECT_DAYS),
    "contest_days": CONTEST_DAYS,
    "standing": "promise",
}
_ANSWERED: Final = frozenset({"acknowledged", "corrected", "contested", "rebutted"})
_SETTLED: Final = frozenset({"corrected", "rebutted"})


def periods_of(violation: Mapping[str, Any], flagged_on: date, today: date) -> dict[str, Any]:
    """The last days to acknowledge, correct and contest, and which of the first two passed without it."""
    acknowledge = last_day(flagged_on, ACKNOWLEDGE_DAYS)
    correct = last_day(flagged_on, CORRECT_DAYS[violation["gravity"]])
    status = violation["status"]
    late = {
        "acknowledge": status not in _ANSWERED and today > acknowledge,
        "correct": status not in _SETTLED and today > correct,
    }
    return {
        "acknowledge_by_on": acknowledge.isoformat(),
        "correct_by_on": correct.isoformat(),
        "contest_by_on": last_day(flagged_on, CONTEST_DAYS).isoformat(),
        "overdue": [name for name, passed in late.items() if passed],
    }
