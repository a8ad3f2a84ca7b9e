"""Every command ends with an exit code that means something, and says why in one line; never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "fastapi", "uvicorn", "yaml", "alembic", "app.domain.records", "app.settings")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["verify"],
        ["verify", "/no/such/file"],
        ["verify", "README.md", "--nonsense"],
        ["verify", "README.md", "--key", "no key"],
        ["verify", "README.md", "--since", "no checkpoint"],
        ["export", "demo"],
        ["import", "/no/such/file"],
        ["restore", "/no/such/file"],
        ["serve", "--port", "70000"],
        ["people", "token", "demo", "ada", "--expires", "yesterday"],
        ["people", "token", "demo", "ada", "--expires", "2001-01-01"],
        ["people", "token", "demo", "ada", "--expires", "99999999999d"],
        ["people", "create", "desert", "--founder", "office", "--timezone", "Nowhere/Land"],
        ["people", "create", "NO ID", "--founder", "office", "--timezone", "UTC"],
    ],
)
def test_wrong_use_is_told_in_one_line_and_ends_with_2(arguments: list[str], program: Program) -> None:
    said = program(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("showclear: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "demo", "--out", "unwritten"],
        ["backup", "--out", "unwritten"],
        ["people", "list", "demo"],
        ["people", "add", "demo", "ada", "--role", "armorer", "--by", "office"],
        ["people", "token", "demo", "ada"],
        ["people", "revoke", "demo", "0000"],
        [
            "people",
            "create",
            "desert",
            "--founder",
            "office",
            "--timezone",
            "UTC",
            "--pack",
            "nobody-has-this",
        ],
    ],
)
def test_no_is_told_in_one_line_and_ends_with_1(arguments: list[str], program: Program) -> None:
    said = program(*arguments)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("showclear: ")
    assert said.err.count("\n") == 1
    assert not Path("unwritten").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOWCLEAR_PORT", "eight"),
        ("SHOWCLEAR_LOG_LEVEL", "loud"),
        ("SHOWCLEAR_DATABASE_URL", "mysql://nowhere"),
        ("SHOWCLEAR_DATABASE_URL", "sqlite://"),
    ],
)
def test_a_setting_that_makes_no_sense_is_wrong_use(name: str, value: str, program: Program) -> None:
    said = program("people", "list", "demo", **{name: value})
    assert said.code == 2
    assert said.err.startswith("showclear: ")
    assert said.err.count("\n") == 1


def test_a_fault_of_the_program_is_one_line_too(program: Program) -> None:
    program.data.mkdir()
    (program.data / "showclear.db").write_text("this is no database")
    said = program("people", "list", "demo")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "Traceback" not in said.err


def test_with_nothing_it_tells_what_there_is(program: Program) -> None:
    said = program()
    assert said.code == 2
    assert "serve" in said.err


def test_a_mistyped_command_is_put_right(program: Program) -> None:
    assert "Did you mean 'verify'" in program("verfy").err


def test_verify_needs_no_database_no_web_and_no_settings() -> None:
    script = (
        "import sys; sys.argv = ['showclear', 'verify', 'tests/domain/ledger/data/golden.jsonl']\n"
        "try:\n    import app.__main__\n"
        "except SystemExit as end:\n"
        f"    print(end.code, [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"
    assert done.stderr == ""
