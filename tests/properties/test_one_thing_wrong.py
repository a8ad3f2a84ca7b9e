"""Each single omission or alteration of a right day raises its hazard and nothing unrelated.

What may come with it is written from the contract (design, sections 5 and 7), not from what the judgement says: an
inspection that is missing, undone or incomplete also makes the status declared false (rule 3), a hold is breached by what
goes on under it, and so on; `with_it` says it line by line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from app.domain.protocol.words import HAZARDS
from tests.properties.a_right_day import Day, right_day
from tests.properties.judging import entries, hazards, told


@dataclass(frozen=True)
class Wrong:
    """One thing done otherwise, what must follow, and what may follow too."""

    what: str
    do: Callable[[Day], object]
    raises: tuple[str, ...]
    with_it: tuple[str, ...] = ()


def drop(*names: str) -> Callable[[Day], object]:
    """These never happened."""
    return lambda day: day.drop(*names)


def put(name: str, **values: object) -> Callable[[Day], object]:
    """Fields of a body as they should not be."""
    return lambda day: day.body(name).update(values)


def add(near: str, kind: str, by: str, seconds: int = -2, **body: object) -> Callable[[Day], object]:
    """One record more, before or after another."""
    fields = {key.rstrip("_"): value for key, value in body.items()}
    return lambda day: day.add(near, "added", kind, by, fields, seconds=seconds)


def both(*things: Callable[[Day], object]) -> Callable[[Day], object]:
    """One after the other."""
    return lambda day: [thing(day) for thing in things]


def _without(name: str, field: str, value: str) -> Callable[[Day], object]:
    return lambda day: day.body(name)[field].remove(value)


def _round(name: str, **values: object) -> Callable[[Day], object]:
    return lambda day: day.body(name)["rounds"][0].update(values)


def _expired(day: Day) -> None:
    day.body("credential armorer firearms_permit").update(
        expires_on=str(day.at("opened").date() - timedelta(days=1)), issuer="state"
    )


def _no_minor_consent(day: Day) -> None:
    day.drop(next(name for name in day.named if "minor_consent" in name))


def _inspected_too_early(day: Day) -> None:
    day.move("cold look", day.at("cold load") - timedelta(seconds=3))


def _back_late(day: Day) -> None:
    day.delay_from("cold return", timedelta(minutes=61))


def _never_back(day: Day) -> None:
    day.drop("hot return", "hot unload")
    for name in ("lunch", "locked"):
        day.body(name)["items"].remove("pistol")


def _given_by(day: Day, giver: str) -> None:
    day.body("cold issue").update({"from": giver})


def _to_grip(day: Day) -> None:
    day.body("cold issue").update(to="grip")
    day.body("cold return").update({"from": "grip"})
    day.body("meeting")["attendees"].append("grip")
    day.body("training")["people"].append("grip")


def _incident(
    near: str = "locked", seconds: int = -10, answered: bool = True, **body: object
) -> Callable[[Day], object]:
    def do(day: Day) -> None:
        plain = {
            "what": "unintended_discharge",
            "firearm": "pistol",
            "injured": 0,
            "stop_work": True,
            "present": [],
            **body,
        }
        told_of = day.add(near, "incident", "incident", "first-ad", plain, seconds=seconds)
        if answered:
            _answer(day, "incident answered", told_of["id"], near, seconds + 3, "acknowledge")

    return do


def _answer(
    day: Day, name: str, to: str, near: str, seconds: int, action: str, by: str = "safety-officer"
) -> None:
    day.add(near, name, "response", by, {"to": to, "action": action, "detail": "seen"}, seconds=seconds)


def _second_incident(day: Day) -> None:
    _incident("locked", -20)(day)
    body = {"what": "pointed_at_person", "firearm": "carbine", "injured": 0, "stop_work": True, "present": []}
    again = day.add("locked", "again", "incident", "first-ad", body, seconds=-12)
    _answer(day, "again answered", again["id"], "locked", -9, "acknowledge")


def _hold_ignored(day: Day) -> None:
    day.add("cold load", "hold", "hold", "grip", {"subject": "firearm:revolver", "reason": "unsure"})


def _late_acknowledgement(day: Day) -> None:
    for name in ("acknowledged", "resolved"):
        day.move(name, day.at("concern") + timedelta(hours=4, minutes=1 + (name == "resolved")))


def _resolved_by_whom_it_is_about(day: Day) -> None:
    day.named["resolved"]["by"] = "props"
    _answer(day, "resolved again", day.named["concern"]["id"], "resolved", 5, "resolve")


def _repeated(day: Day) -> None:
    again = day.add("acknowledged", "again", "concern", "grip", dict(day.body("concern")), seconds=2)
    for n, action in enumerate(("acknowledge", "resolve")):
        _answer(day, f"again {action}", again["id"], "acknowledged", 4 + n, action)


def _denied(day: Day) -> None:
    day.named["answered"]["by"] = "upm"
    day.body("answered").update(action="deny")


def _evidence_thrown_away(day: Day) -> None:
    _incident()(day)
    day.add("locked", "thrown", "evidence", "grip", {"item": "a case", "action": "discarded"}, seconds=-5)


def _late(name: str) -> Callable[[Day], object]:
    return lambda day: day.late.update({day.named[name]["id"]: timedelta(minutes=61)})


def _change(day: Day) -> None:
    day.add("cold issue", "change", "change", "first-ad", {"what": "blocking", "detail": "closer"})


def _disputed(day: Day) -> None:
    body = {"about": day.named["cold look"]["id"], "stance": "disputes", "claim": "I was not there"}
    day.add("locked", "statement", "statement", "assistant", body)


def _away(day: Day, **more: object) -> None:
    away = {"person": "armorer", "state": "away", "other_duties": [], **more}
    day.add("cold return", "away", "duty", "armorer", away)
    day.add("cold return", "back", "duty", "armorer", {**away, "state": "on", "other_duties": []}, seconds=2)


def _left(day: Day) -> None:
    body = {"items": ["revolver"], "state": "unattended", "place": "cart"}
    day.add("cold issue", "left", "storage", "armorer", body)


def _new_box(**values: object) -> Callable[[Day], object]:
    def do(day: Day) -> None:
        day.add(
            "locked",
            "box",
            "ammunition_intake",
            "armorer",
            {**day.body("ammunition_intake box-blank"), "container": "new-box", **values},
        )

    return do


def _unlisted(day: Day) -> None:
    day.body("cold look")["rounds"].pop()


def _from_nowhere(day: Day) -> None:
    day.body("hot load")["rounds"][0].update(container="no-box")
    for seen in day.body("hot look")["rounds"]:
        seen.update(container="no-box")


def _live_loaded(day: Day) -> None:
    for name in ("cold load", "cold look", "cold unload"):
        for one in day.body(name)["rounds"]:
            one.update(type="live")


def _box_left_out(day: Day) -> None:
    day.body("lunch")["items"].remove("box-dummy")


def _unfit(day: Day) -> None:
    day.add("cold issue", "unfit", "fitness", "medic", {"person": "actor-1", "fit": False})


LOOK = ("handover.false_status",)
"""Rule 3: the status declared rests on a standing, complete inspection."""

TABLE = (
    Wrong("no sweep", drop("sweep"), ("live.sweep_missing",)),
    Wrong("no meeting", drop("meeting"), ("meeting.missing",), ("meeting.attendee_missing",)),
    Wrong(
        "the receiver was not there",
        _without("meeting", "attendees", "actor-1"),
        ("meeting.attendee_missing",),
    ),
    Wrong(
        "the giver was not there", _without("meeting", "attendees", "armorer"), ("meeting.attendee_missing",)
    ),
    Wrong(
        "no first AD was there", _without("meeting", "attendees", "first-ad"), ("meeting.attendee_missing",)
    ),
    Wrong(
        "somebody in line was not there",
        _without("meeting", "attendees", "actor-2"),
        ("meeting.attendee_missing",),
    ),
    Wrong("a short meeting", put("meeting", minutes=4), ("meeting.incomplete",)),
    Wrong("a topic left out", _without("meeting", "topics", "abort"), ("meeting.incomplete",)),
    Wrong(
        "neither walked nor run", put("meeting", walk_through=False, dry_run=False), ("meeting.incomplete",)
    ),
    Wrong("a change nobody was told of", _change, ("meeting.change_unbriefed",)),
    Wrong("no inspection", drop("cold look"), ("rounds.not_inspected", *LOOK)),
    Wrong("no inspection of rubber", drop("rack look"), ("rounds.not_inspected",), LOOK),
    Wrong("a chamber not seen", put("cold look", chambers_seen=5), ("rounds.incomplete", *LOOK)),
    Wrong("rounds not taken out", put("cold look", removed=False), ("rounds.incomplete", *LOOK)),
    Wrong("a dummy only looked at", _round("cold look", methods=["visual"]), ("rounds.incomplete", *LOOK)),
    Wrong("a round not right", _round("cold look", ok=False), ("rounds.incomplete", *LOOK)),
    Wrong("a round not listed", _unlisted, ("rounds.incomplete", *LOOK)),
    Wrong("the bore not clear", put("cold look", barrel_clear=False), ("rounds.incomplete", *LOOK)),
    Wrong("no witness", put("cold look", witnesses=[]), ("rounds.incomplete", *LOOK)),
    Wrong("the inspector as witness", put("cold look", witnesses=["armorer"]), ("rounds.incomplete", *LOOK)),
    Wrong("loaded after the inspection", _inspected_too_early, ("rounds.loaded_after_inspection", *LOOK)),
    Wrong("left unattended", _left, ("custody.unattended", "custody.gap", *LOOK)),
    Wrong(
        "the bore not seen before blanks",
        put("hot look", barrel_clear=None),
        ("rounds.barrel_unchecked", "rounds.incomplete", *LOOK),
    ),
    Wrong(
        "no look before the sequence",
        put("firing", inspected_before=False),
        ("rounds.sequence_pair_missing",),
    ),
    Wrong(
        "no look after the sequence", put("firing", inspected_after=False), ("rounds.sequence_pair_missing",)
    ),
    Wrong(
        "given by no handler",
        lambda day: _given_by(day, "first-ad"),
        ("handover.unauthorised_giver",),
        ("custody.conflict",),
    ),
    Wrong("given by one who had it not", lambda day: _given_by(day, "assistant"), ("custody.conflict",)),
    Wrong("an expired permit", _expired, ("handler.unqualified",)),
    Wrong("no course", drop("credential armorer firearms_course"), ("handler.unqualified",)),
    Wrong("given to crew", _to_grip, ("handover.unauthorised_receiver",)),
    Wrong("called hot", put("cold issue", declared="hot"), LOOK),
    Wrong("called empty", put("cold issue", declared="empty"), LOOK),
    Wrong("called by somebody else", put("cold issue", declared_by="actor-2"), LOOK),
    Wrong("back late", _back_late, ("handover.return_overdue",)),
    Wrong(
        "never back",
        _never_back,
        ("handover.return_overdue", "custody.not_locked_at_wrap"),
        ("ammunition.count_mismatch",),
    ),
    Wrong(
        "back to no handler",
        put("cold return", to="grip"),
        ("handover.return_overdue",),
        ("custody.conflict",),
    ),
    Wrong("the handler away", _away, ("armorer.absent",)),
    Wrong(
        "other duties",
        lambda day: _away(day, state="on", other_duties=["dresses the set"]),
        ("armorer.other_duties",),
    ),
    Wrong("other duties all day", put("duty", other_duties=["dresses the set"]), ("armorer.other_duties",)),
    Wrong("nothing locked at wrap", drop("locked"), ("custody.not_locked_at_wrap",)),
    Wrong("a box left out at lunch", _box_left_out, ("ammunition.unlocked",)),
    Wrong("no count", drop("count blanks"), ("ammunition.count_mismatch",)),
    Wrong(
        "an unbalanced count",
        lambda day: day.body("count blanks").update(fired=0),
        ("ammunition.count_mismatch",),
    ),
    Wrong(
        "a count of too little",
        put("count blanks", issued=0, fired=0, returned=0),
        ("ammunition.count_mismatch",),
    ),
    Wrong(
        "a live round in the sweep",
        put("sweep", found=[{"type": "live", "count": 1, "place": "a belt"}]),
        ("live.found", "hold.breached"),
    ),
    Wrong(
        "live rounds loaded",
        _live_loaded,
        ("live.found",),
        ("hold.breached", "handover.false_status", "ammunition.mixed"),
    ),
    Wrong("a personal firearm", put("firearm_intake revolver", owner="personal"), ("firearm.prohibited",)),
    Wrong("never taken in", drop("firearm_intake pistol"), ("firearm.unregistered",)),
    Wrong("no reason for a real one", drop("risk_assessment revolver"), ("firearm.real_unjustified",)),
    Wrong(
        "approved by no handler",
        put("risk_assessment revolver", approved_by=["upm"]),
        ("firearm.real_unjustified",),
    ),
    Wrong("no lesson", drop("training"), ("training.missing",)),
    Wrong("a lesson with less", put("training", firearm_class="rubber"), ("training.missing",)),
    Wrong("a lesson cut short", put("training", actual_minutes=10), ("training.short",)),
    Wrong("a minor without consent", _no_minor_consent, ("minor.unapproved",)),
    Wrong("unfit", _unfit, ("fitness.unfit",)),
    Wrong("no aim plan", drop("cold plan"), ("aim.no_consultation",)),
    Wrong("agreed with no handler", put("cold plan", consulted="first-ad"), ("aim.no_consultation",)),
    Wrong("too close", put("cold plan", distance_m=6.0), ("aim.too_close",)),
    Wrong("nobody answers an incident", _incident(answered=False), ("incident.unanswered",)),
    Wrong(
        "a discharge of what was cold",
        _incident(firearm="revolver", declared="cold"),
        ("incident.status_mismatch",),
    ),
    Wrong("a second incident", _second_incident, ("incident.repeat",)),
    Wrong("work under a pause", _hold_ignored, ("hold.breached",)),
    Wrong("work after an incident", _incident("hot load"), ("hold.breached", "incident.work_resumed")),
    Wrong(
        "work under a stoppage", _incident("hot load", what="jam"), ("hold.breached", "incident.work_resumed")
    ),
    Wrong("a concern nobody answers", drop("acknowledged", "resolved"), ("concern.unanswered",)),
    Wrong("a concern answered late", _late_acknowledgement, ("concern.unanswered",)),
    Wrong("a concern never resolved", drop("resolved"), ("concern.unanswered",)),
    Wrong("a concern raised again", _repeated, ("concern.repeated",)),
    Wrong("answered by whom it is about", _resolved_by_whom_it_is_about, ("review.not_independent",)),
    Wrong(
        "dismissed after it",
        add("locked", "personnel_action", "producer", person="grip", action="dismissed"),
        ("retaliation.suspected",),
    ),
    Wrong("a request denied", _denied, ("armorer.overridden",)),
    Wrong("a request nobody answers", drop("answered"), ("armorer.overridden",)),
    Wrong("evidence thrown away", _evidence_thrown_away, ("evidence.altered",)),
    Wrong(
        "an injury nobody reported", _incident(what="injury", injured=1, care="hospital"), ("notice.overdue",)
    ),
    Wrong("a fatality nobody reported", _incident(what="fatality", injured=1), ("notice.overdue",)),
    Wrong("recorded late", _late("locked"), ("record.late",)),
    Wrong("disputed", _disputed, ("record.disputed",)),
    Wrong("no bulletins", put("opened", bulletins_attached=False), ("day.incomplete",)),
    Wrong("never opened", drop("opened"), ("day.incomplete",)),
    Wrong("never wrapped", drop("wrapped"), ("day.incomplete",)),
    Wrong("a mixed box", _new_box(type="mixed"), ("ammunition.mixed",)),
    Wrong("an unsealed box", _new_box(sealed=False), ("ammunition.source_unverified",)),
    Wrong("a supplier nobody knows", _new_box(supplier="unknown"), ("ammunition.source_unverified",)),
    Wrong("a live box", _new_box(type="live"), ("live.found",)),
    Wrong(
        "rounds from nowhere",
        _from_nowhere,
        ("ammunition.source_unverified",),
        ("ammunition.count_mismatch", "custody.not_locked_at_wrap"),
    ),
    Wrong("nobody to reach", put("preflight", reachable=False), ("escalation.unreachable",)),
)


def test_the_right_day_raises_nothing() -> None:
    assert hazards(told(entries(right_day().records()))) == set()


@pytest.mark.parametrize("wrong", TABLE, ids=lambda wrong: wrong.what)
def test_one_thing_wrong(wrong: Wrong) -> None:
    day = right_day()
    wrong.do(day)
    found = hazards(told(entries(day.records(), day.late)))
    assert set(wrong.raises) <= found
    assert found <= {*wrong.raises, *wrong.with_it}


def test_the_table_reaches_what_the_contract_lists_for_one_day() -> None:
    """Every hazard of section 7, but for those that need a checklist, a faulty rule or another pack."""
    elsewhere = {"risk_assessment.missing", "checklist.unmet", "sign_off.missing", "judgement.fault"}
    assert set(HAZARDS) - {h for wrong in TABLE for h in wrong.raises} == elsewhere
