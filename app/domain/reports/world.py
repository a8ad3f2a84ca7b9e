"""Decides what reports are made from: a production as its first entries leave it, at one moment; it reads nothing itself.

The service answers from its store, `showclear verify --report` from an export: the same questions, the same answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Protocol

from app.domain.judgement import Entry
from app.domain.judgement.violation import moment_text
from app.domain.records import Record

Json = dict[str, Any]


_WORDS: Final = ("firearm", "hazard", "protocol", "gravity", "status", "incident")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked about: days (both included), and words that narrow it. Left out: everything."""

    since_on: date | None = None
    until_on: date | None = None
    firearm: str | None = None
    hazard: str | None = None
    protocol: str | None = None
    gravity: str | None = None
    status: str | None = None
    incident: str | None = None
    """The id of an incident's record, in lower case: of an incident pack and of forms."""

    def to_json(self) -> Json:
        """As the report repeats it."""
        days = {"since_on": self.since_on, "until_on": self.until_on}
        told: Json = {name: day.isoformat() if day else None for name, day in days.items()}
        return told | {name: getattr(self, name) for name in _WORDS}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Asked:
        """What `to_json` wrote. ValueError, TypeError, KeyError: it did not."""
        days = [date.fromisoformat(told[name]) if told[name] else None for name in ("since_on", "until_on")]
        return cls(days[0], days[1], *(told[name] for name in _WORDS))

    def takes(self, violation: Mapping[str, Any], day: date) -> bool:
        """Whether a violation of that day is asked for."""
        if (self.since_on and day < self.since_on) or (self.until_on and day > self.until_on):
            return False
        wanted = (
            (self.firearm, violation.get("firearm")),
            (self.hazard, violation["hazard"]),
            (self.protocol, str(violation["protocol"]).partition("@")[0]),
            (self.gravity, violation["gravity"]),
            (self.status, violation["status"]),
        )
        return all(asked is None or asked == found for asked, found in wanted)


class Sealed(NamedTuple):
    """An entry as the ledger holds it: its leaf hash in hexadecimal, and the record as it was sent."""

    leaf_hash: str
    record: Json


class Tally(NamedTuple):
    """How many records of a day there are, and how they were made."""

    records: int
    by_checklist: int
    signed: int


def tally(records: Iterable[Mapping[str, Any]]) -> Tally:
    """The count of these records, as JSON; people and settings are no work of the day."""
    counted = [one for one in records if one["kind"] not in ("role", "production_set")]
    listed = [one for one in counted if one.get("protocol")]
    return Tally(len(counted), len(listed), sum(1 for one in listed if one.get("sign_offs")))


class World(Protocol):
    """One production, as known at one moment."""

    @property
    def production(self) -> str:
        """Its id."""
        ...

    @property
    def size(self) -> int:
        """How many entries are known: positions 0 to size - 1."""
        ...

    @property
    def made_at(self) -> datetime:
        """The moment everything is told for; aware."""
        ...

    @property
    def jurisdiction(self) -> str | None:
        """Whose law holds, as recorded, such as `US-NM`."""
        ...

    def violations(self, asked: Asked) -> list[Json]:
        """Those asked for, rebutted ones too, in the order they happened, then by id."""
        ...

    def entries(self, keys: Collection[str]) -> dict[str, Entry]:
        """The entries of these record ids (lower case), as far as there are any."""
        ...

    def of_days(self, since_on: date | None, until_on: date | None) -> list[Entry]:
        """The entries that belong to these days, both included, by position."""
        ...

    def tallies(self, since_on: date | None, until_on: date | None) -> dict[date, Tally]:
        """Each day with records, and how many."""
        ...

    def of_kind(self, kind: str) -> list[Entry]:
        """Every entry of a kind, by position."""
        ...

    def about_firearm(self, firearm: str) -> list[Entry]:
        """Every entry that names the firearm, by position."""
        ...

    def about_record(self, key: str) -> list[Entry]:
        """Every entry that names the record, by position."""
        ...

    def day_of(self, record: Record) -> date:
        """The day a record belongs to."""
        ...

    def roles(self, person: str | None, at: datetime) -> list[str]:
        """The roles a person held at the moment, by name."""
        ...

    def sealed(self, positions: Collection[int]) -> dict[int, Sealed]:
        """The entries at these positions as the ledger holds them."""
        ...

    def open_deadlines(self) -> list[Json]:
        """What is awaited and not overdue yet, what is due first first."""
        ...


def cited(entry: Entry, world: World) -> Json:
    """A record as reports cite it: its place, when it happened and was recorded, by whom. Never who raised a concern."""
    record = entry.record
    by = None if record.kind == "concern" else record.by
    told: Json = {
        "record": record.key,
        "position": entry.position,
        "kind": record.kind,
        "occurred_at": record.occurred_at,
        "recorded_at": moment_text(entry.recorded_at),
        "by": by,
        "roles": world.roles(by, record.at),
    }
    if record.attachments and record.kind != "concern":
        told["attachments"] = list(record.attachments)
    return told
