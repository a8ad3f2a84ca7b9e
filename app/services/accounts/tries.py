"""Decides how often a remembered secret may be tried, so that neither guessing nor locking others out pays.

Tries are counted per person and place (a browser known by its cookie, else an address). A place where the secret was
once right has its own count and nobody else's failures touch it. All places that are not known share one more count per
person, so that inventing places gains nothing. People nobody ever had are counted in the same way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.domain.errors import ShowclearError
from app.services.accounts.codes import digest
from app.services.accounts.ports import AccountReader, AccountStore
from app.services.accounts.rows import Tries
from app.services.ports import Clock

HERE: Final = 5
"""Wrong tries at one place before it has to wait."""
ELSEWHERE: Final = 20
"""Wrong tries at all places together that are not known."""
WAIT: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(hours=24)
_EVERYWHERE: Final = "*"


class Trying:
    """Counts tries at one kind of secret, such as `password` or `pin`."""

    def __init__(self, store: AccountStore, clock: Clock, kind: str) -> None:
        self._store, self._clock, self._kind = store, clock, kind

    def begin(self, whose: str, place: str) -> None:
        """Count a try before it is looked at, so that many at once are counted too. Refused: `rate.limited`."""
        now = self._clock()
        with self._store.writing() as writer:
            here, everywhere = self._found(writer, whose, place, now)
            _require_open(here, HERE, now)
            if not here.known:
                _require_open(everywhere, ELSEWHERE, now)
                writer.put_tries(_failed(everywhere, now), now - LONGEST_WAIT)
            writer.put_tries(_failed(here, now), now - LONGEST_WAIT)

    def succeeded(self, whose: str, *places: str) -> None:
        """The try just counted at the first of these was right: they all are known from now on."""
        now = self._clock()
        with self._store.writing() as writer:
            for number, place in enumerate(places):
                here = self._one(writer, whose, place, now)
                if number == 0 and not here.known:
                    everywhere = self._one(writer, whose, _EVERYWHERE, now)
                    fewer = replace(everywhere, failures=max(0, everywhere.failures - 1))
                    writer.put_tries(fewer, now - LONGEST_WAIT)
                writer.put_tries(replace(here, failures=0, known=True), now - LONGEST_WAIT)

    def _found(self, reader: AccountReader, whose: str, place: str, now: datetime) -> tuple[Tries, Tries]:
        return self._one(reader, whose, place, now), self._one(reader, whose, _EVERYWHERE, now)

    def _one(self, reader: AccountReader, whose: str, place: str, now: datetime) -> Tries:
        key = digest(f"{self._kind}\n{whose}\n{place}")
        found = reader.tries(key)
        if found is None:
            return Tries(key, 0, now, known=False)
        return replace(found, failures=0) if now - found.tried_at > LONGEST_WAIT else found


def _failed(tries: Tries, now: datetime) -> Tries:
    return replace(tries, failures=tries.failures + 1, tried_at=now)


def _require_open(tries: Tries, free: int, now: datetime) -> None:
    """The wait doubles with every further `free` failures."""
    if tries.failures < free:
        return
    wait = min(LONGEST_WAIT, WAIT * 2 ** min(10, tries.failures // free - 1))
    if now < tries.tried_at + wait:
        raise ShowclearError("rate.limited", "Too many wrong tries here; wait, or sign in another way.")
