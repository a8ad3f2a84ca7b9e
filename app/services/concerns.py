"""Decides how somebody without an account raises a concern and comes back to it, without a trace.

A concern's time is rounded down to the hour, and it enters the ledger with the next quarter of an hour, through
the one write path. Until then it is kept aside; afterwards only the digest of its code leads to it. Where its words would
name who wrote them they are set apart for the receiver, and the ledger holds their salted digest (`note`).
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, canonical
from app.domain.ledger.entry import parse_entry
from app.services.caller import CONCERN, Caller, no_production
from app.services.concern_records import SET_APART, in_order, record_of, whole, without_words
from app.services.concern_routing import Apart
from app.services.outcome import Outcome, Refused
from app.services.ports import Clock

_QUARTER: Final = timedelta(minutes=15)
# Crockford's letters: none is mistaken for another when read aloud or in the sun. 16 of them are 80 bits.
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH: Final = 16
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_log = logging.getLogger(__name__)


class Kept(NamedTuple):
    """One concern raised under a code. `record` is its canonical bytes, None once it stands in the ledger."""

    digest: bytes
    production: str
    record_key: str
    append_at: datetime
    record: bytes | None


class Shelf(Protocol):
    """Where concerns without a name wait. Each call is a transaction of its own."""

    def has_production(self, production: str) -> bool:
        """Whether there is such a production."""
        ...

    def keep(self, concern: Kept, words: bytes | None = None) -> None:
        """Put it aside, with the words that the ledger will not hold; durable when this returns."""
        ...

    def words(self, production: str) -> Mapping[str, bytes]:
        """The words set apart in a production, by the record they belong to."""
        ...

    def under(self, digest: bytes) -> Sequence[Kept]:
        """Everything said under one code."""
        ...

    def due(self, moment: datetime) -> Sequence[Kept]:
        """What waits and has waited until then."""
        ...

    def appended(self, concern: Kept) -> None:
        """It stands in the ledger now."""
        ...


class Desk(Protocol):
    """The one write path."""

    def submit(self, caller: Caller, production: str, sent: bytes) -> Outcome:
        """One record as bytes of JSON."""
        ...


class Reader(Protocol):
    """What is read of a ledger to tell what became of a concern."""

    def entry_of(self, production: str, record_key: str) -> bytes | None:
        """The bytes of the entry that holds a record; None where there is none."""
        ...

    def entries_of_kind(self, production: str, kind: str) -> list[bytes]:
        """Entries whose record is of that kind."""
        ...


class Ledgers(Protocol):
    """Gives one consistent view of what is committed."""

    def reading(self) -> AbstractContextManager[Reader]:
        """One consistent view."""
        ...


class Routing(Protocol):
    """Where the words of a concern go, and who is told that there is one."""

    def apart(self, production: str, said: Mapping[str, Json]) -> Apart:
        """Whether its words are set apart."""
        ...

    def tell(self, concern: Mapping[str, Any], *, apart: bool, about: str | None, repeated: bool) -> None:
        """Queue that there is one; once, however often."""
        ...


class Concerns:
    """Concerns without a name, from the words to the ledger and back to whoever holds the code."""

    def __init__(self, shelf: Shelf, ledgers: Ledgers, desk: Desk, routing: Routing, clock: Clock) -> None:
        self._shelf = shelf
        self._ledgers = ledgers
        self._desk = desk
        self._routing = routing
        self._clock = clock

    def put(self, production: str, said: Mapping[str, Json]) -> str:
        """Keep a concern (`category`, `detail`, `about?`, `unit?`) and answer the code that leads back to it.

        Refused: no such production (`not_found`), words no concern may hold (`record.malformed`).
        """
        if not self._shelf.has_production(production):
            raise no_production()
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        self._keep(_digest(code), production, dict(said), None)
        return "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4))

    def add(self, code: str, detail: Json) -> None:
        """More words from whoever holds the code: a correction that says everything said so far.

        It is no second concern, so it neither repeats the first nor starts its deadlines anew. Refused: an
        unknown code (`not_found`), no text or too much of it (`record.malformed`).
        """
        kept = self._kept(code)
        last = self._said(kept)[-1]
        body = last["body"]
        together = f"{body['detail']}\n\n{detail}" if isinstance(detail, str) else detail
        said = {**body, "detail": together, "unit": last.get("unit")}
        self._keep(kept[0].digest, kept[0].production, said, last)

    def read(self, code: str) -> dict[str, Any]:
        """What was said under the code, whether the ledger has it, what was answered. Refused: `not_found`."""
        kept = self._kept(code)
        body = self._said(kept)[-1]["body"]
        return {
            "production": kept[0].production,
            "state": "waiting" if any(concern.record is not None for concern in kept) else "recorded",
            "category": body["category"],
            "detail": body["detail"],
            "answers": self._answers(kept),
        }

    def append_due(self, moment: datetime | None = None) -> int:
        """Bring every concern whose quarter of an hour has come into the ledger; how many. May be done twice."""
        due = {concern.record_key: concern for concern in self._shelf.due(moment or self._clock())}
        waiting = [orjson.loads(concern.record) for concern in due.values() if concern.record is not None]
        return sum(self._append(due[record["id"]]) for record in in_order(waiting))

    def _append(self, concern: Kept) -> bool:
        caller = Caller(None, concern.production, frozenset({CONCERN}))
        outcome = self._desk.submit(caller, concern.production, concern.record or b"")
        if isinstance(outcome, Refused):
            _log.error("concern.refused", extra={"code": outcome.error.code})
            return False
        self._tell(concern, orjson.loads(outcome.receipt))
        self._shelf.appended(concern)
        return True

    def _tell(self, concern: Kept, receipt: dict[str, Any]) -> None:
        """What is added later is told as well: whoever hears it comes back to read it."""
        record = orjson.loads(concern.record or b"")
        apart = record["body"]["detail"] == SET_APART
        repeated = any(one["hazard"] == "concern.repeated" for one in receipt["raised"])
        about = whole(record, self._shelf.words(concern.production))["body"].get("about")
        self._routing.tell(record, apart=apart, about=about, repeated=repeated)

    def _keep(
        self, digest: bytes, production: str, said: dict[str, Json], corrects: Mapping[str, Any] | None
    ) -> None:
        now = self._clock()
        record = record_of(production, said, now, corrects["id"] if corrects else None)
        found = self._routing.apart(production, said)
        words = None
        if found.words or (corrects is not None and corrects.get("apart")):
            record, words = without_words(record, found.about)
        append_at = now - (now - datetime.min.replace(tzinfo=UTC)) % _QUARTER + _QUARTER
        self._shelf.keep(Kept(digest, production, str(record["id"]), append_at, canonical(record)), words)

    def _kept(self, code: str) -> Sequence[Kept]:
        kept = self._shelf.under(_digest(code))
        if not kept:
            raise ShowclearError("not_found", "No concern has this code.")
        return kept

    def _said(self, kept: Sequence[Kept]) -> list[dict[str, Any]]:
        """The records kept under one code, from where they wait or from the ledger, in the order they were said."""
        found = [orjson.loads(concern.record) for concern in kept if concern.record is not None]
        with self._ledgers.reading() as reader:
            for concern in kept:
                if concern.record is None:
                    entry = reader.entry_of(concern.production, concern.record_key)
                    found.append(parse_entry(entry or b"").record)
        words = self._shelf.words(kept[0].production)
        return in_order([whole(record, words) for record in found])

    def _answers(self, kept: Sequence[Kept]) -> list[dict[str, Any]]:
        """Responses to the concern, oldest first: what was done and said, not by whom."""
        keys = {concern.record_key for concern in kept}
        with self._ledgers.reading() as reader:
            entries = [parse_entry(entry) for entry in reader.entries_of_kind(kept[0].production, "response")]
        found = []
        for entry in entries:
            body: Any = entry.record["body"]
            if str(body["to"]).lower() in keys:
                found.append(
                    {
                        "action": body["action"],
                        "detail": body["detail"],
                        "recorded_at": entry.recorded_at,
                    }
                )
        return found


def _digest(code: str) -> bytes:
    """What is kept of a code: as somebody may type it, in either size, with O for 0."""
    return hashlib.sha256(code.upper().translate(_READ_AS).encode()).digest()
