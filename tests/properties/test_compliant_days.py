"""Any number of days on which everybody does everything right raise nothing, and every clearance of them is granted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.judgement import Chronicle, clearance
from app.domain.replay.generator import generate
from tests.properties.judging import PRODUCTION, entries, loaded, told, us_base

SEEDS = st.integers(0, 2**32)


@given(SEEDS, st.integers(1, 5), st.integers(1, 2), st.integers(40, 90))
def test_nothing_is_raised(seed: int, days: int, units: int, records: int) -> None:
    found = loaded(entries(generate(seed, days=days, units=units, records_per_day=records)))
    assert [(v.hazard, v.message, v.occurred_at) for v in found.violations()] == []


@given(SEEDS)
def test_nothing_is_raised_while_it_is_told_record_by_record(seed: int) -> None:
    found = told(entries(generate(seed, days=1, units=2)))
    assert [(v.hazard, v.message) for v in found.violations()] == []


@given(SEEDS)
def test_every_clearance_is_granted_the_moment_before(seed: int) -> None:
    chronicle = Chronicle(PRODUCTION, us_base())
    for entry in entries(generate(seed, days=1)):
        record = entry.record
        if record.kind == "handover":
            asked = clearance(chronicle, record.body, unit=record.unit, at=record.at, by=record.by)
            assert asked.granted, asked.reasons
        chronicle.receive([entry])


@pytest.mark.parametrize(("days", "records"), [(60, 40), (1, 300), (1, 1500)])
def test_the_sizes_that_benchmarks_ask_for(days: int, records: int) -> None:
    made = generate(7, days=days, records_per_day=records)
    assert days * records <= len(made) <= days * records * 1.3 + 150
    assert loaded(entries(made)).violations() == ()


def test_a_seed_gives_the_same_records_and_no_two_at_one_instant() -> None:
    made = generate(11, days=3, units=2)
    assert made == generate(11, days=3, units=2)
    assert made != generate(12, days=3, units=2)
    instants = [entry.record.at for entry in entries(made)]
    assert len(set(instants)) == len(instants)
    assert instants == sorted(instants)


def test_days_hold_what_a_set_knows() -> None:
    made = [r for seed in range(30) for r in generate(seed, days=3, units=2)]
    kinds = {r["kind"] for r in made}
    assert {
        "issue_list",
        "incident",
        "change",
        "departure",
        "concern",
        "request",
        "statement",
        "preflight",
    } <= kinds
    bodies = [r["body"] for r in made]
    assert any(b.get("purpose") == "training" for b in bodies), "a lesson"
    assert any(b.get("covered_by") for b in bodies), "a relieved handler"
    assert any(b.get("continues") for b in bodies), "a re-showing"
    assert any(b.get("shared_with") for b in bodies), "two in the action"
    opened = [e.record.at for e in entries(generate(5, days=9)) if e.record.kind == "day_wrapped"]
    assert opened[-1] - opened[0] > timedelta(days=7)
