"""Decides how one request goes out to an address somebody gave: to where it was looked up, within a time, no further.

No redirect is followed, no proxy of the environment is asked, and what is answered is read to a limit and thrown away.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from app.notify.reach import Place, Reach
from app.services.delivery.ports import NotCarried

WITHIN_S: Final = 10.0
_MOST_BYTES: Final = 64 * 1024


class Line:
    """POST requests, each on a connection of its own."""

    def __init__(
        self, reach: Reach, trusted: ssl.SSLContext | None = None, within_s: float = WITHIN_S
    ) -> None:
        self._reach, self._within_s = reach, within_s
        self._trusted = trusted or ssl.create_default_context()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status of the answer, 200 to 299.

        Raises NotCarried: as `Reach.place`, `line.failed`, `line.timeout`, `line.redirected`, `status.<code>`; broken for
        410, which says that nobody is there for good.
        """
        place = self._reach.place(url)
        status = self._status(place, url, body, headers)
        if 200 <= status < 300:
            return status
        if 300 <= status < 400:
            raise NotCarried("line.redirected")
        raise NotCarried(f"status.{status}", broken=status == 410)

    def _status(self, place: Place, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        parts = urlsplit(url)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        told = {"Host": parts.netloc, "User-Agent": "Showclear", "Accept-Encoding": "identity", **headers}
        late = threading.Event()
        try:
            with self._opened(place, late) as opened:
                asking = http.client.HTTPConnection(place.host, place.port)
                asking.sock = opened
                asking.request("POST", target, body, told)
                answer = asking.getresponse()
                answer.read(_MOST_BYTES)
                return answer.status
        except (OSError, http.client.HTTPException, ValueError) as failure:
            timed = late.is_set() or isinstance(failure, TimeoutError)
            raise NotCarried("line.timeout" if timed else "line.failed") from failure

    @contextmanager
    def _opened(self, place: Place, late: threading.Event) -> Iterator[socket.socket]:
        """A connection to the very address that was asked about; it ends when the time is over, whoever still dribbles."""
        plain = socket.create_connection((place.address, place.port), self._within_s)
        opened = plain
        if place.scheme == "https":
            opened = self._trusted.wrap_socket(
                plain, server_hostname=place.host, do_handshake_on_connect=False
            )

        def give_up() -> None:
            late.set()
            with_nobody(opened)

        watch = threading.Timer(self._within_s, give_up)
        watch.daemon = True
        watch.start()
        try:
            if isinstance(opened, ssl.SSLSocket):
                opened.do_handshake()
            yield opened
        finally:
            watch.cancel()
            opened.close()


def with_nobody(line: socket.socket) -> None:
    """Wakes whoever waits on this connection: nothing more comes."""
    try:
        socket.socket.shutdown(line, socket.SHUT_RDWR)
    except OSError:
        return  # it was over by itself
