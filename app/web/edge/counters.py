"""Decides what is counted about the running service and how Prometheus reads it; labels never name a person."""

from __future__ import annotations

import threading
from collections import defaultdict

_BOUNDS_S = (0.005, 0.025, 0.1, 0.5, 2.5)
_HEAD = {
    "showclear_http_requests_total": "counter Requests answered, by method, route and status.",
    "showclear_http_request_seconds": "histogram Time from a request's first byte to its answer's last.",
    "showclear_records_total": "counter Records sent in, by what became of them.",
}
_Labels = tuple[tuple[str, str], ...]


class Counters:
    """Numbers since the process started, safe to add to from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: defaultdict[tuple[str, str, _Labels], float] = defaultdict(float)

    def request(self, method: str, route: str, status: int, took_s: float) -> None:
        """One answered request; `took_s` in seconds."""
        name = "showclear_http_request_seconds"
        labels = (("method", method), ("route", route), ("status", str(status)))
        with self._lock:
            self._values["showclear_http_requests_total", "", labels] += 1
            self._values[name, "_count", ()] += 1
            self._values[name, "_sum", ()] += took_s
            for bound in _BOUNDS_S:
                self._values[name, "_bucket", (("le", str(bound)),)] += took_s <= bound
            self._values[name, "_bucket", (("le", "+Inf"),)] += 1

    def records(self, outcome: str, count: int = 1) -> None:
        """`accepted`, `replayed` or `refused`, so many records."""
        with self._lock:
            self._values["showclear_records_total", "", (("outcome", outcome),)] += count

    def text(self) -> str:
        """All of it in Prometheus' text form."""
        with self._lock:
            values = dict(self._values)
        lines: list[str] = []
        for name, head in _HEAD.items():
            kind, _, words = head.partition(" ")
            lines += [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
            lines += [
                f"{name}{part}{_written(labels)} {value:.10g}"
                for (one, part, labels), value in values.items()
                if one == name
            ]
        return "\n".join(lines) + "\n"


def _written(labels: _Labels) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
