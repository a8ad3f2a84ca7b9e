from __future__ import annotations

from typing import Any

import pytest
from plain_cases import concern, handover, plain_case, record

from app.domain.replay.case import read_case
from app.domain.replay.outcome import Outcome, outcome
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue

CATALOGUE = Catalogue()
KEYS = {"case", "met", "expected", "denied", "granted", "unexpected", "violations"}


def replayed(*records: dict[str, Any], **more: Any) -> Outcome:
    case = read_case(plain_case(*records, **more))
    return outcome(case, judge_case(case, CATALOGUE))


def missed(*records: dict[str, Any], **line: Any) -> bool:
    """Whether the one line is not met."""
    found = replayed(*records, expect=[line])
    return not found.met and found.expected[0].violation is None


def test_json_has_the_keys_of_the_contract() -> None:
    line = {"lapse": "L1", "hazard": "live.sweep_missing"}

    plain = replayed(handover("h1"), expect=[line], deny=["h1"], harm_at="2026-03-02T09:30-07:00").to_json()

    assert plain.keys() == KEYS
    assert plain["expected"] == [
        {
            "lapse": "L1",
            "hazard": "live.sweep_missing",
            "met": True,
            "flagged_at": "2026-03-02T16:00:00.000000Z",
            "lead_minutes": 30,
        }
    ]
    assert plain["denied"][0]["record"] == "h1"
    assert plain["denied"][0]["granted"] is False
    assert plain["violations"][0]["records"][0] == "h1"


@pytest.mark.parametrize(
    ("harm_at", "lead"),
    [
        ("2026-03-02T09:00:59-07:00", 0),
        ("2026-03-02T09:01:00-07:00", 1),
        ("2026-03-02T09:29:59-07:00", 29),
        ("2026-03-02T08:59:30-07:00", -1),
        ("2026-03-02T08:59:00-07:00", -1),
        ("2026-03-02T08:58:59-07:00", -2),
    ],
)
def test_lead_is_in_whole_minutes_rounded_down(harm_at: str, lead: int) -> None:
    found = replayed(handover("h1"), expect=[{"hazard": "live.sweep_missing"}], harm_at=harm_at)

    assert found.expected[0].lead_minutes == lead


def test_without_harm_there_is_no_lead() -> None:
    assert (
        replayed(handover("h1"), expect=[{"hazard": "live.sweep_missing"}]).expected[0].lead_minutes is None
    )


def test_any_hazard_of_a_list_meets_the_line() -> None:
    line = {"hazard": ["live.found", "live.sweep_missing"]}

    found = replayed(handover("h1"), expect=[line])

    assert found.met
    assert found.to_json()["expected"][0]["hazard"] == "live.sweep_missing"


def test_a_line_nothing_meets_says_what_was_asked() -> None:
    line = replayed(concern("c1"), expect=[{"hazard": ["live.found", "hold.breached"]}]).to_json()[
        "expected"
    ][0]

    assert (line["met"], line["hazard"], line["flagged_at"]) == (False, "live.found or hold.breached", None)


@pytest.mark.parametrize(
    "wrong", [{"record": "c1"}, {"firearm": "other"}, {"person": "upm"}, {"by": "2026-03-02T08:59-07:00"}]
)
def test_record_firearm_person_and_by_narrow_a_line(wrong: dict[str, str]) -> None:
    right = {"record": "h1", "firearm": "colt", "by": "2026-03-02T09:00-07:00"}
    records = (concern("c1", "2026-03-02T08:50-07:00"), handover("h1"))

    assert replayed(*records, expect=[{"hazard": "live.sweep_missing", **right}]).met
    assert missed(*records, hazard="live.sweep_missing", **{**right, **wrong})


def test_the_person_of_a_line_is_whom_it_concerns() -> None:
    assert replayed(handover("h1"), expect=[{"hazard": "training.missing", "person": "sheriff"}]).met
    assert missed(handover("h1"), hazard="training.missing", person="armorer")


def test_what_lists_items_is_about_each_firearm_of_them() -> None:
    left = record("storage", {"items": ["colt", "box"], "state": "unattended", "place": "cart"})

    assert replayed(left, expect=[{"hazard": "custody.unattended", "firearm": "colt"}]).met
    assert missed(left, hazard="custody.unattended", firearm="other")


def test_a_lesson_of_several_concerns_each_of_them() -> None:
    lesson = {
        "people": ["sheriff", "operator"],
        "trainer": "armorer",
        "subject": "handling",
        "planned_minutes": 60,
        "actual_minutes": 30,
        "competent": True,
    }

    assert replayed(
        record("training", lesson), expect=[{"hazard": "training.short", "person": "sheriff"}]
    ).met
    assert missed(record("training", lesson), hazard="training.short", person="upm")


@pytest.mark.parametrize(
    ("earlier", "known"), [([concern("c1", "2026-03-02T08:50-07:00")], True), ([], False)]
)
def test_known_asks_for_earlier_knowledge(earlier: list[dict[str, Any]], known: bool) -> None:
    line = {"hazard": "rounds.not_inspected", "record": "h1"}

    assert replayed(*earlier, handover("h1"), expect=[{**line, "known": known}]).met
    assert missed(*earlier, handover("h1"), **line, known=not known)


def test_absent_fails_a_case_that_has_it() -> None:
    found = replayed(handover("h1"), absent=["live.sweep_missing"])

    assert not found.met
    assert [v.hazard for v in found.present] == ["live.sweep_missing"]


def test_only_a_strict_case_fails_by_what_no_line_names() -> None:
    lenient, strict = (
        replayed(concern("c1"), until="2026-03-02T14:00-07:00"),
        replayed(concern("c1"), until="2026-03-02T14:00-07:00", strict=True),
    )

    assert (
        [v.hazard for v in lenient.unexpected]
        == [v.hazard for v in strict.unexpected]
        == ["concern.unanswered"]
    )
    assert (lenient.met, strict.met) == (True, False)


def test_what_a_line_names_is_not_unexpected_however_late_it_was_flagged() -> None:
    line = {"hazard": "concern.unanswered", "by": "2026-03-02T12:00-07:00"}

    found = replayed(concern("c1"), until="2026-03-02T14:00-07:00", expect=[line], strict=True)

    assert found.unexpected == ()
    assert not found.met


def test_a_grant_that_is_refused_fails_the_case_and_a_denial_that_is_granted_too() -> None:
    assert replayed(handover("h1"), deny=["h1"]).met
    assert not replayed(handover("h1"), grant=["h1"]).met


def test_what_late_evidence_rebuts_meets_a_line_and_is_no_false_alarm() -> None:
    late = record(
        "response",
        {"to": "c1", "action": "acknowledge", "detail": "told in person"},
        "2026-03-02T10:00-07:00",
        by="safety",
        recorded="2026-03-02T13:30-07:00",
    )

    found = replayed(
        concern("c1"), late, expect=[{"hazard": "concern.unanswered"}], absent=["concern.unanswered"]
    )

    assert found.met
    assert [v.status for v in found.found.violations if v.hazard == "concern.unanswered"] == ["rebutted"]
