"""Decides how what waits is delivered: at least once, by any number of workers, each failure tried again or told.

Nothing is written while something is carried, so a worker can be killed at any moment: what it had taken is due again
when its lease ends, under the same id, and what it had noted as sent is never taken again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from app.services.accounts.codes import new_id
from app.services.accounts.ports import Chance
from app.services.delivery.alarms import alarms
from app.services.delivery.ports import CARRIED_WITHIN_S, Carriers, Keys, Lane, NotCarried, Plan, Post, Tried
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
from app.services.ports import Clock
from app.services.roster import Roster

HOLDS: Final[Lane] = ("hold",)
THE_REST: Final[Lane] = ("due", "news")
AT_ONCE: Final = 8
"""Carried side by side, in each lane of each worker."""
_BATCH: Final = 3 * AT_ONCE  # the last of them begin while the lease still outlasts them
Known = Callable[[str], tuple[Roster, ZoneInfo]]
"""Who belongs to a production, and where it is; asked once in each look."""
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
        known = cache(self._known)
        new = self._post.unspread(lane, _BATCH * 4)
        if new:
            self._post.spread([(one, self._plan(one, known)) for one in new], now)
        lease = new_id(self._means.chance)
        parcels = self._post.take(lane, _BATCH, now, now + LEASE, lease)
        for tried in self._tried(parcels, known, pool):
            self._post.done(tried, self._clock())
        return len(parcels)

    def _tried(
        self, parcels: Sequence[Parcel], known: Known, pool: ThreadPoolExecutor | None
    ) -> Iterator[list[Tried]]:
        """What was carried, as it was: whatever is over while the last was noted is noted together."""
        if pool is None:
            yield from ([one] for parcel in parcels if (one := self._try(parcel, known)))
            return
        waiting = {pool.submit(self._try, parcel, known) for parcel in parcels}
        while waiting:
            over, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            if tried := [one for future in over if (one := future.result())]:
                yield tried

    def _plan(self, found: Spread, known: Known) -> Plan:
        now, message = self._clock(), found.message
        roster, zone = known(message.production)
        if message.person is not None and not roster.roles(message.person, now):
            return Plan(problem="person.left")
        takes = [one for one in found.contacts if RANKS[message.urgency] <= RANKS[one.takes]]
        if not takes:
            return Plan(problem="contact.none", alarms=alarms(message, roster, now))
        at = not_before(now, message.urgency, found.choices, zone)
        return Plan([NewDelivery(one, at) for one in takes])

    def _try(self, parcel: Parcel, known: Known) -> Tried | None:
        """None when it is too late to be done before somebody else may begin."""
        until = parcel.leased_until
        if until is None or self._clock() > until - timedelta(seconds=CARRIED_WITHIN_S):
            return None
        roster = known(parcel.message.production)[0]
        outcome = self._carried(parcel, roster)
        now = self._clock()
        next_at = next_try_at(now, parcel.attempts, parcel.id) if outcome.state == "queued" else None
        if outcome.state == "queued" and next_at is None:
            outcome = outcome._replace(state="failed")
        late = outcome.state == "queued" and parcel.attempts == ALARMING_TRIES
        gone = outcome.state == "failed" and outcome.problem not in _NOT_LOST
        told = alarms(parcel.message, roster, now) if late or gone else ()
        return Tried(parcel, outcome, next_at, told)

    def _carried(self, parcel: Parcel, roster: Roster) -> Outcome:
        contact = parcel.contact
        if contact is None:
            return Outcome("failed", "contact.removed")
        if refused := self._stale(parcel, roster):
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

    def _stale(self, parcel: Parcel, roster: Roster) -> str | None:
        """Why this must not go out any more: who left is told nothing, and an old code would only confuse."""
        now, message = self._clock(), parcel.message
        if message.subject_code == CODE_SUBJECT:
            return "code.expired" if now - message.made_at > CODE_GOOD_FOR else None
        if message.person is not None and not roster.roles(message.person, now):
            return "person.left"
        return None

    def _known(self, production: str) -> tuple[Roster, ZoneInfo]:
        judged = self._judges.seen(production)
        if judged is None:
            return Roster(), ZoneInfo("UTC")
        return judged.roster, judged.setting.zone


_NOT_LOST: Final = frozenset({"contact.removed", "code.expired", "person.left"})
Look = Callable[[Lane, ThreadPoolExecutor | None], int]
