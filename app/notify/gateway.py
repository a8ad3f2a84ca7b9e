"""Decides how SMS and calls go out: through a gateway of the operator's own, by the webhook of docs/delivery.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import orjson

from app.notify.line import Line
from app.notify.webhook import payload, signed
from app.services.delivery.ports import Letter
from app.services.delivery.rows import Contact


class Gateway:
    """A service that knows how to send text messages and place calls, at an address of the settings."""

    def __init__(self, line: Line, url: str, secret: str, clock: Callable[[], datetime]) -> None:
        self._line, self._url, self._secret, self._clock = line, url, secret, clock

    def carry(self, letter: Letter, contact: Contact) -> bool:
        """False: it passes the message on, and reports later what became of it."""
        told = payload(letter)
        told["data"] |= {"channel": contact.channel, "to": contact.address}
        body = orjson.dumps(told)
        self._line.post(self._url, body, signed(self._secret, letter.id, self._clock(), body))
        return False
