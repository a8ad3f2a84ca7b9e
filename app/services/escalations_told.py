"""Decides how one escalation reads to somebody who looks: who was told and how far that came, what comes next, who is asked.

Whoever may look sees who was told, and whether it arrived. By which ways is for the office and for whoever was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal

import orjson

from app.domain.escalation import NOBODY, Escalation, People, next_at, on_ladder
from app.domain.ledger.entry import recorded_at_text
from app.domain.people.permissions import may_read, may_write
from app.services.escalations import BREACH, breach_id
from app.services.filters import ViolationFilter
from app.services.looking import Look
from app.services.telling import Telling

States = Callable[[str, Sequence[str]], Mapping[str, Mapping[str, Any]]]
"""What became of the messages of a production, by the keys they were queued under."""
You = Literal["asked", "involved", "free", "reads"]
"""asked: on the ladder, or covering there; involved: whose answer ends nothing; free: may answer; reads: may not.

Nobody learns here that a concern is about them, or about somebody they answer to: they are `free`, like all the others.
"""
_MOST_BREACHES: Final = 500
_UNKNOWN: Final[Mapping[str, Any]] = {"state": None, "problem": None, "via": ()}


def told_of(
    look: Look, found: Iterable[tuple[Escalation, Sequence[Telling]]], people: People, states: States
) -> list[dict[str, Any]]:
    """Each escalation with its tellings, for that reader, in the order given."""
    pairs = list(found)
    keys = [telling.message for _, tellings in pairs for telling in tellings if telling.message]
    became = states(look.production, keys) if keys else {}
    about = _about(look, [one.record for one, _ in pairs])
    breaches = _breaches(look) if any(one.hazard == BREACH for one, _ in pairs) else {}
    return [
        _shown(one)
        | about.get(one.record, {"kind": None, "occurred_at": None})
        | {
            "answer_to": breaches.get(one.id, one.record),
            "you": _you(look, one, people),
            "told": [_telling(look, telling, became) for telling in tellings],
        }
        for one, tellings in pairs
    ]


def _about(look: Look, records: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Kind and time of what each is about; whose words they are is asked where the record is read."""
    stored = look.shelves.entries_of(look.production, sorted(set(records)))
    told = [orjson.loads(one.entry)["record"] for one in stored]
    return {str(one["id"]).lower(): {"kind": one["kind"], "occurred_at": one["occurred_at"]} for one in told}


def _breaches(look: Look) -> dict[str, str]:
    """The violation that each breach is answered at, by the id of its escalation."""
    found = look.shelves.violations_like(look.production, ViolationFilter(hazard=BREACH), 0, _MOST_BREACHES)
    return {breach_id(one["id"]): one["id"] for one in found}


def _you(look: Look, one: Escalation, people: People) -> You:
    person = look.person or ""
    if not may_write(look.roles, "response"):
        return "reads"
    if person in one.excluded:
        return "free" if one.hazard.startswith("concern.") else "involved"
    return "asked" if on_ladder(one, person, people) else "free"


def _telling(look: Look, telling: Telling, became: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    state = became.get(telling.message or "", _UNKNOWN)
    open_to = may_read(look.roles, "deliveries") or telling.recipient == look.person
    return {
        "rung": telling.rung,
        "recipient": telling.recipient,
        "due_at": recorded_at_text(telling.due_at),
        "told_at": recorded_at_text(telling.told_at),
        "state": NOBODY if telling.recipient == NOBODY else state["state"],
        "problem": state["problem"] if open_to else None,
        "via": [dict(way) for way in state["via"]] if open_to else [],
    }


def _shown(one: Escalation) -> dict[str, Any]:
    following = next_at(one)
    return {
        "id": one.id,
        "hazard": one.hazard,
        "rule": one.rule,
        "record": one.record,
        "subject": one.subject,
        "pack": one.pack,
        "digest": one.digest,
        "started_at": recorded_at_text(one.started_at),
        "state": one.ended or ("acknowledged" if _held(one) else "running"),
        "ended_at": recorded_at_text(one.ended_at) if one.ended_at else None,
        "climbed": one.climbed,
        "next_at": recorded_at_text(following) if following else None,
        "next_tells": list(one.rungs[min(one.climbed, len(one.rungs) - 1)].tell) if following else [],
        "ladder": [{"after_s": int(r.after.total_seconds()), "tell": list(r.tell)} for r in one.rungs],
        "acknowledged": [
            {
                "record": ack.record,
                "by": ack.by,
                "at": recorded_at_text(ack.at),
                "rung": ack.rung,
                "counted": ack.counted,
            }
            for ack in one.acknowledged
        ],
    }


def _held(one: Escalation) -> bool:
    """Whether an acknowledgement holds the rung it stands on."""
    return any(ack.counted and ack.rung == one.climbed for ack in one.acknowledged)
