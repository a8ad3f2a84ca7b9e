"""Decides how a server is started as a process, known to answer, and stopped; what it serves is not its business."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
_START_WITHIN_S = 60.0
_STOP_WITHIN_S = 15.0
_LOOK_EVERY_S = 0.005
_ALIVE = b"GET /healthz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"


class NotStarted(Exception):
    """The server ended, or did not answer in time; the message holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Process:
    """A server that answers."""

    pid: int
    port: int
    start_s: float
    """From starting the process to its first 200."""

    @property
    def resident_mb(self) -> float:
        """Memory in use now, in megabytes (10**6 bytes)."""
        return _status_kb(self.pid, "VmRSS") * 1024 / 1e6

    @property
    def peak_mb(self) -> float:
        """The most memory it ever had in use, in megabytes."""
        return _status_kb(self.pid, "VmHWM") * 1024 / 1e6

    @property
    def cpu_s(self) -> float:
        """Processor time it used so far, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(factory: str, settings: Mapping[str, str], log: Path) -> Iterator[Process]:
    """`uvicorn --factory` in a process of its own, one worker, its log in a file. NotStarted when it does not answer."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--host", HOST, "--port", str(port)]
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            [*command, "--no-access-log", "--log-level", "warning"],
            env={**os.environ, **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port, began, log)
            yield Process(process.pid, port, time.perf_counter() - began)
        finally:
            _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, began: float, log: Path) -> None:
    while not _answers(port):
        if process.poll() is not None or time.perf_counter() - began > _START_WITHIN_S:
            said = log.read_bytes()[-2000:].decode("utf-8", "replace")
            raise NotStarted(f"The server did not answer: {said}")
        time.sleep(_LOOK_EVERY_S)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((HOST, port), timeout=5) as connection:
            connection.sendall(_ALIVE)
            return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


def _status_kb(pid: int, name: str) -> int:
    """A line of /proc/<pid>/status; 0 where there is no such file."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
