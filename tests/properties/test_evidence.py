"""Less evidence never clears; what has nothing to do with it changes nothing; what was cleared raises nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.judgement import Chronicle, Clearance, Entry, clearance
from app.domain.judgement.chronicle import Begin
from app.domain.replay.generator import Dice, generate
from tests.properties.disorder import disorder
from tests.properties.judging import PRODUCTION, entries, loaded, standing, told, us_base

SEEDS = st.integers(0, 2**32)
SUPPORTING = (
    "ammunition_sweep",
    "safety_meeting",
    "round_inspection",
    "credential",
    "training",
    "aim_plan",
    "risk_assessment",
    "firearm_intake",
    "role",
    "day_opened",
    "unloading",
)
"""Kinds that only ever speak for an issue, or say who and what there is."""


def _ask(known: list[Entry], entry: Entry) -> Clearance:
    chronicle = Chronicle(PRODUCTION, us_base(), Begin(entries=known))
    record = entry.record
    return clearance(chronicle, record.body, unit=record.unit, at=record.at, by=record.by)


@given(SEEDS, st.booleans())
def test_taking_a_supporting_record_away_never_clears(seed: int, right: bool) -> None:
    records = generate(seed, days=1) if right else disorder(seed, days=1, corrections=False)
    some, dice = entries(records), Dice(seed)
    asked = [e for e in some if e.record.kind == "handover" and e.record.body.purpose != "return"]
    assume(asked)
    entry = dice.choice(asked)
    before = some[: entry.position]
    support = [e for e in before if e.record.kind in SUPPORTING and _speaks_for(e, entry)]
    assume(support)
    gone = dice.choice(support)
    if not _ask(before, entry).granted:
        assert not _ask([e for e in before if e is not gone], entry).granted


def _speaks_for(one: Entry, asked: Entry) -> bool:
    """Unloading a firearm may uncover that an earlier look at it was complete: only those of others are left out."""
    body: Any = one.record.body
    if one.record.kind == "role":
        return body.role != "crew" and body.person in (asked.record.body.to, asked.record.body.from_)
    return one.record.kind != "unloading"


@given(SEEDS)
def test_what_a_right_day_rests_on_is_missed_when_it_is_gone(seed: int) -> None:
    """Of a right day, taking away any record the first issue relied on refuses it."""
    some = entries(generate(seed, days=1))
    entry = next(
        (
            e
            for e in some
            if e.record.kind == "handover" and e.record.body.purpose in ("take", "rehearsal", "line_up")
        ),
        None,
    )
    assume(entry is not None)
    assert entry is not None
    before = some[: entry.position]
    assert _ask(before, entry).granted
    for kind in (
        "ammunition_sweep",
        "safety_meeting",
        "round_inspection",
        "credential",
        "firearm_intake",
        "role",
    ):
        answer = _ask([e for e in before if e.record.kind != kind], entry)
        assert not answer.granted, kind
        assert all(reason["cure"] and reason["who"] for reason in answer.reasons)


@given(SEEDS)
def test_an_unrelated_record_changes_nothing(seed: int) -> None:
    records = disorder(seed, days=1, corrections=False)
    dice = Dice(seed)
    near = dice.choice(records)
    at = datetime.fromisoformat(near["occurred_at"]) + timedelta(milliseconds=7)
    person = {"person": "visitor", "role": "crew", "from_at": "2026-01-01T00:00:00Z"}
    bodies: list[tuple[str, dict[str, Any]]] = [
        ("role", person),
        ("fitness", {"person": "visitor", "fit": False}),
        (
            "training",
            {
                "person": "visitor",
                "trainer": "armorer",
                "subject": "course",
                "planned_minutes": 5,
                "actual_minutes": 9,
                "competent": True,
            },
        ),
        ("notice", {"to": "insurer", "about": "the yearly policy", "channel": "letter"}),
        ("departure", {"items": ["never-here"], "to": "party:elsewhere"}),
    ]
    kind, body = dice.choice(bodies)
    more = {k: v for k, v in near.items() if k not in ("corrects", "sign_offs")}
    more |= {"id": "77777777-0000-8000-8000-777777777777", "kind": kind, "by": "upm", "body": body}
    more["occurred_at"] = at.isoformat(timespec="milliseconds")
    assert standing(told(entries([*records, more])).violations()) == standing(
        told(entries(records)).violations()
    )


@given(SEEDS)
def test_a_handover_that_was_cleared_raises_nothing_that_blocks(seed: int) -> None:
    chronicle = Chronicle(PRODUCTION, us_base())
    for entry in entries(disorder(seed, days=1)):
        record, asked = entry.record, None
        chronicle.advance(entry.recorded_at)
        if record.kind == "handover" and record.corrects is None:
            asked = clearance(chronicle, record.body, unit=record.unit, at=record.at, by=record.by)
        change = chronicle.receive([entry])
        if asked is not None:
            of_it = [v for v in change.raised.get(record.key, ()) if v.blocking]
            assert asked.granted is (not of_it), [v.hazard for v in of_it]


@given(SEEDS)
def test_a_clearance_that_was_asked_leaves_nothing_behind(seed: int) -> None:
    some = entries(disorder(seed, days=1))
    quiet, asked = loaded(some), loaded(some)
    for entry in some:
        if entry.record.kind == "handover":
            clearance(asked, entry.record.body, unit=entry.record.unit, at=entry.record.at)
    assert asked.violations() == quiet.violations()
    assert [h.to_json() for h in asked.state.all_holds()] == [h.to_json() for h in quiet.state.all_holds()]
