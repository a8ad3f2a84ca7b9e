"""Silence on paper: a ladder against scripted people, and the documented case with nobody answering."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Program

RUST = str(Path(__file__).parents[1] / "cases" / "rust-2021.yaml")
NIGHT = """
simulation: a-night
at: "2026-03-02T21:50:00-07:00"
timezone: America/Denver
hours: 12
people:
  safe: {roles: [safety_officer], answers_after: PT20M}
  upm: {roles: [upm], sleeps: {from: "22:00", until: "06:00"}, answers_after: PT5M, answer: resolve}
  prod: {roles: [producer], reachable: false}
  ana: {roles: [safety_officer], involved: true, answers_after: PT1M, answer: resolve}
"""


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "night.yaml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def told(program: Program, *words: str) -> list[tuple[str, int, str, str]]:
    lines = json.loads(program("simulate", "escalation", *words, "--json").out)["lines"]
    return [(one["at"][11:16], one["rung"], one["who"], one["what"]) for one in lines]


def test_one_who_is_told_before_sleeping_resolves_it(program: Program, tmp_path: Path) -> None:
    file = written(tmp_path, NIGHT)
    said = program("simulate", "escalation", file)
    assert said.code == 0
    assert said.out.splitlines()[0].split() == ["when", "rung", "who", "what"]
    assert said.out.splitlines()[-1].split() == ["2026-03-02", "21:55", "0", "upm", "resolves", "it"]
    assert "ana" not in said.out  # who was involved is not asked


def test_asleep_unreachable_and_an_acknowledgement_that_leads_nowhere(
    program: Program, tmp_path: Path
) -> None:
    asleep = NIGHT.replace("21:50:00", "22:50:00").replace("  ana", "  bee")
    lines = told(program, written(tmp_path, asleep))
    assert [(rung, who, what) for _, rung, who, what in lines] == [
        (0, "safe", "told"),
        (0, "upm", "told, asleep until 06:00"),
        (1, "safe", "told"),
        (1, "upm", "told, asleep until 06:00"),
        (1, "safe", "acknowledges it"),
        (2, "prod", "told, cannot be reached"),
        (3, "outside", "told: studio safety, insurer, bond company, union"),
        (3, "upm", "resolves it"),
    ]


def test_nobody_at_all(program: Program, tmp_path: Path) -> None:
    nobody = NIGHT[: NIGHT.index("  safe:")] + "  prod: {roles: [producer]}\n"
    said = program("simulate", "escalation", written(tmp_path, nobody))
    assert said.code == 1
    assert "nobody is on this rung: the next is told at once" in said.out
    assert said.out.splitlines()[-1].endswith("nobody has resolved it")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (NIGHT + "surprise: 1\n", "surprise"),
        (NIGHT.replace("America/Denver", "Mars/Olympus"), "timezone"),
        (NIGHT.replace("PT20M", "soon"), "answers_after"),
        (NIGHT.replace('"22:00"', '"25:00"'), "from"),
        (NIGHT.replace('at: "2026-03-02T21:50:00-07:00"', "at: tonight"), "at"),
        ("people: {}\n", "people"),
    ],
)
def test_what_is_no_simulation_is_told_by_its_place(
    program: Program, tmp_path: Path, words: str, problem: str
) -> None:
    said = program("simulate", "escalation", written(tmp_path, words))
    assert said.code == 2
    assert problem in said.err


def test_a_rule_without_a_ladder(program: Program, tmp_path: Path) -> None:
    said = program("simulate", "escalation", written(tmp_path, NIGHT), "--rule", "misfire-escalation/none")
    assert (said.code, "has no rule" in said.err) == (2, True)


def rows(program: Program) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(program("simulate", "story", RUST, "--json").out)["rows"]
    return found


def test_two_discharges_and_three_concerns_with_nobody_answering(program: Program) -> None:
    """Who was told when, what was held, what the handover of 21 October would have been answered at each point."""
    found = rows(program)
    asked = [(one["at"][:16], one["what"], one["told"]) for one in found if one["told"]][:8]
    assert asked == [
        ("2021-10-16T16:00", "incident: asked", ["first-ad", "upm"]),
        ("2021-10-16T16:15", "incident unanswered", ["first-ad", "upm"]),
        ("2021-10-16T17:00", "incident unanswered", ["lead-actor"]),
        ("2021-10-16T20:00", "incident unanswered", ["outside"]),
        ("2021-10-16T20:30", "incident: asked", ["first-ad", "upm"]),
        ("2021-10-16T20:45", "incident unanswered", ["first-ad", "upm"]),
        ("2021-10-16T21:30", "incident unanswered", ["lead-actor"]),
        ("2021-10-17T00:30", "incident unanswered", ["outside"]),
    ]
    # From the second discharge on, five days before, the production stands still and the handover is refused for it.
    since = [one for one in found if one["at"] >= "2021-10-16T20:30"]
    assert all("production" in one["held"] for one in since)
    assert all("hold.breached" in one["handover"]["reasons"] for one in since)
    assert not any(one["handover"]["granted"] for one in found)
    assert found[-1]["what"] == "handover handover-21 is asked for"
    assert {"concern-1", "concern-2", "concern-3"} <= {one["what"] for one in found}
    assert sum("outside" in one["told"] for one in found) > 10


def test_the_story_as_a_table(program: Program) -> None:
    said = program("simulate", "story", RUST)
    assert said.code == 0
    assert said.out.splitlines()[1].split("  ")[0] == "when"
    assert "2021-10-16 14:30  discharge-2: unintended discharge" in said.out
    assert "refused: hold.breached, incident.work_resumed and 10 more" in said.out


def test_a_handover_the_case_does_not_have(program: Program) -> None:
    said = program("simulate", "story", RUST, "--handover", "nowhere")
    assert (said.code, "no handover 'nowhere'" in said.err) == (1, True)
