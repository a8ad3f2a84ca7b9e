from __future__ import annotations

from typing import Any

import pytest
from plain_cases import concern, handover, plain_case, record

from app.domain.errors import ShowclearError
from app.domain.replay.case import read_case
from app.domain.replay.outcome import Outcome, outcome
from app.domain.replay.run import judge_case
from app.protocols.catalogue import Catalogue

CATALOGUE = Catalogue()


def replayed(data: dict[str, Any]) -> Outcome:
    case = read_case(data)
    return outcome(case, judge_case(case, CATALOGUE))


def hazards(found: Outcome) -> list[str]:
    return [v.hazard for v in found.found.violations]


def answer(to: str, action: str, at: str) -> dict[str, Any]:
    return record("response", {"to": to, "action": action, "detail": "seen to"}, at, by="safety")


@pytest.mark.parametrize(
    "end",
    [
        {"harm_at": "2026-03-02T13:01-07:00"},
        {"until": "2026-03-02T13:01-07:00"},
        {"expect": [{"hazard": "concern.unanswered", "by": "2026-03-02T13:01-07:00"}]},
    ],
)
def test_deadlines_fire_up_to_the_latest_moment_the_case_names(end: dict[str, Any]) -> None:
    assert hazards(replayed(plain_case(concern("c1"), **end))) == ["concern.unanswered"]


def test_deadlines_fire_up_to_the_last_record() -> None:
    found = replayed(
        plain_case(concern("c1"), record("fitness", {"person": "upm", "fit": True}, "2026-03-02T13:01-07:00"))
    )

    assert hazards(found) == ["concern.unanswered"]


def test_nothing_fires_after_the_end_of_the_case() -> None:
    assert hazards(replayed(plain_case(concern("c1"), until="2026-03-02T12:59-07:00"))) == []


def test_a_deadline_is_flagged_at_its_own_end() -> None:
    found = replayed(plain_case(concern("c1"), until="2026-03-02T20:00-07:00"))

    assert [v.flagged_at for v in found.found.violations] == ["2026-03-02T20:00:00.000000Z"]


def test_an_answer_at_exactly_the_end_keeps_it_though_another_record_came_at_that_moment() -> None:
    end = "2026-03-02T13:00-07:00"
    other = record("fitness", {"person": "upm", "fit": True}, end)

    found = replayed(
        plain_case(concern("c1"), other, answer("c1", "acknowledge", end), absent=["concern.unanswered"])
    )

    assert found.met


def test_records_of_one_moment_are_flagged_at_that_moment() -> None:
    live = {"type": "live", "calibre": ".45", "count": 1, "supplier": "x", "sealed": True, "labelled": True}
    boxes = [
        record("ammunition_intake", {"container": f"box-{n}", "supplier_licensed": True, **live})
        for n in range(3)
    ]

    found = replayed(plain_case(*boxes))

    assert {v.flagged_at for v in found.found.violations if v.hazard == "live.found"} == {
        "2026-03-02T16:00:00.000000Z"
    }


def test_a_clearance_is_asked_with_what_was_recorded_before() -> None:
    found = replayed(plain_case(handover("h1"), deny=["h1"]))

    assert found.met
    assert "live.sweep_missing" in found.to_json()["denied"][0]["reasons"]


def test_a_pack_nobody_published_is_refused() -> None:
    with pytest.raises(ShowclearError, match=r"pack\.unknown"):
        replayed(plain_case(concern("c1"), packs=["moon-base"]))


def test_progress_tells_every_record() -> None:
    told: list[tuple[int, int]] = []

    judge_case(read_case(plain_case(concern("c1"))), CATALOGUE, lambda done, of: told.append((done, of)))

    assert told == [(n, 8) for n in range(1, 9)]


def test_a_case_without_records_finds_nothing() -> None:
    assert replayed({"case": "nothing", "records": []}).met
