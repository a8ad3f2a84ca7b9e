"""Lint finds what well formed files disagree on: each disagreement planted alone is the only fault told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.domain.protocol.words import HAZARDS
from app.protocols.catalogue import Catalogue
from app.protocols.coverage import uncovered
from app.protocols.lint import RAISED_BY_NO_RULE, lint

EXAMPLE = Path(__file__).parent / "example"
PROTOCOL = "every-rule/1.1.0.yaml"
PACK = "packs/example.yaml"

PLANTED = {
    "version that is not there": (
        PACK,
        'every-rule: "1.1.0"',
        'every-rule: "7.0.0"',
        "protocols.every-rule",
        "7.0.0",
    ),
    "misspelt parameter": (PACK, "answer_within:", "ansver_within:", "parameters", "answer_within"),
    "number for a duration": (PACK, "value: PT1H,", "value: 60,", "parameters.reshow_within.value", "within"),
    "duration for a number": (
        PACK,
        "value: 5,",
        "value: PT5M,",
        "parameters.meeting_minutes.value",
        "at_least",
    ),
    "kind of knowledge": (
        PACK,
        "kind: concern, when: {category: [firearms]}",
        "kind: worry",
        "knowledge[0].kind",
        "worry",
    ),
    "field of knowledge": (
        PACK,
        "{category:",
        "{categorie:",
        "knowledge[0].when.categorie",
        "no field of concern",
    ),
    "family of hazards": (PACK, "[rounds, custody]", "[rounds, lock]", "knowledge[0].hazards[1]", "lock"),
    "fills no field": (
        PROTOCOL,
        "body.declared",
        "body.declarred",
        "items[0].fills",
        "did you mean declared?",
    ),
    "choice without choices": (
        PROTOCOL,
        "{type: choice, choices: [cold, hot, empty, replica]}",
        "{type: choice}",
        "items[0].answer.choices",
        "choice",
    ),
    "condition on no field": (
        PROTOCOL,
        "can_fire: [true]",
        "can_fly: [true]",
        "rules[1].when.can_fly",
        "can_fire?",
    ),
    "check of no field": (
        PROTOCOL,
        "field: dry_run",
        "field: dry_ran",
        "rules[2].all[2].any[1].field",
        "dry_run?",
    ),
    "message of nothing": (PROTOCOL, "{person} gave it", "{giver} gave it", "rules[0].message", "{giver}"),
    "rung nobody stands on": (
        PROTOCOL,
        "tell: [outside]",
        "tell: [producr]",
        "rules[6].ladder[1].tell[0]",
        "producer?",
    ),
    "answer nobody gives": (PROTOCOL, "[acknowledge]", "[nod]", "rules[6].actions[0]", "nod"),
    "source that is none": (PROTOCOL, "source: S07", "source: the web", "items[0].cite[0].source", "the web"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "protocols"))


def test_the_example_agrees_with_itself() -> None:
    assert lint(Catalogue(EXAMPLE)) == []


@pytest.mark.parametrize("name", PLANTED)
def test_each_disagreement_is_told_at_its_place(root: Path, name: str) -> None:
    file, before, after, path, said = PLANTED[name]
    text = (root / file).read_text(encoding="utf-8")
    assert before in text
    (root / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    faults = lint(Catalogue(root))
    told = [fault for fault in faults if fault.to_where()["path"] == path]
    assert len(told) == 1
    assert said in told[0].problem
    assert told[0].file == f"protocols/{file}"
    assert 1 < told[0].place.line <= len(text.splitlines())
    consequences = {"misspelt": 2, "not there": 5}
    assert len(faults) <= max([1, *(count for word, count in consequences.items() if word in name)])


@pytest.mark.parametrize(
    "source",
    ["S07", "S23b", "S116", "UK-04", "AU-12", "U5", "SB1-AMMO-03", "design", "001_2ac1f999b94ec163.txt"],
)
def test_sources_by_code_or_file_are_known(root: Path, source: str) -> None:
    file = root / PROTOCOL
    file.write_text(file.read_text(encoding="utf-8").replace("S07", source), encoding="utf-8")
    assert lint(Catalogue(root)) == []


def test_every_hazard_the_base_pack_does_not_raise_is_told(root: Path) -> None:
    base = (root / PACK).read_text(encoding="utf-8").replace("pack: example", "pack: us-base")
    (root / "packs" / "us-base.yaml").write_text(base, encoding="utf-8")
    catalogue = Catalogue(root)
    raised = {hazard for rule in catalogue.newest("every-rule").rules for hazard in rule.hazards()}
    told = {fault.problem.rpartition(" ")[2] for fault in lint(catalogue)}
    assert told == set(HAZARDS) - raised - RAISED_BY_NO_RULE
    assert told


def test_a_rule_that_no_case_shows_is_a_warning(root: Path) -> None:
    warned = [fault.problem for fault in uncovered(Catalogue(root))]
    assert "no case shows incident.repeat raised by again" in warned
    assert not any("giver" in problem or "inspected" in problem for problem in warned)
    case = root / "every-rule" / "cases" / "again.yaml"
    case.write_text("case: again\nexpect: [{hazard: incident.repeat}]\n", encoding="utf-8")
    later = [fault.problem for fault in uncovered(Catalogue(root))]
    assert set(warned) - set(later) == {"no case shows incident.repeat raised by again"}


def test_a_case_that_cannot_be_read_is_a_warning(root: Path) -> None:
    (root / "every-rule" / "cases" / "broken.yaml").write_text("a: 010\n", encoding="utf-8")
    assert any(fault.file.endswith("cases/broken.yaml") for fault in uncovered(Catalogue(root)))
