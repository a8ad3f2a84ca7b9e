"""`showclear replay` as people and scripts run it: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from case_files import HERE, SHARED
from typer.testing import CliRunner

from app.cli.replay import replay

CLI = typer.Typer()
CLI.command()(replay)
NEGATIVE = """
case: unanswered
title: Nobody answers
timezone: America/Denver
people: {operator: {roles: [crew]}}
records:
  - {id: c1, at: "2026-03-02T09:00-07:00", by: operator, kind: concern,
     body: {category: firearms, channel: app, detail: shield}}
harm_at: "2026-03-02T15:00-07:00"
expect:
  - {lapse: nobody answered, hazard: concern.unanswered, by: "2026-03-02T13:00-07:00"}
  - {lapse: live rounds, hazard: live.found, record: c1}
"""


def run(*words: str | Path):
    return CliRunner().invoke(CLI, [str(word) for word in words])


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "case.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_the_shared_cases_hold_and_say_when_and_how_long_before() -> None:
    ended = run(*SHARED)

    assert ended.exit_code == 0
    assert "27 of 27 found" in ended.stdout
    assert "2021-10-16 14:00" in ended.stdout
    assert "4 d 23 h 48 min" in ended.stdout
    assert "3 of 3 cases hold." in ended.stdout


def test_json_is_one_object_with_every_case() -> None:
    ended = run("--json", *SHARED)

    cases = {one["case"]: one for one in json.loads(ended.stdout)["cases"]}

    assert list(cases) == ["clean-day", "crow-1993", "rust-2021"]
    assert all(one["met"] for one in cases.values())
    assert cases["clean-day"]["unexpected"] == cases["clean-day"]["violations"] == []
    assert [one["granted"] for one in cases["clean-day"]["granted"]] == [True, True, True]
    assert [one["granted"] for one in cases["rust-2021"]["denied"]] == [False, False, False]
    assert all(one["reasons"] for one in cases["rust-2021"]["denied"])


def test_a_line_that_is_not_met_ends_with_1_and_says_which(written) -> None:
    ended = run(written(NEGATIVE))

    assert ended.exit_code == 1
    assert "Not met  live rounds      live.found          record c1" in ended.stdout
    assert "nobody answered  concern.unanswered  2026-03-02 13:00  2 h" in ended.stdout
    assert "0 of 1 cases hold." in ended.stdout


def test_a_line_that_is_not_met_ends_with_1_in_json(written) -> None:
    ended = run(written(NEGATIVE), "--json")

    lines = json.loads(ended.stdout)["cases"][0]["expected"]
    assert ended.exit_code == 1
    assert [line["met"] for line in lines] == [True, False]
    assert [line["lead_minutes"] for line in lines] == [120, None]


def test_a_false_alarm_of_a_strict_case_is_shown(written) -> None:
    ended = run(written(NEGATIVE.partition("expect:")[0] + "strict: true\n"))

    assert ended.exit_code == 1
    assert (
        "Not met  concern.unanswered  2026-03-02 13:00  A concern was not acknowledged in time."
        in ended.stdout
    )


def test_each_fault_of_each_file_is_one_line_and_nothing_is_printed_as_found(written) -> None:
    bad = written(NEGATIVE.replace("crew", "crow").replace("kind: concern", "kind: conzern"))

    ended = run("--json", bad, "nowhere.yaml", HERE)

    lines = ended.stderr.splitlines()
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert f"{bad}:5:29: people.operator.roles[0]: " in lines[0]
    assert f"{bad}:7:" in lines[1]
    assert "records[0].kind" in lines[1]
    assert lines[2].endswith("nowhere.yaml: no such file or directory")
    assert lines[3].endswith("is a directory")
    assert all(line.startswith("showclear replay: ") for line in lines)


def test_yaml_that_two_readers_could_take_differently_is_refused(written) -> None:
    ended = run(written("case: twice\ncase: again\nrecords: []\n"))

    assert ended.exit_code == 2
    assert "case.yaml:2:" in ended.stderr


def test_a_pack_nobody_published_is_wrong_use(written) -> None:
    ended = run(written("case: moon\npacks: [moon-base]\nrecords: []\n"))

    assert ended.exit_code == 2
    assert "pack.unknown" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_no_case_is_wrong_use() -> None:
    assert run().exit_code == 2


def test_protocols_may_be_read_elsewhere(tmp_path: Path) -> None:
    assert run("--root", tmp_path / "gone", *SHARED).exit_code == 2
    assert run("--root", HERE.parents[1] / "protocols", SHARED[0]).exit_code == 0


def test_a_reference_to_no_record_of_the_case_is_noted_and_judged(written) -> None:
    answer = '  - {at: "2026-03-02T09:30-07:00", by: operator, kind: response, body: {to: c9, action: resolve, detail: x}}\n'

    ended = run(written(NEGATIVE.replace("harm_at:", f"{answer}harm_at:")), "--json")

    assert ended.exit_code == 1
    assert '"c9" names no record of this case' in ended.stderr
    assert json.loads(ended.stdout)["cases"][0]["expected"][0]["met"] is True
