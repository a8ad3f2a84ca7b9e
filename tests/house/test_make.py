"""The Makefile has what the README promises, and what it installs is locked."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib

import pytest
from tracked import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def dry(target: str) -> str:
    """What `make` would do, setup left aside."""
    done = subprocess.run(
        ["make", "--dry-run", "--old-file=.venv/.ready", target],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    ("target", "does"),
    [
        ("run", ["showclear serve --demo"]),
        ("test", ["pytest"]),
        ("lint", ["ruff check", "ruff format --check", "mypy", "lint-imports", "showclear protocols lint"]),
        ("bench", ["showclear bench"]),
        ("audit", ["pip-audit", "--require-hashes", "requirements.lock"]),
    ],
)
def test_a_target_does_what_it_says(target: str, does: list[str]) -> None:
    commands = dry(target)
    assert [step for step in does if step not in commands] == []


def test_setup_installs_from_the_lock() -> None:
    told = subprocess.run(
        ["make", "--dry-run", "--what-if=requirements-dev.lock", "setup"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ".ci/setup" in told
    script = (ROOT / ".ci" / "setup").read_text()
    assert script.count("--require-hashes") == 2
    assert script.count("--no-build-isolation") == 2


def test_help_lists_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\w+)", told, re.MULTILINE) == [
        "help",
        "setup",
        "run",
        "test",
        "lint",
        "bench",
        "audit",
        "lock",
        "screens",
        "measure",
    ]


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup", "deploy/postgresql/roles.sh"])
def test_scripts_can_be_run(script: str) -> None:
    path = ROOT / script
    assert os.access(path, os.X_OK)
    shell = "bash" if "bash" in path.read_text().splitlines()[0] else "sh"
    subprocess.run([shell, "-n", str(path)], check=True)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    pins = re.split(r"^(?=[\w-]+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert len(pins) > 30
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def required(lines: list[str]) -> set[str]:
    return {re.match(r"[\w-]+", line).group().lower() for line in lines}


def test_every_dependency_is_locked() -> None:
    extras = PROJECT["optional-dependencies"]
    running = required([*PROJECT["dependencies"], *extras["build"]])
    pins = {lock: set(re.findall(r"^([\w-]+)==", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS}
    assert running <= pins["requirements.lock"] < pins["requirements-dev.lock"]
    assert required(extras["dev"]) <= pins["requirements-dev.lock"]


def test_both_locks_agree() -> None:
    first, second = (
        dict(re.findall(r"^([\w-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS
    )
    assert {name: second[name] for name in first} == first
