"""Small cases as plain data, made anew for each test so that it may change them."""

from __future__ import annotations

from typing import Any

AT = "2026-03-02T09:00-07:00"


def record(kind: str, body: dict[str, Any], at: str = AT, **more: Any) -> dict[str, Any]:
    """A record as a case file writes it, by the armorer unless said otherwise."""
    return {"at": at, "by": "armorer", "kind": kind, "body": body, **more}


def handover(name: str, at: str = AT, **body: Any) -> dict[str, Any]:
    """The armorer gives the performer the revolver for a take."""
    told = {
        "firearm": "colt",
        "from": "armorer",
        "to": "sheriff",
        "purpose": "take",
        "declared": "empty",
        "place": "street",
    }
    return record("handover", {**told, **body}, at, id=name)


def concern(name: str, at: str = AT, **more: Any) -> dict[str, Any]:
    """A concern about firearms, said to the safety officer."""
    body = {
        "category": "firearms",
        "channel": "verbal",
        "addressed_to": "safety",
        "detail": "the shield stands low",
    }
    return record("concern", body, at, **{"id": name, "by": "operator", **more})


def plain_case(*records: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A case of a few people, one revolver and these records."""
    return {
        "case": "small",
        "timezone": "America/Denver",
        "people": {
            "armorer": {"roles": ["armorer"]},
            "safety": {"roles": ["safety_officer"]},
            "sheriff": {"roles": ["performer"]},
            "operator": {"roles": ["crew"]},
            "upm": {"roles": ["upm"]},
        },
        "firearms": {"colt": {"class": "real", "calibre": ".45 Colt", "chambers": 6, "can_fire_live": True}},
        "records": list(records),
        **more,
    }
