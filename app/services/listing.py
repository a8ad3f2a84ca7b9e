"""Decides under which date and firearm a violation is listed; what it says is the judgement's."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.records import parse_moment
from app.services.setting import Setting
from app.services.stored import StoredViolation


def stored_violation(told: dict[str, Any], setting: Setting) -> StoredViolation:
    """The violation under the date its shooting day bears; where there is none, under the date it happened."""
    day = told.get("day")
    listed_on = date.fromisoformat(day) if day else setting.date_of(parse_moment(told["occurred_at"]))
    return StoredViolation(told, listed_on, told.get("firearm"))
