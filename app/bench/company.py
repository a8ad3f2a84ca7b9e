"""Decides who and what a measured production has, and the records that say so; nobody of it was ever born."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

STREAMS = 16
"""Firearms in hands at the same time: each client tells of its own."""
ARMORER = "armorer"
HANDLERS = (ARMORER, "handler-1", "handler-2", "handler-3")
OFFICE = {"first-ad": "first_ad", "safety": "safety_officer", "upm": "upm", "producer": "producer"}
PERFORMERS = tuple(f"performer-{n}" for n in range(STREAMS))
FIREARMS = tuple(f"revolver-{n}" for n in range(STREAMS))
SPARE = "revolver-ready"
"""The firearm that stays loaded and shown all day: the one a clearance is asked for."""
CONTAINERS = tuple(f"blanks-{n}" for n in range(len(HANDLERS)))
SCENE = "street"
PLACE = "street"

Sent = dict[str, Any]


def text(at: datetime) -> str:
    """A moment as a phone writes it, in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def record_id(production: str, number: int) -> str:
    """A UUID of version 8, the same every time."""
    value = int.from_bytes(hashlib.sha256(f"{production}\n{number}".encode()).digest()[:16], "big")
    value = value & ~(0xF << 76) | (0x8 << 76)
    return str(UUID(int=value & ~(0x3 << 62) | (0x2 << 62)))


@dataclass(slots=True)
class Pen:
    """Writes the records of one production, each under an id of its own."""

    production: str
    written: int = 0

    def write(self, at: datetime, by: str, kind: str, body: Sent, **more: Any) -> Sent:
        """One record as a client sends it; its clock was set an hour before."""
        self.written += 1
        return {
            "id": record_id(self.production, self.written),
            "kind": kind,
            "production": self.production,
            "occurred_at": text(at),
            "by": by,
            "device": "phone",
            "clock": {"offset_s": 0, "fixed_at": text(at)},
            **more,
            "body": body,
        }


def founding(pen: Pen, at: datetime) -> list[Sent]:
    """What is recorded once, after the armorer and the time zone: people, papers, firearms, ammunition, why."""
    first = [_role(pen, at, person, role) for person, role in _roles() if person != ARMORER]
    papers = [
        _credential(pen, at, person, name)
        for person in HANDLERS
        for name in ("firearms_permit", "firearms_course")
    ]
    things = [_firearm(pen, at, firearm) for firearm in (*FIREARMS, SPARE)]
    things += [_ammunition(pen, at, container) for container in CONTAINERS]
    lessons = [_training(pen, at, person) for person in PERFORMERS]
    return [*first, *papers, *things, *lessons, _why(pen, at)]


def _roles() -> list[tuple[str, str]]:
    handlers = [(person, "armorer" if person == ARMORER else "weapons_handler") for person in HANDLERS]
    return [*handlers, *OFFICE.items(), *((person, "performer") for person in PERFORMERS)]


def _role(pen: Pen, at: datetime, person: str, role: str) -> Sent:
    return pen.write(at, ARMORER, "role", {"person": person, "role": role, "from_at": text(at)})


def _credential(pen: Pen, at: datetime, person: str, name: str) -> Sent:
    body = {"person": person, "credential": name, "issuer": "state", "expires_on": "2099-12-31"}
    return pen.write(at, "safety", "credential", body)


def _firearm(pen: Pen, at: datetime, firearm: str) -> Sent:
    body = {"firearm": firearm, "class": "real", "calibre": ".45 Colt", "chambers": 6, "can_fire_live": True}
    return pen.write(
        at, ARMORER, "firearm_intake", {**body, "owner": "rental", "supplier": "licensed prop house"}
    )


def _ammunition(pen: Pen, at: datetime, container: str) -> Sent:
    body = {"container": container, "type": "blank", "calibre": ".45 Colt", "count": 50_000, "lot": "B-3"}
    sound = {"sealed": True, "labelled": True, "supplier_licensed": True, "tested": True}
    return pen.write(at, ARMORER, "ammunition_intake", {**body, "supplier": "licensed prop house", **sound})


def lapse(pen: Pen, at: datetime, number: int) -> Sent:
    """Ammunition nobody uses, whose source is not shown: one thing not met, and nothing follows for the day."""
    body = {"container": f"odd-{pen.written}-{number}", "type": "dummy", "calibre": ".45 Colt", "count": 50}
    unknown = {"supplier": "unknown", "sealed": False, "labelled": True, "supplier_licensed": False}
    return pen.write(at, ARMORER, "ammunition_intake", {**body, **unknown})


def _training(pen: Pen, at: datetime, person: str) -> Sent:
    body = {"person": person, "trainer": ARMORER, "subject": "handling", "firearm_class": "real"}
    return pen.write(
        at, ARMORER, "training", {**body, "planned_minutes": 60, "actual_minutes": 60, "competent": True}
    )


def _why(pen: Pen, at: datetime) -> Sent:
    body = {"scene": SCENE, "alternatives_considered": ["rubber"], "why_real": "the action is seen close up"}
    return pen.write(
        at, "safety", "risk_assessment", {**body, "controls": ["shield"], "approved_by": ["safety", ARMORER]}
    )
