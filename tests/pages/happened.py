"""A morning in which several steps were not met, and a second production of the same safety officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from app.services.caller import GOVERN, READ, WRITE
from app.services.outcome import Accepted
from tests.onset.company import Company, moment

OTHER = "canyon"
"""A second production of the safety officer's."""
NOW = timedelta()
_MEETING: dict[str, Any] = {
    "scope": "day",
    "place": "Barn",
    "minutes": 6,
    "topics": ["action"],
    "attendees": ["ada", "dario", "lou"],
    "walk_through": True,
    "dry_run": False,
}
_SEEN: dict[str, Any] = {
    "firearm": "colt-1",
    "chambers": 6,
    "chambers_seen": 6,
    "removed": True,
    "rounds": [],
    "witnesses": ["dario"],
    "barrel_clear": True,
}
_GIVEN: dict[str, Any] = {
    "firearm": "colt-1",
    "from": "ada",
    "to": "lou",
    "purpose": "take",
    "declared": "empty",
    "place": "Barn",
}


def happened(company: Company) -> None:
    """A concern, a short meeting, a handover without a sweep, something dropped, something left alone."""
    told = {"category": "firearms", "channel": "app", "addressed_to": "dario", "detail": "A cart stood open."}
    company.record("ada", "concern", told, NOW)
    opened = {"call_time": "07:00", "scenes": [], "bulletins_attached": True}
    company.record("dario", "day_opened", opened, NOW)
    company.record("dario", "safety_meeting", _MEETING, NOW)
    company.record("ada", "round_inspection", _SEEN, NOW)
    company.record("ada", "handover", _GIVEN, NOW)
    dropped = {"what": "near_miss", "firearm": "colt-1", "injured": 0, "stop_work": False}
    company.record("ada", "incident", dropped | {"present": ["dario"], "detail": "Dropped."}, NOW)
    left(company)


def left(company: Company, item: str = "colt-1") -> str:
    """One more thing that was not met: something left alone; the record's id."""
    return company.record("ben", "storage", {"items": [item], "state": "unattended", "place": "Cart"}, NOW)


def elsewhere(company: Company) -> None:
    """The safety officer is somebody in another production, too, where something was left alone."""
    services = company.services
    services.people.create_production(OTHER, "office", {"timezone": "UTC"})
    for person, role in (("vale", "safety_officer"), ("props", "property_master")):
        services.people.add_person(OTHER, person, [role], by="office")
    secret, _ = services.accounts.invites.invite(_caller(company, "office"), OTHER, "vale")
    cookies = {"showclear-session": company.session("esther")}
    with httpx.Client(
        base_url=company.origin, cookies=cookies, headers={"Origin": company.origin}
    ) as browser:
        token = browser.get("/api/v1/account").json()["page_token"]
        joined = browser.post(
            "/api/v1/invites/accept", json={"invite": secret}, headers={"X-Showclear-Page": token}
        )
        assert joined.is_success, joined.text
    body = {"items": ["carbine"], "state": "unattended", "place": "Cart"}
    record = {"id": str(uuid4()), "kind": "storage", "production": OTHER, "by": "props", "body": body}
    record["occurred_at"] = moment(datetime.now(UTC))
    outcome = services.records.submit_value(_caller(company, "props"), OTHER, record)
    assert isinstance(outcome, Accepted), outcome


def _caller(company: Company, person: str) -> Any:
    return replace(company.caller(person), production=OTHER, scopes=frozenset({READ, WRITE, GOVERN}))
