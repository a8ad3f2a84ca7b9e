"""Decides who belongs to a production and which roles each holds when, from its `role` records; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.people.roles import ends_at
from app.domain.records import Record, RoleGiven, parse_moment


@dataclass(frozen=True, slots=True)
class Span:
    """A role somebody holds from one moment until, not at, another."""

    role: str
    from_at: datetime
    until_at: datetime | None
    """When it ends here: an outside party's at the latest after a month, whatever the record says."""
    minor: bool | None
    record: str
    """The id of its record, or of the first that later ones corrected."""

    def holds(self, at: datetime) -> bool:
        """Whether the role is held at that moment."""
        return self.from_at <= at and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody the production ever had. Never changed: adding a record gives another roster."""

    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    first: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Role record id to its person and the id at the root of its corrections."""

    def knows(self, person: str) -> bool:
        """Whether the production ever had this person."""
        return person in self.spans

    def roles(self, person: str, at: datetime) -> frozenset[str]:
        """The roles the person holds at that moment."""
        return frozenset(span.role for span in self.spans.get(person, ()) if span.holds(at))

    def people(self) -> Iterable[str]:
        """Person ids, in the order they came."""
        return self.spans

    def adding(self, records: Iterable[Record]) -> Roster:
        """With more records; only `role` records count. Said again from the same moment, a role takes the former's place."""
        roles = [record for record in records if isinstance(record.body, RoleGiven)]
        if not roles:
            return self
        spans, first = dict(self.spans), dict(self.first)
        for record in roles:
            _add(spans, first, record)
        return Roster(spans, first)


def _add(
    spans: dict[str, tuple[Span, ...]],
    first: dict[str, tuple[str, str]],
    record: Record,
) -> None:
    body: RoleGiven = record.body
    corrected = first.get(record.corrects.record) if record.corrects else None
    root = corrected[1] if corrected else record.key
    if corrected:
        person = corrected[0]
        spans[person] = tuple(span for span in spans[person] if span.record != root)
    from_at = parse_moment(body.from_at)
    until_at = ends_at(
        body.role, max(from_at, record.at), parse_moment(body.until_at) if body.until_at else None
    )
    span = Span(body.role, from_at, until_at, body.minor, root)
    kept = tuple(
        other
        for other in spans.get(body.person, ())
        if (other.role, other.from_at) != (span.role, span.from_at)
    )
    spans[body.person] = (*kept, span)
    first[record.key] = (body.person, root)
