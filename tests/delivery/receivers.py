"""Real receivers on loopback: a mail server (aiosmtpd) and an HTTP server that answers as it is told, or not at all."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message as Mail
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as KeepsMail

GATEWAY_SECRET = f"whsec_{base64.b64encode(b'g' * 32).decode()}"


class MailBox(KeepsMail):
    """What arrived, and whom the server does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self.clear()

    def clear(self) -> None:
        self.mails: list[Mail] = []
        self.refused: dict[str, str] = {}

    def handle_message(self, message: Mail) -> None:
        self.mails.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - the library's name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def words(self, number: int = -1) -> str:
        return str(self.mails[number].get_payload(decode=True).decode())


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[MailBox]:
    box = MailBox()
    box.port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass(frozen=True)
class Heard:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP server: by path, the statuses it answers with in turn, and headers beside them."""

    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    hangs: threading.Event = field(default_factory=threading.Event)
    """While it is not set, `/hang` gives no answer."""

    def clear(self) -> None:
        self.heard.clear()
        self.answers.clear()
        self.beside.clear()
        self.hangs.clear()

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def on(self, path: str) -> list[Heard]:
        return [one for one in self.heard if one.path == path]

    def answer(self, path: str) -> int:
        waiting = self.answers.get(path, [])
        return waiting.pop(0) if len(waiting) > 1 else (waiting[0] if waiting else 204)


@contextmanager
def receiver() -> Iterator[Receiver]:
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            told.heard.append(Heard(self.path, headers, body))
            if self.path == "/hang":
                told.hangs.wait(30)
            if self.path == "/dribble":
                self._dribble()
                return
            self.send_response(told.answer(self.path))
            for name, value in told.beside.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _dribble(self) -> None:
            """A head without an end, a letter at a time."""
            try:
                while not told.hangs.wait(0.05):
                    self.wfile.write(b"H")
            except OSError:
                return

        def do_GET(self) -> None:
            told.heard.append(Heard(f"GET {self.path}", {}, b""))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.hangs.set()
        server.shutdown()
        server.server_close()
        thread.join()
