"""Decides what a correction does: stands in the place of what it corrects, and whether it was only a wrong tap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from app.domain.judgement.entry import Entry, Placed
from app.domain.judgement.hands import hands
from app.domain.records import Record

WRONG_TAP = timedelta(minutes=10)
_PEOPLE_AND_DAY = frozenset(
    {
        "duty",
        "credential",
        "training",
        "fitness",
        "safety_meeting",
        "change",
        "ammunition_sweep",
        "risk_assessment",
        "aim_plan",
    }
)


def _things(record: Record) -> set[str]:
    """Firearms and containers a record names."""
    body = record.body
    found = {
        getattr(body, "firearm", None),
        getattr(body, "container", None),
        *(getattr(body, "items", None) or ()),
    }
    found |= {r.container for r in getattr(body, "rounds", None) or () if getattr(r, "container", None)}
    found |= {hand.firearm for hand in hands(record)}
    return {one for one in found if one}


def _refers(record: Record) -> set[str]:
    body = record.body
    names = ("to", "about", "of", "incident", "continues")
    found = {getattr(body, name, None) for name in names}
    return {one for one in found if isinstance(one, str)}


def may_be_corrected(record: Record) -> bool:
    """Whether a record of this kind can stand in the place of another: a signature was given or it was not."""
    return record.kind != "sign_off"


def fits(correction: Record, corrected: Record) -> bool:
    """A correction has the kind, firearm and person of what it corrects."""
    same = (
        getattr(correction.body, name, None) == getattr(corrected.body, name, None)
        for name in ("firearm", "person")
    )
    return correction.kind == corrected.kind and all(same)


def wrong_tap(entry: Entry, corrected: Placed, between: Iterable[Entry]) -> bool:
    """By the same person, within ten minutes, before anything that arrived between relied on it."""
    record = corrected.record
    if entry.record.by != record.by or entry.recorded_at - corrected.recorded_at > WRONG_TAP:
        return False
    return not any(_relies(other.record, record) for other in between)


def _relies(other: Record, record: Record) -> bool:
    if record.id in _refers(other) or _things(other) & _things(record):
        return True
    return record.kind in _PEOPLE_AND_DAY and bool(hands(other))
