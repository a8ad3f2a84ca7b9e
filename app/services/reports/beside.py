"""Decides what stands in a report beside the ledger: who was told when, and photos, small; none of it is proven.

Deliveries are no entries and go on after a report was made, photos may come late: a report says what was known when it
was made, marks it, and its proof does not cover it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, Protocol

from app.domain.escalation import Escalation
from app.domain.ledger.entry import recorded_at_text
from app.domain.reports.world import Json
from app.services.telling import Telling

SAYS: Final = "Beside the ledger, as known when the report was made; not covered by the proof."
MOST_PICTURES: Final = 200
"""In one report; of the photos beyond them it has the digests."""
_AT_ONCE: Final = 400

States = Callable[[str, Sequence[str]], Mapping[str, Json]]
"""How far the messages of these keys came, by key."""


class Tellings(Protocol):
    """Where it lies who was told of what."""

    def about(
        self, production: str, records: Collection[str]
    ) -> Sequence[tuple[Escalation, Sequence[Telling]]]:
        """The escalations that these records began, each with who was told, in order."""
        ...


class Pictures(Protocol):
    """Photos, small."""

    def there(self, production: str, digest: str) -> bool:
        """Whether the photo is here, whole."""
        ...

    def small(self, production: str, digest: str) -> bytes | None:
        """A small JPEG; None where there is none."""
        ...


class Beside(NamedTuple):
    """Where it all lies."""

    tellings: Tellings
    states: States
    pictures: Pictures


def told_of(report: Json, beside: Beside, *, came: bool) -> Json:
    """Who was told of the records in a report, by record; with `came`, also when it arrived and was opened."""
    found = beside.tellings.about(report["production"], sorted(_records(report)))
    keys = [one.message for _, told in found for one in told if one.message is not None]
    states = dict(_states(beside.states, report["production"], keys)) if came else None
    told: dict[str, list[Json]] = {}
    for escalation, tellings in (one for one in found if one[1]):
        told.setdefault(escalation.record, []).extend(_telling(escalation, one, states) for one in tellings)
    return {"says": SAYS, "records": told} if told else {}


def photos_of(report: Json) -> list[str]:
    """The digests of the photos and papers that the cited records name, in the order of the report, each once."""
    named = (digest[-64:] for one in _cited(report) for digest in one.get("attachments", ()))
    return list(dict.fromkeys(named))


def pictures_of(report: Json, pictures: Pictures) -> dict[str, str]:
    """The photos in a report as small JPEGs in base64, by the digest of the original."""
    small = ((one, pictures.small(report["production"], one)) for one in photos_of(report))
    found = ((digest, base64.b64encode(data).decode()) for digest, data in small if data is not None)
    return dict(islice(found, MOST_PICTURES))


def _cited(report: Json) -> Iterator[Json]:
    """The records a report cites."""
    for one in report.get("violations", ()):
        yield from one["evidence"]
        yield from one["knowledge"]
    if report["report"] == "incident":
        yield from report["records"]


def _records(report: Json) -> set[str]:
    return {one["record"] for one in _cited(report)}


def _states(states: States, production: str, keys: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield from states(production, keys[start : start + _AT_ONCE]).items()


def _telling(escalation: Escalation, one: Telling, states: Mapping[str, Json] | None) -> Json:
    told: Json = {
        "hazard": escalation.hazard,
        "rung": one.rung,
        "recipient": one.recipient,
        "told_at": recorded_at_text(one.told_at),
    }
    if states is None:
        return told
    state = states.get(one.message or "", {})
    return told | {name: state.get(name) for name in ("state", "sent_at", "delivered_at", "opened_at")}
