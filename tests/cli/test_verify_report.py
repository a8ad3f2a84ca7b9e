"""A report is what an export gives, judged again: whole, it is equal; changed anywhere, the place is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.bootstrap import build_readers
from app.domain.reports.making import REPORTS
from app.domain.reports.world import Asked
from app.services.caller import READ, Caller
from app.settings import Settings
from tests.cli.conftest import Program, Said


@pytest.fixture
def export(demo: Program, tmp_path: Path) -> Path:
    out = tmp_path / "demo.jsonl"
    assert demo("export", "demo", "--out", out).code == 0
    return out


def made(demo: Program, name: str, asked: Asked) -> dict[str, Any]:
    services = build_readers(Settings(data_dir=demo.data))
    try:
        return services.reports.report(Caller("office", "demo", frozenset({READ})), "demo", name, asked)
    finally:
        services.close()


def checked(demo: Program, export: Path, report: dict[str, Any], *options: object) -> Said:
    file = export.with_name("report.json")
    file.write_bytes(orjson.dumps(report))
    return demo("verify", export, "--report", file, *options)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_what_the_export_gives(name: str, demo: Program, export: Path) -> None:
    report = made(demo, name, Asked())
    said = checked(demo, export, report)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1].startswith(f"Equal: the {name} report")


def test_the_same_inputs_give_the_same_bytes(demo: Program) -> None:
    one, other = made(demo, "violations", Asked()), made(demo, "violations", Asked())
    other["made_at"] = one["made_at"]
    assert one["proof"]["checkpoint"] == other["proof"]["checkpoint"]
    assert one["violations"] == other["violations"]


def test_a_changed_report_is_refused_with_the_place(demo: Program, export: Path) -> None:
    report = made(demo, "violations", Asked())
    victim = report["violations"][0]
    victim["status"], victim["gravity"] = "rebutted", "other"
    gone = report["violations"].pop()
    said = checked(demo, export, report, "--json")
    assert said.code == 1
    places = [one["place"] for one in json.loads(said.out)["report"]["differences"]]
    assert f"violations[{victim['id']}].gravity" in places
    assert f"violations[{gone['id']}]" in places


def test_a_changed_ledger_is_refused_with_the_position(demo: Program, export: Path) -> None:
    report = made(demo, "violations", Asked())
    lines = export.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"kind":"handover"' in line)
    lines[at] = lines[at].replace(b'"declared":"', b'"declared":"x')
    export.write_bytes(b"".join(lines))
    said = checked(demo, export, report)
    assert said.code == 1
    assert f"position {at - 1}: " in said.out


def test_another_protocol_than_the_one_pinned_is_named(demo: Program, export: Path) -> None:
    report = made(demo, "violations", Asked())
    ref = next(iter(report["proof"]["pinned"]["protocols"]))
    report["proof"]["pinned"]["protocols"][ref] = "0" * 64
    said = checked(demo, export, report)
    assert said.code == 1
    assert f"proof.pinned.protocols[{ref}]: says" in said.out


def test_a_report_of_an_older_moment_stays_good(demo: Program, tmp_path: Path) -> None:
    report = made(demo, "violations", Asked())
    demo("people", "add", "demo", "late", "--role", "crew", "--by", "office")
    newer = tmp_path / "newer.jsonl"
    demo("export", "demo", "--out", newer)
    assert checked(demo, newer, report).code == 0


@pytest.mark.parametrize("said", [b"[]", b"{", b'{"proof": {"checkpoint": 7}}', b'{"report": "violations"}'])
def test_what_is_no_report_is_wrong_use(said: bytes, demo: Program, export: Path) -> None:
    file = export.with_name("report.json")
    file.write_bytes(said)
    assert demo("verify", export, "--report", file).code == 2
