"""Decides, for a concern without a name, whether its words stay out of the ledger, and who is told that there is one.

What is told holds no words, no name and no hour: a link to sign in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

import orjson

from app.domain.answering.routing import Crew, hearers, kept_from, may_stay, words_are_set_apart
from app.domain.ledger.canonical import Json
from app.domain.people.roles import CONCERN_READERS, READ_ONLY_ROLES, SAFETY_ROLES
from app.domain.records import parse_record
from app.services.caller import no_production
from app.services.filters import RecordFilter
from app.services.judged import Judged
from app.services.judges import Judges
from app.services.library import Library, Shelves
from app.services.looking import crew_of
from app.services.messages import Message, Outbox
from app.services.named import names_in, persons_in
from app.services.ports import Clock, Store

_SEEN_WITHIN_DAYS: Final = 7
_MOST_OF_A_DAY: Final = 10_000
_TOLD: Final = CONCERN_READERS - READ_ONLY_ROLES
_OUTSIDE: Final = ("union_hotline", "studio_safety")


class Receiver(NamedTuple):
    """Somebody who hears what is set apart."""

    id: str
    production: str
    person: str
    named_by: str
    named_at: datetime


class Receivers(Protocol):
    """Who hears what is set apart. Each call is a transaction of its own."""

    def named(self, production: str) -> Sequence[Receiver]:
        """Those who are receivers now, in the order they were named."""
        ...

    def name(self, receiver: Receiver) -> None:
        """One more."""
        ...

    def end(self, production: str, person: str, at: datetime) -> bool:
        """No receiver any more; whether they were one."""
        ...


class Apart(NamedTuple):
    """How a concern is kept. `about`: what of that its record may still say where its words are set apart."""

    words: bool
    about: str | None


class ConcernRouting:
    """Where the words of a concern go."""

    def __init__(
        self,
        judges: Judges,
        library: Library,
        receivers: Receivers,
        store: Store,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._judges, self._library, self._receivers = judges, library, receivers
        self._store, self._outbox, self._clock = store, outbox, clock

    def apart(self, production: str, said: Mapping[str, Json]) -> Apart:
        """Whether its words are set apart, by who could have written it and whom it is about."""
        about, unit = said.get("about"), said.get("unit")
        judged, now = self._judged(production), self._clock()
        with self._library.looking() as shelves:
            crew = crew_of(judged.roster, shelves.names(production), now)
            seen = _seen(shelves, production, judged, unit, now) if isinstance(unit, str) else None
        whom = about if isinstance(about, str) else None
        return Apart(words_are_set_apart(whom, crew, seen), may_stay(whom, crew))

    def tell(self, concern: Mapping[str, Any], *, apart: bool, about: str | None, repeated: bool) -> None:
        """Queue that there is one, for those who may hear it; once, however often it is asked for.

        A second on one subject spares no quiet hour, and tells safety too where only a receiver hears the words.
        """
        production, key = str(concern["production"]), str(concern["id"])
        now, judged = self._clock(), self._judged(production)
        with self._library.looking() as shelves:
            crew = crew_of(judged.roster, shelves.names(production), now)
        people = self._hearers(production, crew, about) if apart else _holding(crew, _TOLD, about)
        if repeated:
            people = sorted({*people, *_holding(crew, SAFETY_ROLES, about)})
        to: list[tuple[str | None, str | None]] = [(person, None) for person in people]
        to = to or [(None, one) for one in _OUTSIDE]
        said = _Told(repeated, "corrects" in concern, now)
        told = [_message(production, key, one, said) for one in to]
        with self._store.writing() as writer:
            self._outbox.queue(writer, told)

    def _hearers(self, production: str, crew: Crew, about: str | None) -> Sequence[str]:
        named = [one.person for one in self._receivers.named(production)]
        return hearers(crew, named, about)

    def _judged(self, production: str) -> Judged:
        judged = self._judges.seen(production)
        if judged is None:
            raise no_production()
        return judged


class _Told(NamedTuple):
    repeated: bool
    added: bool
    """Whether more was said under a code."""
    at: datetime


def _message(production: str, key: str, to: tuple[str | None, str | None], told: _Told) -> Message:
    person, outside = to
    return Message(
        key=f"concern:{key}:{person or outside}",
        production=production,
        person=person,
        outside=outside,
        urgency="hold" if told.repeated else "due",
        subject_code=_code(told, inside=person is not None),
        made_at=told.at,
        link_path=f"/p/{production}/concerns" if person else "/sign-in",
    )


def _code(told: _Told, *, inside: bool) -> str:
    if not inside:
        return "concern.outside"
    if told.repeated:
        return "concern.repeated"
    return "concern.added" if told.added else "concern.received"


def _holding(crew: Crew, wanted: frozenset[str], about: str | None) -> list[str]:
    away = kept_from(about, crew)
    return sorted(one for one, held in crew.roles.items() if held & wanted and one not in away)


def _seen(shelves: Shelves, production: str, judged: Judged, unit: str, now: datetime) -> frozenset[str]:
    """Whom the unit's records of the last days name: its people, as far as the record knows."""
    today = judged.setting.date_of(now)
    days = [today - timedelta(days=back) for back in range(_SEEN_WITHIN_DAYS)]
    return frozenset(one for day in days for one in _named(shelves, production, RecordFilter(day=day), unit))


def _named(shelves: Shelves, production: str, asked: RecordFilter, unit: str) -> Iterable[str]:
    for stored in shelves.entries_like(production, asked, -1, _MOST_OF_A_DAY):
        record = parse_record(orjson.loads(stored.entry)["record"], allow_nobody=True)
        if record.unit == unit:
            yield from persons_in(names_in(record))
