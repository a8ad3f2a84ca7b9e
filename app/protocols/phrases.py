"""Decides which words of a sentence stand for each word of the closed vocabulary; what the words mean is code elsewhere."""

from __future__ import annotations

from typing import Final

STANDS: Final[dict[str, str]] = {
    "inspection_relied_on": "a complete round inspection of the day that stands",
    "meeting_relied_on": "a complete safety meeting of the day",
    "attended": "presence at a meeting of the day",
    "briefed": "a meeting since each change that reached giver, receiver, a first AD and those in line",
    "aim_plan_relied_on": "an aim plan of the day, agreed with a handler",
    "swept": "a sweep for live ammunition that day",
    "trained": "a competent lesson for that class",
    "justified": "an approved assessment of why a real firearm",
    "registered": "the intake of the firearm",
    "container_known": "the intake of each container loaded from",
    "bore_seen": "a bore seen clear since the last dummy load, squib or misfire",
}
"""After `there must be`: the facts a prerequisite can need."""

NEVER: Final[dict[str, str]] = {
    "held": "a hold on it",
    "held_by_incident": "a hold that an incident put on it",
    "open_incident": "an open incident",
    "lateness": "a delay before it was recorded",
    "unfit": "a last record of unfitness",
    "live_rounds": "a live round outside a live exception",
    "mixed_rounds": "two types of round from one container",
    "custody_conflict": "a giver who does not have it",
    "last_declared": "a last declaration",
    "earlier_concern": "an earlier concern by that person",
    "rung_unreachable": "a rung of the ladder with nobody reachable",
}
"""After `there must not be`: the facts a prohibition can forbid."""

HOLDS: Final[dict[str, str]] = {
    "declared_true": "what was declared fits load and class, and its declarer saw the inspection relied on",
    "lesson_load": "nothing is loaded unless blanks are what is taught, and nobody is in line",
    "item": "the item is answered as expected",
    "out": "a firearm is out",
    "firearms_locked": "every firearm that can fire is locked",
    "responsible_handler_present": "its responsible handler is there",
    "sole_duty": "its responsible handler has no other duties",
    "containers_locked": "every container is locked too",
    "moved_today": "each thing moved that day is locked or has departed",
}
"""Whole clauses: what an expectation looks at, what a concurrence compares."""

UNTIL: Final[dict[str, str]] = {
    "response": "there must be a response",
    "back": "the firearm must be back",
    "notice": "there must be a notice",
    "wrapped": "the day must have been opened and be wrapped",
    "cured": "it is unloaded and inspected in full with the bore clear",
    "resolved": "a response resolves it with a detail",
    "released": "it is resolved, met about and then released by two persons in two roles",
    "signed": "two persons in two roles sign",
    "named": "what a pause, or its incident, asks is done",
}
"""What ends a deadline or a hold."""

PEOPLE: Final[dict[str, str]] = {
    "from": "the giver",
    "to": "the receiver",
    "shared_with": "others who take hold of it",
    "by": "whoever did it",
    "first_ad": "a first AD",
    "people_in_line": "people in the line",
    "signers": "whoever signs",
}
