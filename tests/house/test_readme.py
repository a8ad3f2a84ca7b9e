"""What the README names is there: settings, commands, files; its shell lines can be read by a shell."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from tracked import ROOT

from app.settings import documented

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
HELP = subprocess.run(
    [sys.executable, "-m", "app", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout


def test_every_setting_is_told() -> None:
    rows = dict(re.findall(r"^\| `(SHOWCLEAR_\w+)` \|([^|]*)\|", README, re.MULTILINE))
    assert list(rows) == [name for name, _, _ in documented()]
    told = {name: shown.strip().strip("`") for name, shown in rows.items()}
    computed = {"SHOWCLEAR_DATABASE_URL"}  # an empty default that stands for one made of others
    held = {name: default for name, default, _ in documented() if default and name not in computed}
    assert {name: told[name] for name in held} == {name: _plain(default) for name, default in held.items()}


def _plain(default: str) -> str:
    return default.removesuffix(".0")


def test_every_command_is_told_and_there() -> None:
    told = re.findall(r"`showclear (\w+)`", README.split("## Commands", 1)[1].split("\n## ", 1)[0])
    listed = re.findall(r"^  (\w+)", HELP.split("Commands:", 1)[-1], re.MULTILINE)
    assert sorted(told) == sorted(listed)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0][:40])
def test_a_shell_can_read_it(block: str) -> None:
    subprocess.run(["bash", "-n"], input=block, text=True, check=True)


def test_its_files_are_there() -> None:
    named = set(
        re.findall(
            r"`((?:app|deploy|docs|tests|protocols|migrations)/[\w./-]*|[\w.-]+\.(?:lock|yml|example))`",
            README,
        )
    )
    assert {
        "docker-compose.yml",
        "requirements-dev.lock",
        "tests/cases/",
        "deploy/postgresql/roles.sh",
    } <= named
    assert [name for name in named if not (ROOT / name).exists()] == []
