"""Decides what people see of their messages, and what the office sees of everybody's: states, never an address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import parse_recorded_at, recorded_at_text
from app.domain.people.permissions import require_read
from app.services.caller import READ, WRITE, Caller, no_production
from app.services.delivery.addresses import wrong
from app.services.delivery.ports import ContactBook, Mailbox
from app.services.delivery.rows import Choices, DeliveryRow, State, Told, message_id
from app.services.delivery.wording import LANGUAGES, words_of
from app.services.filters import Page
from app.services.judges import Judges
from app.services.ports import Clock

_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
_HEARD_AT_ONCE: Final = 50
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Messages:
    """Reading messages, noting that they were seen, choosing how to be told."""

    def __init__(self, mailbox: Mailbox, book: ContactBook, judges: Judges, clock: Clock) -> None:
        self._mailbox, self._book, self._judges, self._clock = mailbox, book, judges, clock

    def mine(self, caller: Caller, production: str, place: int | None, limit: int) -> Page:
        """One's own, the newest first."""
        person = self._person(caller, production, READ, "people")
        found = self._mailbox.of_person(production, person, None, place or 0, limit + 1)
        return _page(found, place or 0, limit, self._language(production, person), whom=False)

    def newest_at(self, caller: Caller, production: str) -> str:
        """When one's newest was made; else the beginning of time."""
        person = self._person(caller, production, READ, "people")
        found = self._mailbox.of_person(production, person, None, 0, 1)
        return recorded_at_text(found[0].message.made_at if found else _BEGINNING)

    def heard(self, caller: Caller, production: str, after: str) -> list[dict[str, Any]]:
        """One's own that were made after a moment, in that order: for the line that stays open. Nothing after no moment."""
        person = self._person(caller, production, READ, "people")
        moment = _moment(after)
        found = self._mailbox.of_person(production, person, moment, 0, _HEARD_AT_ONCE) if moment else ()
        if not found:
            return []
        language = self._language(production, person)
        return [_told(one, language, whom=False) for one in found]

    def seen(self, caller: Caller, production: str, message: str, state: str) -> None:
        """One's own message stands on a screen (`delivered`), or was opened. Refused: `not_found`, `request.malformed`."""
        person = self._person(caller, production, WRITE, "people")
        if state not in ("delivered", "opened"):
            fault = {"field": "state", "problem": "is no state", "expected": "delivered or opened"}
            raise ShowclearError("request.malformed", "state: delivered or opened.", where=[fault])
        if not self._mailbox.seen(production, person, message, state, self._clock()):
            raise ShowclearError("not_found", "You have no such message.")

    def sent(self, caller: Caller, production: str, place: int | None, limit: int) -> Page:
        """Everybody's, for the office: who was told when, and what became of it."""
        person = self._person(caller, production, READ, "deliveries")
        found = self._mailbox.of_production(production, None, place or 0, limit + 1)
        return _page(found, place or 0, limit, self._language(production, person), whom=True)

    def states(self, production: str, keys: Sequence[str]) -> Mapping[str, dict[str, Any]]:
        """By the keys they were queued under: `state`, `problem`, when it came that far, `via`. No caller: for use cases."""
        found = {one.id: one for one in self._mailbox.of_production(production, keys, 0, len(keys))}
        ids = {key: message_id(production, key) for key in keys}
        return {key: _became(found[one]) for key, one in ids.items() if one in found}

    def choices(self, caller: Caller, production: str) -> dict[str, Any]:
        """How one wants to be told."""
        person = self._person(caller, production, READ, "people")
        chosen = self._book.choices(production, person)
        quiet = {"from": chosen.quiet_from, "until": chosen.quiet_until, "due_too": chosen.quiet_due}
        return {"language": chosen.language, "quiet": quiet if chosen.quiet_from is not None else None}

    def choose(self, caller: Caller, production: str, language: object, quiet: object) -> None:
        """From now on so. Refused: `contact.malformed`."""
        person = self._person(caller, production, WRITE, "people")
        if language not in LANGUAGES:
            raise wrong("language", f"one of: {', '.join(LANGUAGES)}")
        self._book.choose(production, person, _quiet(str(language), quiet))

    def _language(self, production: str, person: str) -> str:
        return self._book.choices(production, person).language

    def _person(self, caller: Caller, production: str, scope: str, what: str) -> str:
        caller.require(production, scope)
        judged = self._judges.seen(production)
        if judged is None or caller.person is None:
            raise no_production()
        require_read(judged.roster.roles(caller.person, self._clock()), what)
        return caller.person


def _moment(text: str) -> datetime | None:
    try:
        return parse_recorded_at(text)
    except (ShowclearError, ValueError):
        return None


def _quiet(language: str, quiet: object) -> Choices:
    if quiet is None:
        return Choices(language)
    if not isinstance(quiet, dict) or not {"from", "until"} <= set(quiet) <= {"from", "until", "due_too"}:
        raise wrong("quiet", "null, or an object with from, until and perhaps due_too")
    begins, ends, due = quiet["from"], quiet["until"], quiet.get("due_too", False)
    hours = all(isinstance(one, str) and _HOUR.fullmatch(one) for one in (begins, ends))
    if not hours or begins == ends or not isinstance(due, bool):
        raise wrong("quiet", "two different times such as 22:00 and 06:30, and due_too true or false")
    return Choices(language, begins, ends, due)


def _page(found: Sequence[Told], skip: int, limit: int, language: str, *, whom: bool) -> Page:
    items = [_told(one, language, whom=whom) for one in found[:limit]]
    return Page(items, skip + limit if len(found) > limit else None)


def _told(one: Told, language: str, *, whom: bool) -> dict[str, Any]:
    message = one.message
    title, text = words_of(message.subject_code, message.urgency, language)
    whose = {"person": message.person, "outside": message.outside} if whom else {}
    return (
        {"id": one.id}
        | whose
        | {
            "urgency": message.urgency,
            "subject": message.subject_code,
            "title": title,
            "text": text,
            "fields": dict(message.fields),
            "path": message.link_path,
            "made_at": recorded_at_text(message.made_at),
        }
        | _state(one)
        | {"via": [_via(row) for row in one.deliveries]}
    )


def _became(one: Told) -> dict[str, Any]:
    ways = [{"channel": row.channel, "state": row.state} for row in one.deliveries]
    return _state(one) | {"via": ways}


def _state(one: Told) -> dict[str, Any]:
    state = state_of(one)
    problem = one.problem or next((row.problem for row in one.deliveries if row.problem), None)
    return {
        "state": state,
        "problem": problem if state in ("queued", "failed") else None,
        "sent_at": _first(row.sent_at for row in one.deliveries),
        "delivered_at": _first([one.delivered_at, *(row.delivered_at for row in one.deliveries)]),
        "opened_at": _text(one.opened_at),
    }


def state_of(one: Told) -> State:
    """How far it came, by the way on which it came furthest; `failed` when no way is left."""
    ways = {row.state for row in one.deliveries}
    if one.opened_at is not None:
        return "opened"
    if one.delivered_at is not None or "delivered" in ways:
        return "delivered"
    if "sent" in ways:
        return "sent"
    return "failed" if one.problem is not None or (ways and ways <= {"failed"}) else "queued"


def _via(row: DeliveryRow) -> dict[str, Any]:
    moments = {name: _text(getattr(row, name)) for name in ("sent_at", "delivered_at", "failed_at")}
    ended = {"channel": row.channel, "state": row.state, "attempts": row.attempts, "problem": row.problem}
    return {"delivery": row.id} | ended | moments


def _first(moments: Any) -> str | None:
    return _text(min((one for one in moments if one is not None), default=None))


def _text(moment: datetime | None) -> str | None:
    return recorded_at_text(moment) if moment is not None else None
