"""Decides which records of a waiting group are new, which were there before, and which are refused; it writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, parse_canonical
from app.domain.ledger.entry import parse_entry, record_bytes, record_digest
from app.domain.ledger.sign_off_codes import SignOffCode, refused
from app.services.admission import Draft, authorise
from app.services.gathering import Waiting
from app.services.outcome import Accepted, Outcome, Refused
from app.services.roster import Roster
from app.services.setting import Setting
from app.services.stored import KnownRecord


class Sent(Waiting):
    """What one request sent: drafts, or why something was none. A request without items only moves deadlines on."""

    __slots__ = ("items", "outcomes")

    def __init__(self, items: Sequence[Draft | ShowclearError]) -> None:
        super().__init__()
        self.items = items
        self.outcomes: list[Outcome | None] = [None] * len(items)

    @property
    def weight(self) -> int:
        """How many records it brings; one that brings none takes a place too."""
        return max(1, len(self.items))

    @property
    def ticks(self) -> bool:
        """Whether it asks only that time goes on."""
        return not self.items


@dataclass(slots=True)
class Settled:
    """The new records of a group in order, and where each outcome belongs."""

    roster: Roster
    setting: Setting
    drafts: list[Draft] = field(default_factory=list)
    places: list[list[tuple[Sent, int]]] = field(default_factory=list)
    """For each draft: the request that brought it, and those of the same group that brought it again."""


def settle(
    group: Sequence[Sent],
    known: dict[str, KnownRecord],
    roster: Roster,
    setting: Setting,
    now: datetime,
) -> Settled:
    """Go through a group in order; roles and settings count from the record after on. Refusals are answered at once."""
    settled = Settled(roster, setting)
    at: dict[str, int] = {}
    for sent in group:
        for index, item in enumerate(sent.items):
            try:
                _settle_one(settled, at, known, sent, index, item, now)
            except ShowclearError as error:
                sent.outcomes[index] = Refused(error)
    return settled


def _settle_one(
    settled: Settled,
    at: dict[str, int],
    known: dict[str, KnownRecord],
    sent: Sent,
    index: int,
    item: Draft | ShowclearError,
    now: datetime,
) -> None:
    if isinstance(item, ShowclearError):
        raise item
    authorise(item, settled.roster, now)
    key = item.record.key
    before = known.get(key)
    if before is not None:
        sent.outcomes[index] = _replayed(before, item)
    elif key in at:
        if settled.drafts[at[key]].canonical != item.canonical:
            raise _conflict()
        settled.places[at[key]].append((sent, index))
    else:
        _require_beside(settled, at, sent, item)
        _require_signed(settled, at, known, item)
        at[key] = len(settled.drafts)
        settled.drafts.append(item)
        settled.places.append([(sent, index)])
        settled.roster = settled.roster.adding((item.record,))
        settled.setting = settled.setting.adding((item.record,))


def _require_beside(settled: Settled, at: dict[str, int], sent: Sent, item: Draft) -> None:
    """Nothing, unless it says that a signature failed of a record that another request brought first, and signed well."""
    if item.beside is None:
        return
    place = at.get(item.beside)
    if place is None or settled.places[place][0][0] is not sent:
        raise refused(SignOffCode.NO_RECORD, "The record with which it came is no new one.")


def _require_signed(settled: Settled, at: dict[str, int], known: dict[str, KnownRecord], item: Draft) -> None:
    """Nothing, when the record that this one signs is here as it was signed; else `sign_off.no_record`, `.not_bound`."""
    if item.signs is None:
        return
    key, digest = item.signs
    if key in known:
        signed = parse_entry(known[key].entry).record
    elif key in at:
        signed = cast(dict[str, Json], parse_canonical(settled.drafts[at[key]].canonical))
    else:
        raise refused(SignOffCode.NO_RECORD, "The record that is signed did not enter.")
    if record_digest(signed) != digest:
        raise refused(SignOffCode.NOT_BOUND, "Another record stands under the id that was signed.")


def _replayed(before: KnownRecord, item: Draft) -> Outcome:
    if record_bytes(before.entry, before.position) != item.canonical:
        raise _conflict()
    return Accepted(before.receipt, replayed=True)


def _conflict() -> ShowclearError:
    fault = {
        "field": "id",
        "problem": "stands for another record in the ledger",
        "expected": "a new id, or exactly the record it stands for",
    }
    return ShowclearError("record.conflict", "Another record has this id.", where=[fault])
