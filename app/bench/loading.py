"""Decides how the load process is fed and read; the load itself is sent by `app.bench.load`."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from app.bench.processes import HOST


class LoadRefused(Exception):
    """An answer was no 2xx: the figures would mean nothing. The message holds the end of the first such answer."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Requests for one stretch of time, in their order; those of `warm` are sent first, untimed."""

    timed: list[str]
    warm: list[str] = field(default_factory=list)
    clients: int = 1

    def to_json(self) -> dict[str, Any]:
        """As the load process reads it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the load process saw over one or more segments."""

    requests: int
    wall_s: float
    cpu_s: float
    latencies_ms: tuple[float, ...]

    @property
    def per_s(self) -> float:
        """Requests per second."""
        return self.requests / self.wall_s

    @property
    def load_share(self) -> float:
        """Processor time of the load itself, as a share of one processor."""
        return self.cpu_s / self.wall_s

    @property
    def median_ms(self) -> float:
        """The median latency in milliseconds."""
        return statistics.median(self.latencies_ms)


def send(port: int, segments: Sequence[Segment]) -> list[Seen]:
    """Send every segment in turn from another process. LoadRefused when an answer was no 2xx."""
    plan = {"host": HOST, "port": port, "segments": [segment.to_json() for segment in segments]}
    done = subprocess.run(
        [sys.executable, "-m", "app.bench.load"],
        input=json.dumps(plan).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return [_seen(one) for one in json.loads(done.stdout)]


def together(seen: Sequence[Seen]) -> Seen:
    """Several segments as one."""
    return Seen(
        sum(one.requests for one in seen),
        sum(one.wall_s for one in seen),
        sum(one.cpu_s for one in seen),
        tuple(latency for one in seen for latency in one.latencies_ms),
    )


def _seen(told: dict[str, Any]) -> Seen:
    if told["refused"]:
        raise LoadRefused(f"{len(told['refused'])} answers were refused; the first: {told['refused'][0]}")
    latencies = tuple(told["latencies_ms"])
    return Seen(len(latencies), told["wall_s"], told["cpu_s"], latencies)
