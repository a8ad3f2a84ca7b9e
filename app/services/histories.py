"""Decides how a firearm's or lot's history leaves with its owner's consent, and how one that was brought along is kept.

What was brought along is shown as what another production signed. It is no record of this one, and nothing is judged by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple, Protocol

from app.domain.drill.mark import is_drill
from app.domain.errors import ShowclearError
from app.domain.judgement import Entry
from app.domain.ledger.entry import recorded_at_text
from app.domain.ledger.history import (
    History,
    Line,
    number_digest,
    read_history,
)
from app.domain.ledger.merkle import HashAt
from app.domain.ledger.proofs import inclusion_proof, places_of_inclusion
from app.domain.people.permissions import require_read
from app.domain.records import (
    FirearmIntake,
    Record,
    Statement,
)
from app.services.caller import WRITE, Caller
from app.services.entries import stored_entry
from app.services.export import Exports
from app.services.filters import RecordFilter
from app.services.judges import Judges
from app.services.library import Library
from app.services.looking import Look, Looking
from app.services.ports import Clock
from app.services.restating import class_of, named, number_of, stated, totals
from app.services.stored import EMPTY

CONSENT: Final = "The owner agrees that its history travels."
"""What the consent claims, word for word."""
GOOD_FOR: Final = timedelta(days=90)
MOST_LINES: Final = 200
SMALL_BYTES: Final = 1_400
"""What a QR code holds that a phone still reads from a screen."""
_INTAKES: Final = {"firearm": "firearm_intake", "lot": "ammunition_intake"}
_AT_ONCE: Final = 500


class Brought(NamedTuple):
    """A history that was brought along."""

    digest: bytes
    history: str
    brought_by: str
    brought_at: datetime


class BroughtBook(Protocol):
    """Histories that were brought along. Each call is a transaction of its own."""

    def keep(self, production: str, thing: str, brought: Brought) -> None:
        """Keep one; nothing, where it is here already."""
        ...

    def of(self, production: str, thing: str) -> Sequence[Brought]:
        """Those of a thing, the newest first."""
        ...


class Histories(Looking):
    """The use case. A thing is `firearm:<id>` or `lot:<container>`."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, exports: Exports, book: BroughtBook
    ) -> None:
        super().__init__(library, judges, clock)
        self._exports, self._book = exports, book

    def give(self, caller: Caller, production: str, thing: str) -> str:
        """Its history, signed, each line with its path to the checkpoint.

        Refused: `not_found`, `permission.denied`; nobody consented (`history.no_consent`); it has no serial or lot number
        (`history.no_number`); a drill (`history.no_consent`: nothing in it happened).
        """
        with self._look(caller, production, "firearms") as look:
            require_read(look.roles, "history")
            return self._exports.noted(production, self._made(look, thing).text())

    def give_small(self, caller: Caller, production: str, thing: str) -> str:
        """The same as a QR code holds it: what was counted, and as many of the newest lines as fit, without paths."""
        with self._look(caller, production, "firearms") as look:
            require_read(look.roles, "history")
            history = self._made(look, thing)
        bare = [replace(one, path=None) for one in history.lines]
        for kept in range(len(bare), -1, -1):
            left = history.left_out + len(bare) - kept
            text = self._exports.noted(
                production, replace(history, lines=tuple(bare[:kept]), left_out=left).text()
            )
            if len(text.encode()) <= SMALL_BYTES:
                return text
        return text

    def told(self, caller: Caller, production: str, thing: str) -> dict[str, Any]:
        """Whether its history may leave (`refused`: why not), and what was brought along. Refused: as all reading."""
        refused = None
        with self._look(caller, production, "firearms") as look:
            intake = _intake(look, thing)
            try:
                require_read(look.roles, "history")
                number_of(intake.record)
                _consent(look, intake)
            except ShowclearError as error:
                refused = {"code": error.code, "words": error.detail}
        return {
            "thing": thing,
            "intake": intake.record.id,
            "claim": CONSENT,
            "refused": refused,
            "brought": [self._shown(one) for one in self._book.of(production, thing)],
        }

    def bring(
        self, caller: Caller, production: str, thing: str, text: str, vkey: str | None = None
    ) -> dict[str, Any]:
        """Check a history that came with a thing, and keep it beside the ledger.

        Refused: `history.malformed`, `history.altered`, `history.expired`, `history.other_thing` (another number, another
        class), `history.no_number`, `not_found`, `permission.denied`.
        """
        caller.require(production, WRITE)
        with self._look(caller, production, "firearms") as look:
            require_read(look.roles, "history")
            intake = _intake(look, thing)
        text = text.replace("\r\n", "\n").strip("\n") + "\n"
        history = read_history(text, self._clock().date(), vkey=vkey)
        if is_drill(history.signed_by):
            raise ShowclearError("history.malformed", "It is of a drill: nothing in it happened.")
        if history.signed_by == production:
            raise _other("This production signed it itself.")
        if (history.thing, history.class_) != (thing.partition(":")[0], class_of(intake.record)):
            raise _other("It is of another kind of thing.")
        if history.number_digest != number_digest(number_of(intake.record)):
            raise _other("The number is another than the one at its intake here.")
        digest = hashlib.sha256(text.encode()).digest()
        brought = Brought(digest, text, str(caller.person), self._clock())
        self._book.keep(production, thing, brought)
        return self._shown(brought)

    def _made(self, look: Look, thing: str) -> History:
        intake = _intake(look, thing)
        number = number_digest(number_of(intake.record))
        consent = _consent(look, intake)
        head = look.shelves.head(look.production) or EMPTY
        signed = self._exports.signed(look.production, head)
        found = sorted(_lines(look, thing), key=lambda one: -one.position)
        lines = [Line("consent", _day(look, consent), consent.position, {}), *found]
        proven = _proven(look, lines[:MOST_LINES], head.size)
        kind, today = thing.partition(":")[0], self._clock().date()
        return History(
            *(kind, class_of(intake.record), number, today, today + GOOD_FOR),
            *(signed.vkey, signed.checkpoint, totals(kind, found), proven),
            left_out=max(0, len(lines) - MOST_LINES),
        )

    def _shown(self, brought: Brought) -> dict[str, Any]:
        """What is told of one: by whom it is signed, until when it was good, its counts and lines; judged by nobody."""
        history = read_history(brought.history, date.min)
        return {
            "digest": brought.digest.hex(),
            "signed_by": history.signed_by,
            "vkey": history.vkey,
            "made_on": history.made_on.isoformat(),
            "expires_on": history.expires_on.isoformat(),
            "totals": dict(history.totals),
            "lines": [{"kind": one.kind, "on": one.on, **one.stated} for one in history.lines],
            "proven": history.proven,
            "left_out": history.left_out,
            "brought_by": brought.brought_by,
            "brought_at": recorded_at_text(brought.brought_at),
        }


def _intake(look: Look, thing: str) -> Entry:
    """The newest intake of a thing. Refused: never taken in (`not_found`)."""
    kind, _, name = thing.partition(":")
    entries = map(stored_entry, look.shelves.entries_of_kind(look.production, _INTAKES[kind]))
    mine = [one for one in entries if named(one.record) == name]
    if not mine:
        raise ShowclearError("not_found", "Nothing of this id was taken in here.")
    return mine[-1]


def _consent(look: Look, intake: Entry) -> Entry:
    """The record by which the owner agreed. Refused: `history.no_consent`.

    A `statement` about its intake that confirms, with the words of CONSENT. What belongs to the production: by a producer.
    Else with the owner's paper attached. A correction of it takes it back.
    """
    if is_drill(look.production):
        raise ShowclearError("history.no_consent", "This is a drill: nothing in it happened.")
    key = intake.record.key
    found = _all(look, RecordFilter(record=key))
    corrected = {one.record.corrects.record.lower() for one in _statements(look) if one.record.corrects}
    for one in reversed(found):
        body = one.record.body
        agrees = isinstance(body, Statement) and body.stance == "confirms" and body.claim.strip() == CONSENT
        about = isinstance(body, Statement) and body.about.lower() == key
        if agrees and about and one.record.key not in corrected and _is_owners(look, intake.record, one):
            return one
    raise ShowclearError(
        "history.no_consent",
        "No record says that its owner agrees: a statement about its intake, with those words, by a producer for what is "
        "the production's, else with the owner's paper attached.",
    )


def _is_owners(look: Look, intake: Record, consent: Entry) -> bool:
    body, record = intake.body, consent.record
    if isinstance(body, FirearmIntake) and body.owner != "production":
        return bool(record.attachments)
    return "producer" in look.judged.roster.roles(record.by or "", record.at)


def _statements(look: Look) -> list[Entry]:
    return [*map(stored_entry, look.shelves.entries_of_kind(look.production, "statement"))]


def _all(look: Look, asked: RecordFilter) -> list[Entry]:
    found: list[Entry] = []
    after = -1
    while some := look.shelves.entries_like(look.production, asked, after, _AT_ONCE):
        found += [stored_entry(one.entry) for one in some]
        after = some[-1].position
    return found


def _lines(look: Look, thing: str) -> Iterator[Line]:
    """What is restated of a thing's records; of a chain of corrections the newest."""
    kind, _, name = thing.partition(":")
    entries = _all(look, RecordFilter(firearm=name))
    mine = [one for one in entries if named(one.record) == name]
    corrected = {one.record.corrects.record.lower() for one in mine if one.record.corrects}
    for one in mine:
        told = None if one.record.key in corrected else stated(one.record)
        if told is not None and (told[0] == "count") is (kind == "lot"):
            yield Line(told[0], _day(look, one), one.position, told[1])


def _proven(look: Look, lines: Sequence[Line], size: int) -> tuple[Line, ...]:
    """The lines, each with its leaf and its path to the root over `size`."""
    places = [
        place for one in lines for place in (*places_of_inclusion(one.position, size), (0, one.position))
    ]
    hash_at: HashAt = look.shelves.hash_at(look.production, [*dict.fromkeys(places)])
    return tuple(
        replace(one, path=(hash_at(0, one.position), tuple(inclusion_proof(one.position, size, hash_at))))
        for one in lines
    )


def _day(look: Look, entry: Entry) -> str:
    return entry.record.at.astimezone(look.judged.setting.zone).date().isoformat()


def _other(why: str) -> ShowclearError:
    return ShowclearError("history.other_thing", f"The history is not of this one. {why}")
