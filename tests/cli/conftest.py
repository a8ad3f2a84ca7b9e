"""The program as a person calls it: each test has a data directory of its own; one demonstration is played for all."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """The program over one data directory."""

    data: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOWCLEAR_")}
        return kept | {"SHOWCLEAR_DATA_DIR": str(self.data), "COLUMNS": "200"}

    def __call__(self, *arguments: object, **settings: str) -> Said:
        logger = logging.getLogger()
        handlers, level = logger.handlers[:], logger.level
        try:
            env: dict[str, str | None] = {name: None for name in os.environ if name.startswith("SHOWCLEAR_")}
            found = CliRunner().invoke(
                app, [str(one) for one in arguments], env=env | self.environment | settings
            )
        finally:
            logger.handlers[:] = handlers
            logger.setLevel(level)
        return Said(found.exit_code, found.stdout, found.stderr)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "data")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that the demonstration was played into; copy it."""
    data = tmp_path_factory.mktemp("played") / "data"
    said = Program(data)("demo", "--json")
    assert said.code == 0, said.err
    return data


@pytest.fixture
def demo(played: Path, tmp_path: Path) -> Program:
    """The program over a demonstration of its own."""
    data = tmp_path / "data"
    shutil.copytree(played, data)
    return Program(data)


@pytest.fixture
def desert(program: Program) -> Program:
    """With a production of that name."""
    said = program("people", "create", "desert", "--founder", "office", "--timezone", "America/Denver")
    assert (said.code, said.err) == (0, "")
    return program
