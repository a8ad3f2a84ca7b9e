"""Decides how a record reads in plain words in a report: what was recorded, neutrally; never what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.domain.records import Record


def in_words(record: Record) -> str:
    """One plain phrase. A concern's own words are never repeated."""
    say = _SAYS.get(record.kind)
    return say(record.body) if say else plain(record.kind)


def plain(word: str) -> str:
    """A word of the contract as people read it."""
    return word.replace("_", " ")


def _listed(rounds: Any) -> str:
    return ", ".join(f"{one.count} {one.type}" for one in rounds) or "no rounds"


_SAYS: Final[Mapping[str, Callable[[Any], str]]] = {
    "handover": lambda b: (
        f"{b.firearm} handed from {b.from_} to {b.to} for {plain(b.purpose)}, declared {b.declared}"
    ),
    "issue_list": lambda b: f"list of {len(b.lines)} {b.direction}",
    "round_inspection": lambda b: f"{b.firearm}: {b.chambers_seen} of {b.chambers} chambers seen",
    "loading": lambda b: f"{b.firearm} loaded with {_listed(b.rounds)}",
    "unloading": lambda b: f"{b.firearm} unloaded, {_listed(b.rounds)} out",
    "firing": lambda b: f"{b.firearm} fired {b.rounds_fired} in scene {b.scene}, take {b.take}",
    "storage": lambda b: f"{', '.join(b.items)} {b.state} at {b.place}",
    "departure": lambda b: f"{', '.join(b.items)} left to {b.to}",
    "firearm_intake": lambda b: f"{b.firearm} taken in ({plain(b.class_)}, {b.calibre})",
    "ammunition_intake": lambda b: f"{b.container} taken in: {b.count} {b.type}",
    "ammunition_sweep": lambda b: f"sweep of {len(b.areas)} places, {_listed(b.found)} found",
    "round_count": lambda b: f"{b.container}: {b.issued} issued, {b.fired} fired, {b.returned} returned",
    "safety_meeting": lambda b: f"{plain(b.scope)} meeting of {b.minutes} min, {len(b.attendees)} people",
    "incident": lambda b: plain(b.what) + (f", {b.firearm}" if b.firearm else ""),
    "concern": lambda b: f"concern about {plain(b.category)}",
    "request": lambda b: f"request about {plain(b.topic)}",
    "response": lambda b: f"answer: {plain(b.action)}",
    "training": lambda b: f"{b.subject} lesson, {b.actual_minutes} of {b.planned_minutes} min",
    "hold": lambda b: f"hold of {b.subject}",
    "release": lambda b: f"release of {b.subject}",
    "duty": lambda b: f"{b.person} {b.state} duty",
    "notice": lambda b: f"notice to {plain(b.to)}",
    "evidence": lambda b: f"{b.item} {b.action}",
    "personnel_action": lambda b: f"{b.person} {plain(b.action)}",
    "aim_plan": lambda b: f"aim plan for {b.firearm} in scene {b.scene}, {b.distance_m} m",
    "statement": lambda b: f"{b.stance} a record",
}
