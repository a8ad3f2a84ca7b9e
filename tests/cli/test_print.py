"""The day's checklists leave as one file that needs nothing else."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Program


def test_sheets_on_paper_carry_version_and_digest(demo: Program, tmp_path: Path) -> None:
    out = tmp_path / "sheets.html"
    said = demo("print", "demo", "--out", out, "--language", "es")
    assert (said.code, said.err) == (0, "")
    text = out.read_text(encoding="utf-8")
    count = text.count('<section class="sheet">')
    assert f"{count} checklists of demo" in said.out
    assert count > 5 and text.count("SHA-256") == count
    assert "Firma" in text and "<script" not in text and "http" not in text and "src=" not in text


def test_what_is_not_there_is_told(demo: Program, tmp_path: Path) -> None:
    assert demo("print", "nowhere", "--out", tmp_path / "x").code == 1
    assert demo("print", "demo", "--out", tmp_path / "x", "--language", "fr").code == 2
    assert not (tmp_path / "x").exists()
