"""A file's faults are all told at once, each where it stands and with what would be right."""

from __future__ import annotations

from pathlib import Path

import planted
import pytest
import yaml

from app.domain.errors import ShowclearError
from app.domain.protocol.rules import RULE_KINDS
from app.protocols.reading import read_pack, read_protocol

EXAMPLE = Path(__file__).parent / "example"
FILE = (EXAMPLE / "every-rule" / "1.0.0.yaml").read_text(encoding="utf-8")
PACK = (EXAMPLE / "packs" / "example.yaml").read_text(encoding="utf-8")


def faults_of(text: str) -> list[dict[str, str]]:
    with pytest.raises(ShowclearError) as refused:
        read_protocol(text, source="protocols/x/1.0.0.yaml")
    assert refused.value.code == "protocol.invalid"
    return refused.value.where


def test_a_file_with_planted_faults_reports_every_one_with_its_line() -> None:
    found = [(int(one["line"]), one["path"], one["problem"]) for one in faults_of(planted.TEXT)]
    assert sorted(found) == sorted(planted.FAULTS)


def test_every_fault_says_what_would_be_right() -> None:
    right = {one["path"]: one["expected"] for one in faults_of(planted.TEXT)}
    assert right["version"] == 'a version in quotes, such as "1.0.0"'
    assert "PT15M" in right["rules[0].within"]
    assert right["items[0].answer.expected"] == 'true, or "yes" in quotes'
    assert right["rules[1]"].startswith("one of: authority, prerequisite")
    assert "answer" in right["items[0].colour"]


def test_the_example_reads_with_all_nine_kinds() -> None:
    protocol = read_protocol(FILE, source="x")
    assert {type(rule) for rule in protocol.rules} == set(RULE_KINDS)
    assert protocol.ref == "every-rule@1.0.0"


ALTERED = {
    "missing field": ("due: each_handover\n", "", "due", "due is missing"),
    "missing cure": (
        "    cure: {say: A handler sees to it., who: [upm]}\n",
        "",
        "rules[4].cure",
        "a rule that raises a hazard, without cure",
    ),
    "unknown while": ("while: out", "while: oot", "rules[4].while", '"oot" is not what belongs here'),
    "two checks at once": (
        "{field: walk_through, is: true}",
        "{field: walk_through, is: true, given: true}",
        "rules[2].all[2].any[0]",
        "this does not go together",
    ),
    "number for text": (
        'section: "2"',
        "section: 2",
        "items[0].cite[0].section",
        "2 is not what belongs here",
    ),
    "fills no body": (
        "fills: body.declared",
        "fills: declared",
        "items[2].fills",
        '"declared" is no path of a body',
    ),
    "fills and raises": (
        "    fills: body.declared\n",
        "    fills: body.declared\n    hazard: custody.gap\n",
        "items[2].hazard",
        "an item that fills a field raises nothing itself",
    ),
    "hazard of an item": (
        "hazard: rounds.not_inspected",
        "hazard: rounds.none",
        "items[0].hazard",
        '"rounds.none" is no',
    ),
    "undone hazard": (
        "hazard: custody.gap}",
        "hazard: custody.gaps}",
        "rules[1].undone[1].hazard",
        '"custody.gaps" is no',
    ),
    "parameter spelt wrong": ('"@reshows"', '"@Re"', "rules[1].reshows", '"@Re" is not what belongs here'),
    "boolean for duration": (
        "within: P7D",
        "within: true",
        "rules[7].within",
        "true is not what belongs here",
    ),
    "empty list": ("on: [round_count]", "on: []", "rules[5].on", "a list says too little"),
    "mapping for list": (
        "parts: [fired, returned, misfired, destroyed]",
        "parts: {a: b}",
        "rules[5].parts",
        "an object",
    ),
    "rule that is text": (
        "rules:\n",
        "rules:\n  - a rule\n",
        "rules[0]",
        '"a rule" is not what belongs here',
    ),
}


@pytest.mark.parametrize("name", ALTERED)
def test_one_alteration_gives_one_fault_at_its_place(name: str) -> None:
    before, after, path, problem = ALTERED[name]
    assert before in FILE
    found = faults_of(FILE.replace(before, after, 1))
    assert [one["path"] for one in found] == [path]
    assert found[0]["problem"].startswith(problem)
    assert found[0]["expected"]


def test_a_text_without_english_is_told_once() -> None:
    found = faults_of(FILE.replace("purpose: {en:", "purpose: {de:"))
    assert [(one["path"], "English" in one["expected"]) for one in found] == [("purpose", True)]


def test_every_single_line_left_out_is_read_or_refused_with_places() -> None:
    lines = FILE.splitlines(keepends=True)
    for index in range(len(lines)):
        text = "".join(lines[:index] + lines[index + 1 :])
        try:
            read_protocol(text, source="x")
        except ShowclearError as refused:
            assert refused.where, index
            assert all(1 <= int(one["line"]) <= len(lines) + 1 for one in refused.where)


def test_a_pack_is_told_its_faults_too() -> None:
    text = PACK.replace("roles: [upm, producer]", "roles: [upmm]").replace(
        "value: PT15M", "value: 15 minutes"
    )
    with pytest.raises(ShowclearError) as refused:
        read_pack(text, source="packs/example.yaml")
    assert [one["path"] for one in refused.value.where] == [
        "parameters.answer_within.value",
        "management.roles[0]",
    ]
    assert (
        refused.value.where[0]["expected"]
        == "a whole number or a number or a duration such as PT15M, PT4H or P7D"
    )


@pytest.mark.parametrize("text", ["[]", "text", "1", "rules: 3\nitems: x\n", "rules: [{kind: [a]}]", "{}"])
def test_another_shape_altogether_is_refused_in_words(text: str) -> None:
    assert faults_of(text)


def test_the_data_read_is_what_pyyaml_reads() -> None:
    assert yaml.safe_load(PACK)["protocols"] == read_pack(PACK, source="x").protocols
