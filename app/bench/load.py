"""Decides how requests are sent: prepared bytes over kept-alive sockets, one at a time per client; a process of its own.

It reads a plan as JSON from standard input and writes what it saw to standard output. It knows nothing of what is asked.
"""

from __future__ import annotations

import gc
import json
import resource
import selectors
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"
_READ = 262_144


@dataclass(slots=True)
class Client:
    """One connection, and the answer it waits for."""

    connection: socket.socket
    sent_at: float = 0.0
    answer: bytearray = field(default_factory=bytearray)
    ends: int = 0
    """The length of the whole answer; 0 while its head is incomplete."""

    def send(self, waiting: deque[bytes]) -> bool:
        """Send the next request; False when there is none."""
        if not waiting:
            return False
        self.answer.clear()
        self.ends = 0
        self.sent_at = time.perf_counter()
        self.connection.sendall(waiting.popleft())
        return True

    def complete(self) -> bool:
        """Take in what has come; whether the answer is whole. ConnectionError when the server hung up."""
        part = self.connection.recv(_READ)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.answer += part
        if not self.ends:
            self.ends = _length(self.answer)
        return self.ends > 0 and len(self.answer) >= self.ends


def _length(answer: bytearray) -> int:
    """How many bytes the answer will have; 0 while that cannot be told."""
    head = answer.find(_END_OF_HEAD)
    if head < 0:
        return 0
    fields = bytes(answer[:head]).lower()
    at = fields.index(_LENGTH) + len(_LENGTH)
    end = fields.find(b"\r\n", at)
    return head + len(_END_OF_HEAD) + int(fields[at : end if end >= 0 else None])


def run(host: str, port: int, clients: int, warm: list[bytes], timed: list[bytes]) -> dict[str, Any]:
    """Open one connection per client, send what warms up, then what is timed: whoever is free sends the next."""
    opened = [Client(socket.create_connection((host, port))) for _ in range(clients)]
    for client in opened:
        client.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        warmed = _drive(opened, deque(warm))
        found = _drive(opened, deque(timed))
    finally:
        for client in opened:
            client.connection.close()
    found["refused"] += warmed["refused"]
    return found


def _drive(clients: list[Client], waiting: deque[bytes]) -> dict[str, Any]:
    """Send everything; wall and own processor time in seconds, latencies in milliseconds, answers that were no 2xx."""
    latencies: list[float] = []
    refused: list[str] = []
    before, began = _cpu_s(), time.perf_counter()
    with selectors.DefaultSelector() as ready:
        for client in clients:
            if client.send(waiting):
                ready.register(client.connection, selectors.EVENT_READ, client)
        while ready.get_map():
            for key, _ in ready.select():
                client = key.data
                if not client.complete():
                    continue
                latencies.append((time.perf_counter() - client.sent_at) * 1000)
                if client.answer[9:10] != b"2":
                    refused.append(bytes(client.answer).decode("utf-8", "replace")[-600:])
                if not client.send(waiting):
                    ready.unregister(client.connection)
    wall_s = time.perf_counter() - began
    return {"wall_s": wall_s, "cpu_s": _cpu_s() - before, "latencies_ms": latencies, "refused": refused}


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run every segment of the plan in order."""
    plan = json.load(sys.stdin)
    gc.disable()
    results = []
    for segment in plan["segments"]:
        warm, timed = ([one.encode() for one in segment[part]] for part in ("warm", "timed"))
        results.append(run(plan["host"], plan["port"], segment["clients"], warm, timed))
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
