"""Each record of the documented days left out in turn: nothing crashes, and what changes follows from what is missing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from case_files import HERE, catalogue

from app.domain.replay.case import read_case
from app.domain.replay.outcome import Outcome, outcome
from app.domain.replay.run import judge_case
from app.protocols.strict_yaml import load

CLEAN_DAY_WITHOUT = {
    "credential-1": {"handler.unqualified"},
    "credential-2": {"handler.unqualified"},
    "credential-3": {"handler.unqualified"},
    "credential-4": {"handler.unqualified"},
    "training-1": {"training.missing"},
    "training-2": {"training.missing"},
    "risk_assessment-1": {"firearm.real_unjustified"},
    "day_opened-1": {"day.incomplete"},
    "ammunition_sweep-1": {"live.sweep_missing"},
    "aim_plan-1": {"aim.no_consultation"},
    "meeting": {"meeting.missing", "meeting.attendee_missing"},
    # of the rubber firearm: nobody declares by an inspection what cannot fire
    "round_inspection-1": {"rounds.not_inspected"},
    "round_inspection-2": {"rounds.not_inspected", "handover.false_status"},
    # the dummies in it are loaded already when it is inspected
    "round_inspection-3": {"rounds.loaded_after_inspection", "handover.false_status"},
    # hot means blanks in it, and no record says that any went in
    "loading-2": {"handover.false_status"},
    # it comes back from somebody who never had it
    "rubber-out": {"custody.conflict"},
    "cold-out": {"custody.conflict"},
    "hot-out": {"custody.conflict"},
    # of the rubber firearm it is enough that it is locked at lunch
    "handover-4": {"handover.return_overdue"},
    "handover-6": {"handover.return_overdue"},
    # the dummies are still in it, and the inspection lists the blanks alone
    "unloading-1": {"rounds.incomplete", "handover.false_status"},
    "safety_meeting-2": {"meeting.change_unbriefed"},
    "round_count-1": {"ammunition.count_mismatch"},
    "round_count-2": {"ammunition.count_mismatch"},
    # the last card of the day locks what came out after lunch
    "storage-4": {"custody.not_locked_at_wrap"},
}
"""What a day done right raises when one record is missing; the others may be missing and nothing is."""


def plain(name: str) -> dict[str, Any]:
    """The case, with a name for every record that has none: its kind and how many of it there were."""
    data = load((HERE / f"{name}.yaml").read_bytes(), source=name).data
    assert isinstance(data, dict)
    told: dict[str, int] = {}
    for record in data["records"]:
        kind = record["kind"]
        told[kind] = told.get(kind, 0) + 1
        record.setdefault("id", f"{kind}-{told[kind]}")
    return data


def without(data: dict[str, Any], name: str) -> Outcome:
    rest = deepcopy(data)
    rest["records"] = [r for r in rest["records"] if r["id"] != name]
    rest["expect"] = [e for e in rest["expect"] if e.get("record") != name]
    for asked in ("deny", "grant"):
        rest[asked] = [one for one in rest.get(asked, []) if one != name]
    case = read_case(rest)
    return outcome(case, judge_case(case, catalogue()))


CLEAN = plain("clean-day")
DOCUMENTED = [(name, r["id"]) for name in ("rust-2021", "crow-1993") for r in plain(name)["records"]]


@pytest.mark.parametrize("name", [r["id"] for r in CLEAN["records"]])
def test_a_clean_day_misses_what_is_left_out_and_nothing_else(name: str) -> None:
    found = without(CLEAN, name)

    assert {v.hazard for v in found.found.violations} == CLEAN_DAY_WITHOUT.get(name, set())


@pytest.mark.parametrize(("case", "name"), DOCUMENTED)
def test_a_documented_day_is_judged_without_any_one_record(case: str, name: str) -> None:
    found = without(plain(case), name)

    assert "judgement.fault" not in {v.hazard for v in found.found.violations}
    assert not any(answer.granted for answer in found.found.asked.values())


def test_the_table_names_records_of_the_day() -> None:
    assert CLEAN_DAY_WITHOUT.keys() <= {r["id"] for r in CLEAN["records"]}
