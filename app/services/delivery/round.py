"""Decides when workers look for what waits: threads that look four times a second, and at once while there is more."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from app.services.delivery.ports import Lane
from app.services.delivery.sending import AT_ONCE, HOLDS, THE_REST, Look

LOOK_EVERY_S: Final = 0.25
_log = logging.getLogger(__name__)


class Round:
    """One thread for holds and one for the rest, so that nothing else keeps a hold from going out."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"post-{lane[0]}", daemon=True)
            for lane in (HOLDS, THE_REST)
        ]

    def start(self) -> None:
        """Begin to deliver."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing new; returns when what is being carried was carried."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def _run(self, lane: Lane) -> None:
        with ThreadPoolExecutor(AT_ONCE, f"carry-{lane[0]}") as pool:
            while not self._stop.wait(LOOK_EVERY_S):
                try:
                    while self._look(lane, pool) and not self._stop.is_set():
                        pass
                except Exception:  # noqa: BLE001 - the next look may do better: a database comes back
                    _log.exception("post.failed", extra={"lane": lane[0]})
