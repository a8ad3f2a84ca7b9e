"""Decides how a sign of life goes out: one small POST at a time, on a thread of its own, so that nobody waits for it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Mapping

from app.notify.line import Line
from app.notify.reach import Reach
from app.services.delivery.ports import NotCarried

_log = logging.getLogger(__name__)


class HeartbeatLine:
    """Signs of life to the operator's address. One that cannot be sent is logged; the next has its own turn."""

    def __init__(self, url: str) -> None:
        self._url, self._line = url, Line(Reach.anywhere())
        self._going: threading.Thread | None = None

    def __call__(self, said: Mapping[str, str]) -> None:
        """Send it; nothing while the one before is still on its way."""
        if self._going is not None and self._going.is_alive():
            return
        self._going = threading.Thread(target=self._send, args=(dict(said),), name="heartbeat", daemon=True)
        self._going.start()

    def settle(self) -> None:
        """Returns when nothing is on its way."""
        if self._going is not None:
            self._going.join()

    def _send(self, said: dict[str, str]) -> None:
        try:
            self._line.post(self._url, json.dumps(said).encode(), {"Content-Type": "application/json"})
        except NotCarried as failure:
            _log.warning("heartbeat.not_sent", extra={"problem": str(failure)})
