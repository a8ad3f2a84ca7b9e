"""Decides when time alone is heard: deadlines fire and kept concerns enter the ledger though nobody sends anything."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial

from app.services.judges import Judges
from app.services.ports import Clock, Store
from app.services.record import RecordDesk

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
MEND_EVERY = 30
"""Looks between two tries to judge what could not be judged."""


class Watch:
    """A thread that looks every second. Everything it does goes through the write path."""

    def __init__(
        self,
        store: Store,
        desk: RecordDesk,
        judges: Judges,
        clock: Clock,
        besides: Sequence[Callable[[], object]],
    ) -> None:
        self._store, self._desk, self._judges, self._clock = store, desk, judges, clock
        self._besides = besides
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; returns when the last look is over."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self, *, mend: bool = False) -> None:
        """Fire every deadline that is due, do what is due besides; `mend`: judge again what failed."""
        for act in self._besides:
            self._try("besides", act)
        self._try("lighten", self._judges.lighten)
        with self._store.reading() as reader:
            productions = set(reader.due(self._clock()))
            if mend:
                productions |= set(reader.behind()) | set(self._judges.behind())
        for production in sorted(productions):
            self._try(production, partial(self._desk.tick, production))

    def _try(self, what: str, act: Callable[[], object]) -> None:
        """One that fails keeps no other from its turn, and has its own again at the next look."""
        try:
            act()
        except Exception:  # noqa: BLE001 - the next look may do better
            _log.exception("watch.failed", extra={"what": what})

    def _run(self) -> None:
        looks = 0
        while not self._stop.wait(LOOK_EVERY_S):
            looks += 1
            self._try("look", partial(self.look, mend=looks % MEND_EVERY == 0))
