"""`showclear serve` as a process: it says where it is, answers, keeps other writers out, and ends when it is told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.conftest import Program

ROOT = Path(__file__).parents[2]


@contextmanager
def serving(program: Program, *options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process, and what it said up to where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0", *options],
        cwd=ROOT, env=program.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line.rstrip("\n"))
            if line.startswith("Serving at "):
                break
        yield process, said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_real_server(demo: Program, tmp_path: Path) -> None:
    with serving(demo, "--demo") as (process, said):
        url = said[-1].split()[2]
        curl = next(line for line in said if line.startswith("  curl "))
        token, asked = curl.split("Bearer ")[1].split("'")[0], curl.split("'")[3]
        assert asked.startswith(url)
        request = urllib.request.Request(asked, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            assert json.load(answer)["granted"] is True
        refused = demo("people", "token", "demo", "armorer")
        assert refused.code == 1
        assert str(process.pid) in refused.err
        assert demo("export", "demo", "--out", tmp_path / "beside.jsonl").code == 0
        assert demo("verify", tmp_path / "beside.jsonl").code == 0
        assert demo("backup", "--out", tmp_path / "beside.backup").code == 0
        assert demo("demo", "--json").code == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    assert demo("people", "token", "demo", "armorer").code == 0


def test_without_demo_there_is_no_demonstration(program: Program) -> None:
    with serving(program) as (process, said):
        assert said[-1].startswith("Serving at ")
        assert len(said) == 1
        assert program("export", "demo", "--out", program.data / "x").code == 1
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_told_at_once(program: Program) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = program("serve", "--port", taken.getsockname()[1])
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "in use" in said.err
    assert not (program.data / "showclear.db").exists()
