"""A bucket on loopback that speaks as much of S3 as a store of files asks: put, get, delete of signed requests."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class SmallBucket(ThreadingHTTPServer):
    """What lies in it, and as whom each request was signed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.files: dict[str, bytes] = {}
        self.signed_as: set[str] = set()

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SmallBucket

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _asked(self) -> bytes:
        self.server.signed_as.add(
            self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
        )
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def do_PUT(self) -> None:
        self.server.files[self.path] = self._asked()
        self._answer(200, ETag='"1"')

    def do_GET(self) -> None:
        self._asked()
        found = self.server.files.get(self.path)
        if found is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self._answer(200, found, ETag='"1"', Last_Modified="Mon, 02 Mar 2026 15:00:00 GMT")

    def do_POST(self) -> None:
        bucket = self.path.partition("?")[0]
        keys = re.findall(r"<Key>(.*?)</Key>", self._asked().decode())
        for key in keys:
            self.server.files.pop(f"{bucket}/{key}", None)
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())


@contextmanager
def small_bucket() -> Iterator[SmallBucket]:
    server = SmallBucket()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
