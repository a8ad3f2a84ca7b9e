"""Ledgers leave and come back whole: export and import, backup and restore."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.cli.conftest import Program


def test_an_export_comes_in_again_as_it_was(demo: Program, tmp_path: Path) -> None:
    out, again = tmp_path / "out.jsonl", tmp_path / "again.jsonl"
    vkey = json.loads(demo("export", "demo", "--out", out, "--json").out)["vkey"]
    other = Program(tmp_path / "other")
    said = other("import", out, "--key", vkey)
    assert (said.code, said.err) == (0, "")
    assert other("export", "demo", "--out", again).code == 0
    assert out.read_bytes().splitlines()[1:-1] == again.read_bytes().splitlines()[1:-1]
    refused = other("import", out)
    assert refused.code == 1
    assert "adds to none" in refused.err


def test_a_broken_export_leaves_nothing_behind(demo: Program, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    demo("export", "demo", "--out", out)
    lines = out.read_bytes().splitlines(keepends=True)
    del lines[7]
    out.write_bytes(b"".join(lines))
    other = Program(tmp_path / "other")
    said = other("import", out)
    assert said.code == 1
    assert "position" in said.err
    assert other("people", "list", "demo").code == 1


def test_a_backup_is_its_owners_and_comes_back(demo: Program, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    assert demo("backup", "--out", file).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = Program(tmp_path / "other")
    said = other("restore", file)
    assert said.code == 0
    assert "demo: 136 entries, verified." in said.out
    assert other("people", "list", "demo", "--json").out == demo("people", "list", "demo", "--json").out
    assert other("restore", file).code == 1


def test_half_a_backup_restores_nothing(demo: Program, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    demo("backup", "--out", file)
    file.write_bytes(file.read_bytes()[:-2000])
    other = Program(tmp_path / "other")
    assert other("restore", file).code == 1
    assert other("people", "list", "demo").code == 1


def test_what_cannot_be_written_whole_leaves_the_old_file(demo: Program, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("older")
    assert demo("export", "nobody-has-this", "--out", out).code == 1
    assert out.read_text() == "older"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
