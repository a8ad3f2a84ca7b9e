"""docs/command-line.md names every command, argument, option and setting, and help teaches by example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.cli.main import COMMANDS, app
from app.settings import documented
from tests.cli.conftest import Program

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")


def leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with how it is called."""
    several = getattr(command, "commands", None)
    if several is None:
        yield path, command
        return
    for name, one in several.items():
        yield from leaves(one, f"{path} {name}")


EVERY = dict(leaves(get_command(app), "showclear"))


def section(command: str) -> str:
    """What stands under the heading of a command."""
    found = re.search(rf"^## {re.escape(command)}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"docs/command-line.md has no section {command}"
    return found[1]


@pytest.mark.parametrize("path", EVERY)
def test_the_page_names_every_command_with_its_options(path: str) -> None:
    words = path.split()
    text = section(" ".join(words[:2]))
    if len(words) > 2:
        row = re.search(rf"^\| `{words[2]}[ `].*$", text, re.MULTILINE)
        assert row, f"no row for {path}"
        text = row[0]
    for parameter in EVERY[path].params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option == "--help":
                continue
            wanted = f"`{option}" if option.startswith("--") else option.upper()
            assert wanted in text, f"{path}: {option}"


def test_the_page_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"^## showclear (\S+)", PAGE, re.MULTILINE)) == set(COMMANDS)


def test_the_page_and_serve_name_every_setting(program: Program) -> None:
    told = program("serve", "--help").out
    for variable, _, _ in documented():
        assert f"`{variable}`" in PAGE
        assert variable in told


@pytest.mark.parametrize("path", EVERY)
def test_help_teaches_by_example(path: str) -> None:
    assert "Example" in EVERY[path].help


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, program: Program) -> None:
    said = program(name, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: showclear {name}")
