"""Decides what is counted about the running service and how Prometheus reads it; labels never name a person."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from itertools import accumulate

_BOUNDS_S = (0.005, 0.025, 0.1, 0.5, 2.5)
_HEAD = {
    "showclear_http_requests_total": "counter Requests answered, by method, route and status.",
    "showclear_http_request_seconds": "histogram Time from a request's first byte to its answer's last.",
    "showclear_records_total": "counter Records sent in, by what became of them.",
}
_Labels = tuple[tuple[str, str], ...]
_Value = tuple[str, _Labels, float]


class Counters:
    """Numbers since the process started, safe to add to from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._took = [0] * (len(_BOUNDS_S) + 1)
        self._took_s = 0.0
        self._records: Counter[str] = Counter()

    def request(self, method: str, route: str, status: int, took_s: float) -> None:
        """One answered request; `took_s` in seconds."""
        with self._lock:
            self._requests[method, route, status] += 1
            self._took[bisect_left(_BOUNDS_S, took_s)] += 1
            self._took_s += took_s

    def records(self, outcome: str, count: int = 1) -> None:
        """`accepted`, `replayed` or `refused`, so many records."""
        with self._lock:
            self._records[outcome] += count

    def text(self) -> str:
        """All of it in Prometheus' text form."""
        lines: list[str] = []
        for (name, head), values in zip(_HEAD.items(), self._values(), strict=True):
            kind, _, words = head.partition(" ")
            lines += [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{part}{_written(labels)} {value:.10g}" for part, labels, value in values]
        return "\n".join(lines) + "\n"

    def _values(self) -> tuple[list[_Value], ...]:
        """For each name in `_HEAD`: what follows the name, labels, the number."""
        with self._lock:
            requests, records = dict(self._requests), dict(self._records)
            took, took_s = list(self._took), self._took_s
        asked: list[_Value] = [
            ("", (("method", method), ("route", route), ("status", str(status))), count)
            for (method, route, status), count in requests.items()
        ]
        within = zip((*map(str, _BOUNDS_S), "+Inf"), accumulate(took), strict=True)
        seconds: list[_Value] = [("_bucket", (("le", bound),), count) for bound, count in within]
        seconds += [("_count", (), sum(took)), ("_sum", (), took_s)]
        return asked, seconds, [("", (("outcome", one),), count) for one, count in records.items()]


def _written(labels: _Labels) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
