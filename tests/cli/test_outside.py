"""What an outside party does, end to end: a witness that is a process of its own, a report made of an export."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Program, Said

ROOT = Path(__file__).parents[2]
NAME = "insurer.example/w1"


@contextmanager
def witnessing(desert: Program, keys: Path, vkey: str) -> Iterator[str]:
    """A witness of the ledger as a process; its key and address, as a setting has them."""
    said = desert("witness", "key", "--name", NAME, "--dir", keys)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "app", "witness", "serve", "--name", NAME),
            *("--dir", str(keys), "--log", vkey, "--port", "0"),
        ],
        cwd=ROOT, env=desert.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield f"{said.out.strip()} {process.stdout.readline().split()[2]}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def vkey_of(desert: Program, out: Path) -> str:
    said = desert("export", "desert", "--out", out)
    assert said.code == 0, said.err
    return said.out.split("Key: ")[1].strip()


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, bytes]:
    """A production and its export, for tests that only look."""
    place = tmp_path_factory.mktemp("sealed")
    program = Program(place / "data")
    created = program("people", "create", "desert", "--founder", "office", "--timezone", "America/Denver")
    assert created.code == 0, created.err
    vkey_of(program, place / "desert.jsonl")
    return program, (place / "desert.jsonl").read_bytes()


def grown(program: Program, person: str) -> None:
    said = program("people", "add", "desert", person, "--role", "crew", "--by", "office")
    assert said.code == 0, said.err


def asked(program: Program, witness: str) -> Said:
    return program("witness", "ask", "desert", SHOWCLEAR_WITNESSES=witness)


def test_a_witness_refuses_a_ledger_that_was_put_back_and_one_that_was_forked(
    desert: Program, tmp_path: Path
) -> None:
    older = Program(tmp_path / "older")
    shutil.copytree(desert.data, older.data)
    with witnessing(desert, tmp_path / "witness", vkey_of(desert, tmp_path / "one.jsonl")) as witness:
        assert asked(desert, witness).code == 0
        grown(desert, "ben")
        went_on = asked(desert, witness)
        assert went_on.code == 0, went_on
        assert "cosigned" in went_on.out
        back = asked(older, witness)
        assert (back.code, "put back" in back.out) == (1, True), back
        for person in ("dan", "eve"):
            grown(older, person)
        forked = asked(older, witness)
        assert (forked.code, "fork" in forked.out) == (1, True), forked
    assert desert("publish", "desert", "--out", tmp_path / "tiles").code == 0
    assert (tmp_path / "tiles" / "checkpoint").read_text(encoding="utf-8").startswith("showclear/desert\n")


@pytest.mark.parametrize(("form", "language"), [("pdf", "es"), ("csv", "en")])
def test_a_report_is_made_of_an_export_and_stands(
    form: str, language: str, demo: Program, tmp_path: Path
) -> None:
    """By another process for one of the forms; the same export gives the same bytes, also in the other language."""
    export, out = tmp_path / "demo.jsonl", tmp_path / f"waiting.{form}"
    assert demo("export", "demo", "--out", export).code == 0
    made = demo("report", export, "waiting", "--out", out, "--language", language)
    assert made.code == 0, made.err
    first = out.read_bytes()
    if form == "pdf":
        command = [sys.executable, "-m", "app", "report", str(export), "waiting", "--out", str(out)]
        command += ["--language", language]
        subprocess.run(command, cwd=ROOT, env=demo.environment, check=True, capture_output=True, timeout=60)
        assert out.read_bytes() == first
    said = demo("verify", export, "--report", out)
    assert said.code == 0, said
    assert "Equal: the waiting report" in said.out
    assert ("not covered by the proof: language." in said.out) == (form == "pdf")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("nothing", "--out", "x.pdf"), "A report is one of"),
        (("daily", "--out", "x.doc"), "its file ends in"),
        (("daily", "--out", "x.csv", "--at", "2020-01-01T00:00:00.000000Z"), "before the newest entry"),
        (("daily", "--out", "x.csv", "--at", "noon"), "recorded_at"),
        (("violations", "--out", "x.csv", "--gravity", "bad"), "--gravity is one of"),
        (("daily", "--out", "x.csv", "--pack", "nothing"), "nothing"),
        (("daily", "--out", "x.csv", "--language", "xx"), "--language is one of"),
        (("incident", "--out", "x.csv", "--incident", "nothing"), "no incident"),
    ],
)
def test_what_no_report_is_made_of(
    options: tuple[str, ...], words: str, sealed: tuple[Program, bytes], tmp_path: Path
) -> None:
    program, export = sealed[0], tmp_path / "desert.jsonl"
    export.write_bytes(sealed[1])
    said = program(
        "report", export, *(str(tmp_path / one) if one.startswith("x.") else one for one in options)
    )
    assert (said.code, words in said.err) == (2, True), said
    assert not list(tmp_path.glob("x.*"))


def test_no_report_is_made_of_a_changed_export(sealed: tuple[Program, bytes], tmp_path: Path) -> None:
    program, export = sealed[0], tmp_path / "desert.jsonl"
    export.write_bytes(sealed[1].replace(b"office", b"0ffice", 1))
    said = program("report", export, "daily", "--out", tmp_path / "x.csv")
    assert said.code == 1
    assert "Broken" in said.out


def test_what_another_pack_would_have_found(demo: Program) -> None:
    said = demo("rejudge", "demo", "--pack", "us-base")
    assert said.code == 0, said.err
    assert said.out.startswith("demo under us-base: ")
