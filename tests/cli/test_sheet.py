"""A spreadsheet is looked through at the machine, and taken in when somebody says so."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Program


def test_a_sheet_is_shown_and_then_recorded(desert: Program, tmp_path: Path) -> None:
    file = tmp_path / "crew.csv"
    file.write_text("person,name,role\nada,Ada Quill,armorer\nbo,,wizard\n")
    shown = desert("sheet", "desert", "people", "--file", file, "--by", "office")
    assert shown.code == 1
    assert "line 2: ready" in shown.out and "line 3: wrong; role" in shown.out
    assert "ada" not in desert("people", "list", "desert").out
    assert desert("sheet", "desert", "people", "--file", file, "--by", "office", "--record").code == 1
    assert "Ada Quill" in desert("people", "list", "desert").out
    file.write_text("person,name,role\nada,Ada Quill,armorer\n")
    again = desert("sheet", "desert", "people", "--file", file, "--by", "office", "--json")
    assert (again.code, json.loads(again.out)["already"]) == (0, 1)


def test_wrong_use_is_told(desert: Program, tmp_path: Path) -> None:
    for given in ([], ["--file", tmp_path / "none"], ["--from-day", "yesterday"]):
        assert desert("sheet", "desert", "people", "--by", "office", *given).code == 2
    assert desert("sheet", "desert", "firearms", "--by", "office", "--from-day", "2026-03-01").code == 2
    assert desert("sheet", "desert", "crowd", "--by", "nobody", "--from-day", "2026-03-01").code == 1
