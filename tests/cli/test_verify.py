"""`showclear verify` says where the key came from, finds what is broken, and proves that nothing was rolled back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program, Said


@pytest.fixture
def export(demo: Program, tmp_path: Path) -> Path:
    out = tmp_path / "demo.jsonl"
    assert demo("export", "demo", "--out", out).code == 0
    return out


def verified(program: Program, file: Path, *options: object) -> Said:
    return program("verify", file, *options)


def test_without_a_key_the_first_line_says_what_that_is_worth(demo: Program, export: Path) -> None:
    said = verified(demo, export)
    assert said.code == 0
    assert said.out.splitlines()[0].startswith("The key came from the file")


def test_with_the_right_key_and_with_another(demo: Program, export: Path, tmp_path: Path) -> None:
    told = json.loads(demo("export", "demo", "--out", export, "--json").out)
    assert verified(demo, export, "--key", told["vkey"]).code == 0
    other = Program(tmp_path / "other")
    other("demo", "--json")
    other_key = json.loads(other("export", "demo", "--out", tmp_path / "other.jsonl", "--json").out)["vkey"]
    said = verified(demo, export, "--key", other_key)
    assert said.code == 1
    assert "wrong_key" in said.out


def test_an_altered_entry_is_named_by_its_position(demo: Program, export: Path) -> None:
    lines = export.read_bytes().splitlines(keepends=True)
    lines[41] = lines[41].replace(b'"production":"demo"', b'"production":"demp"')
    export.write_bytes(b"".join(lines))
    said = verified(demo, export, "--json")
    told = json.loads(said.out)
    assert (said.code, told["ok"]) == (1, False)
    assert {"altered", "wrong_production"} & {one["kind"] for one in told["breaks"] if one["position"] == 40}


@pytest.mark.parametrize("kept_as", ["note", "answer", "words"])
def test_an_older_checkpoint_proves_that_nothing_was_rolled_back(
    kept_as: str, demo: Program, export: Path, tmp_path: Path
) -> None:
    older = json.loads(demo("export", "demo", "--out", export, "--json").out)["checkpoint"]
    demo("people", "add", "demo", "late", "--role", "crew", "--by", "office")
    newer = tmp_path / "newer.jsonl"
    demo("export", "demo", "--out", newer)
    kept = tmp_path / "kept"
    kept.write_text(json.dumps({"checkpoint": older, "size": 1}) if kept_as == "answer" else older)
    said = verified(demo, newer, "--since", older.rstrip("\n") if kept_as == "words" else kept)
    assert said.code == 0
    assert "Nothing was rolled back" in said.out
    newest = json.loads(demo("export", "demo", "--out", newer, "--json").out)["checkpoint"]
    kept.write_text(newest)
    rolled_back = verified(demo, export, "--since", kept)
    assert rolled_back.code == 1
    assert "rolled_back" in rolled_back.out
