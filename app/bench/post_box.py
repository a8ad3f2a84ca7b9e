"""Decides how deliveries are counted: a receiver on loopback that notes when each came, and when its message was made."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PATIENCE_S = 120.0


@dataclass(slots=True)
class PostBox:
    """Where webhooks arrive."""

    url: str = ""
    arrived: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By message: seconds since the epoch when it first came, and when it was made."""
    again: int = 0
    """How often something came that had come before."""

    def wait(self, count: int) -> None:
        """Until so many messages came. TimeoutError when they do not."""
        ends = time.monotonic() + _PATIENCE_S
        while len(self.arrived) < count:
            if time.monotonic() > ends:
                raise TimeoutError(f"{len(self.arrived)} of {count} messages came")
            time.sleep(0.01)

    def take(self, body: bytes) -> None:
        """One came. That somebody without an address could not be told is another story."""
        now, told = time.time(), json.loads(body)
        if told["data"]["subject"] == "delivery.failed":
            return
        message = told["data"]["message"]
        self.again += message in self.arrived
        self.arrived.setdefault(message, (now, datetime.fromisoformat(told["timestamp"]).timestamp()))


@contextmanager
def post_box() -> Iterator[PostBox]:
    """One that listens."""
    box = PostBox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            box.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
