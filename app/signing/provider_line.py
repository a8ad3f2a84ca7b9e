"""Decides how long and how much a studio's provider may say; never where it is or whether what it says is true.

No redirect is followed, no proxy of the environment is asked, nothing is unpacked, and few ask at once: a provider
that is slow or floods us costs its own users their sign-in, and nobody a record.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx2

from app.domain.errors import ShowclearError

WITHIN_S: Final = 5.0
AT_ONCE: Final = 4
MOST_BYTES: Final = 256 * 1024


class Bounded(httpx2.BaseTransport):
    """HTTP within bounds. Refused: `studio.unavailable`, and a redirect (`studio.elsewhere`)."""

    def __init__(self, trusted: ssl.SSLContext, within_s: float = WITHIN_S) -> None:
        self._within_s = within_s
        self._line = httpx2.HTTPTransport(verify=trusted, trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, read whole."""
        ends_at = time.monotonic() + self._within_s
        request.headers["Accept-Encoding"] = "identity"
        try:
            answer = self._line.handle_request(request)
            try:
                self._require_plain(answer)
                body = self._read(answer, ends_at)
            finally:
                answer.close()
        except httpx2.HTTPError as failure:
            raise unavailable() from failure
        return httpx2.Response(answer.status_code, headers=answer.headers, content=body)

    def close(self) -> None:
        """Lets go of its connections."""
        self._line.close()

    def _require_plain(self, answer: httpx2.Response) -> None:
        if 300 <= answer.status_code < 400:
            raise ShowclearError(
                "studio.elsewhere", "The studio's sign-in sent this service to another address."
            )
        if answer.status_code >= 500 or answer.headers.get("content-encoding", "identity") != "identity":
            raise unavailable()

    def _read(self, answer: httpx2.Response, ends_at: float) -> bytes:
        body = bytearray()
        for piece in answer.iter_raw():
            body += piece
            if len(body) > MOST_BYTES or time.monotonic() > ends_at:
                raise unavailable()
        return bytes(body)


class Turns:
    """Few at once; who comes on top is sent away at once. Refused: `studio.unavailable`."""

    def __init__(self) -> None:
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    @contextmanager
    def one(self) -> Iterator[None]:
        """One turn."""
        if not self._turns.acquire(blocking=False):
            raise unavailable()
        try:
            yield
        finally:
            self._turns.release()


def unavailable() -> ShowclearError:
    """The same words, whatever kept the provider."""
    return ShowclearError("studio.unavailable", "The studio's sign-in does not answer; sign in another way.")
