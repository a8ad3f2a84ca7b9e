"""Decides whether every escalation moved as it should: a second look that shares no code with the climbing.

It counts what is written down: a rung whose time is long past, a violation of silence that nobody is asked about, and a
person who was told of a rung without a message in the outbox. It mends nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from app.services.ports import Clock

GRACE: Final = timedelta(minutes=2)
"""How long after its time a rung may be told: the watch looks every second."""
BEAT_EVERY: Final = timedelta(minutes=1)
"""How often a heartbeat goes out while all is well; whoever listens raises the alarm when it stays away."""
_log = logging.getLogger(__name__)


class Seen(NamedTuple):
    """How many of each are not as they should be."""

    late: int
    """Escalations whose next rung should have been told."""
    unasked: int
    """Open violations of silence without an escalation."""
    unqueued: int
    """Tellings without a message in the outbox."""

    @property
    def well(self) -> bool:
        """Whether nothing is amiss."""
        return not any(self)


class SecondLook(Protocol):
    """Counts over the tables as they stand."""

    def seen(self, before: datetime) -> Seen:
        """What is amiss and should have been done before that moment."""
        ...


Heartbeat = Callable[[Mapping[str, str]], None]
"""Sends a sign of life; raises where it could not."""


class Watchdog:
    """The second look, and the heartbeat that stays away when it finds something."""

    def __init__(self, look: SecondLook, clock: Clock, heartbeat: Heartbeat | None = None) -> None:
        self._look, self._clock, self._heartbeat = look, clock, heartbeat
        self._beat_at: datetime | None = None
        self._said: Seen | None = None

    def look(self) -> Seen:
        """What is amiss now."""
        return self._look.seen(self._clock() - GRACE)

    def told(self) -> dict[str, int]:
        """The same for `/readyz`."""
        return {f"escalations_{name}": count for name, count in self.look()._asdict().items()}

    def beat(self) -> None:
        """Once a minute: look, say in the log what is amiss when that changed, and send a heartbeat if nothing is."""
        now = self._clock()
        if self._beat_at is not None and timedelta() <= now - self._beat_at < BEAT_EVERY:
            return
        self._beat_at = now
        seen = self.look()
        if not seen.well and seen != self._said:
            _log.error("watchdog.amiss", extra=seen._asdict())
        self._said = seen
        if self._heartbeat is not None and seen.well:
            self._heartbeat({"status": "ok"})
