"""Decides how what waits is delivered: at least once, by any number of workers, each failure tried again or told.

Nothing is written while something is carried, so a worker can be killed at any moment: what it had taken is due again
when its lease ends, under the same id, and what it had noted as sent is never taken again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.services.accounts.codes import new_id
from app.services.accounts.ports import Chance
from app.services.delivery.alarms import alarms
from app.services.delivery.ports import CARRIED_WITHIN_S, Carriers, Keys, Lane, NotCarried, Plan, Post
from app.services.delivery.rows import RANKS, NewDelivery, Outcome, Parcel, Spread
from app.services.delivery.timing import (
    ALARMING_TRIES,
    CODE_GOOD_FOR,
    LEASE,
    next_try_at,
    not_before,
)
from app.services.delivery.wording import CODE_SUBJECT, letter
from app.services.judges import Judges
from app.services.messages import Message
from app.services.ports import Clock
from app.services.roster import Roster

HOLDS: Final[Lane] = ("hold",)
THE_REST: Final[Lane] = ("due", "news")
AT_ONCE: Final = 8
"""Carried side by side, in each lane of each worker."""
_BATCH: Final = 3 * AT_ONCE  # the last of them begin while the lease still outlasts them
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What deliveries rest on: carriers by channel, the key, where the pages are, chance."""

    carriers: Carriers
    keys: Keys
    origin: str
    chance: Chance


class Sending:
    """What workers do. `look` may be called by any number of threads and processes at once."""

    def __init__(self, post: Post, judges: Judges, clock: Clock, means: Means) -> None:
        self._post, self._judges, self._clock, self._means = post, judges, clock, means

    def look(self, lane: Lane, pool: ThreadPoolExecutor | None = None) -> int:
        """Spread what is new and try what is due, once; how many tries that were. Without a pool one after the other."""
        now = self._clock()
        if not self._post.anything(lane, now):
            return 0
        self._post.spread(lane, _BATCH * 4, now, self._plan)
        lease = new_id(self._means.chance)
        parcels = self._post.take(lane, _BATCH, now, now + LEASE, lease)
        for _ in (pool.map if pool else map)(self._try, parcels):
            pass
        return len(parcels)

    def _plan(self, found: Spread) -> Plan:
        now, message = self._clock(), found.message
        roster, zone = self._known(message.production)
        if message.person is not None and not roster.roles(message.person, now):
            return Plan(problem="person.left")
        takes = [one for one in found.contacts if RANKS[message.urgency] <= RANKS[one.takes]]
        if not takes:
            return Plan(problem="contact.none", alarms=alarms(message, roster, now))
        at = not_before(now, message.urgency, found.choices, zone)
        return Plan([NewDelivery(one, at) for one in takes])

    def _try(self, parcel: Parcel) -> None:
        until = parcel.leased_until
        if until is None or self._clock() > until - timedelta(seconds=CARRIED_WITHIN_S):
            return  # too late to be done before somebody else may begin
        outcome = self._carried(parcel)
        now = self._clock()
        next_at = next_try_at(now, parcel.attempts, parcel.id) if outcome.state == "queued" else None
        if outcome.state == "queued" and next_at is None:
            outcome = outcome._replace(state="failed")
        self._post.done(parcel, outcome, now, next_at, self._alarms(parcel.message, parcel, outcome, now))

    def _alarms(self, message: Message, parcel: Parcel, outcome: Outcome, now: datetime) -> Sequence[Message]:
        late = outcome.state == "queued" and parcel.attempts == ALARMING_TRIES
        gone = outcome.state == "failed" and outcome.problem not in _NOT_LOST
        if not late and not gone:
            return ()
        return alarms(message, self._known(message.production)[0], now)

    def _carried(self, parcel: Parcel) -> Outcome:
        contact = parcel.contact
        if contact is None:
            return Outcome("failed", "contact.removed")
        if refused := self._stale(parcel):
            return Outcome("failed", refused)
        carrier = self._means.carriers.get(contact.channel)
        if carrier is None:
            return Outcome("failed", "channel.off")
        code = None
        if parcel.message.subject_code == CODE_SUBJECT and contact.asked_at is not None:
            code = self._means.keys.code(contact.id, contact.asked_at)
        try:
            arrived = carrier.carry(letter(parcel, self._means.origin, code), contact)
        except NotCarried as failure:
            return Outcome("failed" if failure.final else "queued", failure.problem, failure.broken)
        except Exception:  # noqa: BLE001 - one that cannot be carried keeps no other from its turn
            _log.exception("delivery.fault", extra={"delivery": parcel.id})
            return Outcome("queued", "carrier.fault")
        return Outcome("delivered" if arrived else "sent")

    def _stale(self, parcel: Parcel) -> str | None:
        """Why this must not go out any more: who left is told nothing, and an old code would only confuse."""
        now, message = self._clock(), parcel.message
        if message.subject_code == CODE_SUBJECT:
            return "code.expired" if now - message.made_at > CODE_GOOD_FOR else None
        if message.person is not None and not self._known(message.production)[0].roles(message.person, now):
            return "person.left"
        return None

    def _known(self, production: str) -> tuple[Roster, ZoneInfo]:
        judged = self._judges.seen(production)
        if judged is None:
            return Roster(), ZoneInfo("UTC")
        return judged.roster, judged.setting.zone


_NOT_LOST: Final = frozenset({"contact.removed", "code.expired", "person.left"})
Look = Callable[[Lane, ThreadPoolExecutor | None], int]
