"""Days on which much goes wrong: a compliant production with records dropped, altered and added, as a seed has it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from app.domain.replay.generator import Choices, Dice, generate

Plain = dict[str, Any]
GUNS = ["revolver", "carbine", "pistol", "airsoft", "replica", "rubber-1", "ghost"]
INCIDENTS = [
    "unintended_discharge",
    "misfire",
    "jam",
    "squib",
    "missing",
    "injury",
    "live_round_found",
    "unattended_firearm",
]
PEOPLE = ["armorer", "assistant", "props", "actor-1", "actor-2", "first-ad", "safety-officer", "upm", "grip"]


class Disorder:
    """A production's records, and what is done to them."""

    def __init__(
        self, seed: int, *, days: int, units: int = 1, faults: int = 8, corrections: bool = True
    ) -> None:
        self.dice: Choices = Dice(seed)
        self.records: list[Plain] = deepcopy(generate(seed, days=days, units=units))
        self.first = next(n for n, r in enumerate(self.records) if r["kind"] == "day_opened")
        self.made = 0
        self.corrections = corrections
        for _ in range(self.dice.randint(1, faults)):
            self.dice.choice(FAULTS)(self)
        self.records.sort(key=lambda r: datetime.fromisoformat(r["occurred_at"]))

    def any(self, kind: str | None = None) -> Plain | None:
        """One of the records since the first day, or of a kind."""
        among = [r for r in self.records[self.first :] if kind in (None, r["kind"])]
        return self.dice.choice(among) if among else None

    def add(self, near: Plain, kind: str, by: str, body: Plain, *, after_s: int = 1, **more: Any) -> Plain:
        """One more record, a little after another."""
        self.made += 1
        at = datetime.fromisoformat(near["occurred_at"]) + timedelta(
            seconds=after_s, milliseconds=self.made % 80 + 11
        )
        unit = {"unit": near["unit"]} if "unit" in near else {}
        record = {
            "id": f"{self.made:08x}-0000-8000-8000-{self.dice.randint(0, 2**48 - 1):012x}",
            "kind": kind,
            "production": near["production"],
            "occurred_at": at.isoformat(timespec="milliseconds"),
            "by": by,
            **unit,
            **more,
            "body": body,
        }
        self.records.append(record)
        return record


def _drop(it: Disorder) -> None:
    if len(it.records) > it.first + 2:
        del it.records[it.dice.randint(it.first, len(it.records) - 1)]


def _drop_many(it: Disorder) -> None:
    at = it.dice.randint(it.first, len(it.records) - 1)
    del it.records[at : at + it.dice.randint(2, 12)]


def _incident(it: Disorder) -> None:
    near = it.any()
    if near is None:
        return
    what = it.dice.choice(INCIDENTS)
    body = {
        "what": what,
        "firearm": it.dice.choice(GUNS),
        "injured": it.dice.randint(0, 1),
        "stop_work": True,
        "present": [],
    }
    it.add(near, "incident", it.dice.choice(PEOPLE), body)


def _answer(it: Disorder) -> None:
    to = it.any(it.dice.choice(["incident", "concern", "request"]))
    near = it.any()
    if to is not None and near is not None:
        action = it.dice.choice(["acknowledge", "resolve", "deny"])
        it.add(near, "response", it.dice.choice(PEOPLE), {"to": to["id"], "action": action, "detail": "done"})


def _release(it: Disorder) -> None:
    incident = it.any("incident")
    if incident is None:
        return
    named = it.dice.choice([{}, {"incident": incident["id"]}])
    subject = it.dice.choice(["production", f"firearm:{incident['body'].get('firearm', 'ghost')}"])
    at = incident["occurred_at"]
    signs = [
        {
            "person": "safety-officer",
            "role": "safety_officer",
            "at": at,
            "method": "pin",
            "statement": "ended",
        },
        {"person": "upm", "role": "upm", "at": at, "method": "pin", "statement": "ended"},
    ]
    meeting = {"scope": "post_incident", "place": "stage", "minutes": 5, "topics": [], "attendees": PEOPLE}
    meeting |= {"walk_through": False, "dry_run": False}
    it.add(
        incident,
        "response",
        "safety-officer",
        {"to": incident["id"], "action": "resolve", "detail": "found"},
        after_s=60,
    )
    it.add(incident, "safety_meeting", "first-ad", meeting, after_s=120)
    now = it.dice.randint(0, 2)
    release = it.add(
        incident,
        "release",
        "upm",
        {"subject": subject, "reason": "over", **named},
        after_s=180,
        sign_offs=signs[:now],
    )
    if now < 2:
        later = it.dice.choice([240, 30000, 90000])
        it.add(incident, "sign_off", "upm", {"of": release["id"], "sign_offs": signs[now:]}, after_s=later)


def _hold(it: Disorder) -> None:
    if (near := it.any()) is not None:
        subject = it.dice.choice(["day", "production", "firearm:revolver", "lot:box-blank"])
        it.add(near, "hold", "grip", {"subject": subject, "reason": "unsure"})


def _duty(it: Disorder) -> None:
    if (near := it.any()) is not None:
        cover = it.dice.choice([{}, {"covered_by": it.dice.choice(PEOPLE)}])
        other = it.dice.choice([[], ["dresses the set"]])
        body = {
            "person": it.dice.choice(PEOPLE[:3]),
            "state": it.dice.choice(["on", "off", "away"]),
            "other_duties": other,
        }
        it.add(near, "duty", "upm", {**body, **cover})


def _storage(it: Disorder) -> None:
    if (near := it.any()) is not None:
        items = [it.dice.choice(GUNS), it.dice.choice(["box-blank", "box-dummy", "mag-blank"])]
        body = {
            "items": items,
            "state": it.dice.choice(["locked", "unlocked", "unattended"]),
            "place": "truck",
        }
        it.add(near, "storage", it.dice.choice(PEOPLE), body)


def _loading(it: Disorder) -> None:
    if (near := it.any()) is not None:
        rounds = [
            {
                "type": it.dice.choice(["live", "blank", "dummy"]),
                "container": it.dice.choice(["box-blank", "no-box"]),
                "count": 2,
            }
        ]
        it.add(near, "loading", it.dice.choice(PEOPLE), {"firearm": it.dice.choice(GUNS), "rounds": rounds})


def _handover(it: Disorder) -> None:
    if (near := it.any()) is not None:
        body = {"firearm": it.dice.choice(GUNS), "from": it.dice.choice(PEOPLE), "to": it.dice.choice(PEOPLE)}
        purpose = it.dice.choice(["take", "return", "storage", "training"])
        it.add(
            near,
            "handover",
            body["from"],
            {
                **body,
                "purpose": purpose,
                "declared": it.dice.choice(["cold", "hot", "empty"]),
                "place": "stage",
            },
        )


def _departure(it: Disorder) -> None:
    if (near := it.any()) is not None:
        it.add(near, "departure", "armorer", {"items": [it.dice.choice(GUNS)], "to": "party:gunsmith"})


def _intake(it: Disorder) -> None:
    if (near := it.any()) is not None:
        body = {
            "firearm": it.dice.choice(GUNS),
            "class": it.dice.choice(["real", "rubber"]),
            "calibre": ".45",
            "chambers": 6,
        }
        it.add(
            near,
            "firearm_intake",
            "armorer",
            {**body, "can_fire_live": True, "owner": "rental", "supplier": "house"},
        )


def _role_ends(it: Disorder) -> None:
    role = next(
        (r for r in it.records if r["kind"] == "role" and r["body"]["role"] == "weapons_handler"), None
    )
    near = it.any()
    if role is not None and near is not None:
        until = near["occurred_at"]
        it.add(near, "role", "producer", {**role["body"], "until_at": until})


def _words(it: Disorder) -> None:
    about, near = it.any(), it.any()
    if about is None or near is None:
        return
    which = it.dice.randint(1, 3)
    if which == 1:
        it.add(
            near,
            "statement",
            it.dice.choice(PEOPLE),
            {"about": about["id"], "stance": "disputes", "claim": "not so"},
        )
    elif which == 2:
        it.add(near, "evidence", "grip", {"item": "a case", "action": "discarded"})
    else:
        it.add(
            near,
            "concern",
            "grip",
            {"category": "firearms", "channel": "app", "detail": "again", "addressed_to": "upm"},
        )


def _correction(it: Disorder) -> None:
    """A right record put wrong by a correction, or a wrong one put right, soon or late, by its author or another."""
    record = it.any()
    if record is None or not it.corrections:
        return
    by = it.dice.choice([record.get("by") or "grip", "upm"])
    right = record["body"]
    wrong = {k: (not v if isinstance(v, bool) else v) for k, v in deepcopy(right).items()}
    if it.dice.randint(1, 2) == 1:
        record["body"], wrong = wrong, right
    more = {"corrects": {"record": record["id"], "reason": "mistyped"}}
    it.add(record, record["kind"], by, wrong, after_s=it.dice.choice([30, 5000]), **more)


FAULTS: tuple[Callable[[Disorder], None], ...] = (
    _drop,
    _drop,
    _drop,
    _drop_many,
    _incident,
    _answer,
    _release,
    _hold,
    _duty,
    _storage,
    _loading,
    _handover,
    _departure,
    _intake,
    _role_ends,
    _words,
    _correction,
    _correction,
)


def disorder(
    seed: int, *, days: int, units: int = 1, faults: int = 8, corrections: bool = True
) -> list[Plain]:
    """The records of such a production, in the order they happened; corrections stand where they were written."""
    return Disorder(seed, days=days, units=units, faults=faults, corrections=corrections).records
