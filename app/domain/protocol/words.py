"""Decides the closed vocabulary rules are written in: occasions, people of an occasion, facts; it computes none of them."""

from __future__ import annotations

from typing import Final, Literal, get_args

from app.domain.records import RECORD_KINDS

OCCASION_WORDS: Final[dict[str, str]] = {
    "issue": "A firearm goes to somebody who is no handler, or to a performer to be used or learnt on; never a return.",
    "use": "An issue for rehearsal, line-up or take: every use before a lens.",
    "return": "A handover whose purpose is to bring the firearm back, and each line of a list that comes back.",
    "gun_work": "A loading, an issue or a firing: what a hold stops.",
    "wrap": "The unit's day ends: it was wrapped, or it ran out with a firearm issued and nobody wrapped it.",
    "day_end": "The unit's day is over, wrapped or not, after a firearm was issued in it.",
    "any_record": "Whatever was recorded.",
}
"""Occasions that are no record kind; every record kind is an occasion too."""

FACTS: Final[dict[str, str]] = {
    "load": "The rounds in the firearm, as loadings and unloadings leave them.",
    "holder": "Who has the firearm or container; nobody has what is locked.",
    "locked": "Whether the firearm or container is locked away; both start locked.",
    "responsible_handler": "The handler who gave a firearm that is out, else the last who had it, or who covers.",
    "inspection_relied_on": "The last inspection of that day of the firearm: standing, incomplete, undone or missing.",
    "meeting_relied_on": "The day meeting of that day: complete, incomplete or missing.",
    "attended": "Whether a person was at a meeting of that day that counts.",
    "briefed": "Whether giver, receiver, a first AD and those in line were reached by a meeting since each change.",
    "people_in_line": "Who stands in the line of the aim plan relied on.",
    "aim_plan_relied_on": "The newest aim plan of that day for the firearm and scene, agreed with a handler.",
    "duty": "Whether a handler is on, away or off, and the other duties they carry.",
    "moved_today": "What was named in any storage, loading, unloading, inspection, firing or handover of the day.",
    "issued_from_today": "The containers rounds were loaded from that day, and how many.",
    "held": "The holds on the firearm, the lots in it, the unit's day and the production.",
    "held_by_incident": "Those of the holds that an incident put there.",
    "open_incident": "An incident nobody independent has resolved.",
    "open_concern": "A concern nobody independent has resolved.",
    "involved": "Who held, gave, loaded, inspected, witnessed or declared the firearm that day, or whom it is about.",
    "lateness": "How long after it happened a record arrived, unless its device's clock was put right shortly before.",
    "swept": "The sweep for live ammunition of that day.",
    "trained": "A competent handling lesson for that class or one that can do more.",
    "justified": "A risk assessment saying why a real firearm, with alternatives, approved by a handler.",
    "registered": "The intake of the firearm.",
    "container_known": "The intake of each container rounds are loaded from.",
    "bore_seen": "The bore was seen clear since the last dummy load, squib or misfire.",
    "unfit": "The person was last recorded unfit.",
    "live_rounds": "A live round or container in the record, outside a live exception.",
    "mixed_rounds": "Two types of round shown from one container.",
    "custody_conflict": "The giver is not the holder, or takes what is locked and is no handler.",
    "last_declared": "What the firearm was declared: in the record, else at its last handover.",
    "earlier_concern": "A concern the person raised within the time the rule names.",
    "rung_unreachable": "A rung of today's ladder that a preflight shows with nobody reachable.",
    "declared_true": "What was declared fits load and class, and the declarer saw the inspection relied on.",
    "lesson_load": "For a lesson: nothing loaded unless blanks are what is taught, and nobody in line.",
}

Occasion = str
Fact = Literal[
    "inspection_relied_on",
    "meeting_relied_on",
    "attended",
    "briefed",
    "aim_plan_relied_on",
    "swept",
    "trained",
    "justified",
    "registered",
    "container_known",
    "bore_seen",
]
"""Facts a prerequisite can need."""

Ban = Literal[
    "held",
    "held_by_incident",
    "open_incident",
    "lateness",
    "unfit",
    "live_rounds",
    "mixed_rounds",
    "custody_conflict",
    "last_declared",
    "earlier_concern",
    "rung_unreachable",
]
"""Facts a prohibition can forbid."""

People = Literal["from", "to", "shared_with", "by", "first_ad", "people_in_line", "signers"]
"""People of an occasion."""

Gravity = Literal["critical", "serious", "other"]

OCCASIONS: Final[frozenset[str]] = frozenset(OCCASION_WORDS) | frozenset(RECORD_KINDS)
assert set(get_args(Fact)) | set(get_args(Ban)) <= set(FACTS)  # noqa: S101 - the vocabulary is closed, or nothing loads

HAZARDS: Final[tuple[str, ...]] = (
    "meeting.missing",
    "meeting.incomplete",
    "meeting.attendee_missing",
    "meeting.change_unbriefed",
    "live.sweep_missing",
    "handover.unauthorised_giver",
    "handler.unqualified",
    "handover.unauthorised_receiver",
    "handover.false_status",
    "handover.return_overdue",
    "rounds.loaded_after_inspection",
    "custody.gap",
    "rounds.not_inspected",
    "rounds.incomplete",
    "rounds.barrel_unchecked",
    "rounds.sequence_pair_missing",
    "custody.unattended",
    "custody.conflict",
    "custody.not_locked_at_wrap",
    "ammunition.unlocked",
    "ammunition.source_unverified",
    "ammunition.mixed",
    "ammunition.count_mismatch",
    "live.found",
    "armorer.absent",
    "armorer.other_duties",
    "armorer.overridden",
    "firearm.prohibited",
    "firearm.unregistered",
    "firearm.real_unjustified",
    "training.missing",
    "training.short",
    "minor.unapproved",
    "fitness.unfit",
    "aim.no_consultation",
    "aim.too_close",
    "risk_assessment.missing",
    "incident.unanswered",
    "incident.repeat",
    "incident.status_mismatch",
    "hold.breached",
    "incident.work_resumed",
    "concern.unanswered",
    "concern.repeated",
    "retaliation.suspected",
    "review.not_independent",
    "evidence.altered",
    "notice.overdue",
    "record.late",
    "record.disputed",
    "day.incomplete",
    "checklist.unmet",
    "sign_off.missing",
    "escalation.unreachable",
    "judgement.fault",
)
"""Every hazard of the design's table; a rule may raise no other."""
