"""A judge of four plain rules over the same interface as the real one: it judges everything again each time.

A handover of a firearm not inspected earlier that day is `rounds.not_inspected`; an incident holds its firearm until a
release, and unanswered for 15 minutes it is `incident.unanswered`; a record that took over an hour is `record.late`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from app.domain.judgement import Entry, TooEarlyError
from app.domain.ledger.entry import recorded_at_text
from app.domain.records import Handover, Record
from app.services.ports import Lookup, LookupViolation, Stands

ANSWER_WITHIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Row:
    """What was found, as plain fields."""

    fields: tuple[tuple[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in self.fields}


def row(**fields: Any) -> Row:
    return Row(tuple(sorted(fields.items())))


@dataclass(frozen=True)
class Violation:
    id: str
    hazard: str
    trigger: Record
    follows_at: datetime
    flagged_at: datetime
    status: str = "open"

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "hazard": self.hazard,
            "gravity": "serious",
            "status": self.status,
            "blocking": True,
            "subject": f"record:{self.trigger.key}",
            "firearm": getattr(self.trigger.body, "firearm", None),
            "occurred_at": recorded_at_text(self.trigger.at),
            "flagged_at": recorded_at_text(self.flagged_at),
            "records": [self.trigger.key],
        }


@dataclass(frozen=True)
class Change:
    violations: Sequence[Violation]
    raised: dict[str, tuple[Violation, ...]]
    resolved: dict[str, tuple[str, ...]]


class PlainJudge:
    """One production, judged again from its entries at every step."""

    def __init__(
        self, begins_on: date | None, entries: Iterable[Entry], standing: Iterable[dict[str, Any]]
    ) -> None:
        self.begins_on = begins_on
        self.entries: tuple[Entry, ...] = tuple(entries)
        self.moment = max(
            (entry.recorded_at for entry in self.entries), default=datetime.min.replace(tzinfo=UTC)
        )
        flagged = {told["id"]: told for told in standing}
        self.published: dict[str, Violation] = {}
        for found in self._found():
            before = flagged.get(found.id, found.to_json())
            at = datetime.fromisoformat(before["flagged_at"])
            self.published[found.id] = replace(found, flagged_at=at, status=before["status"])

    def fork(self) -> Self:
        other = type(self)(self.begins_on, (), ())
        other.entries, other.moment, other.published = self.entries, self.moment, dict(self.published)
        return other

    def advance(self, to: datetime) -> Change:
        if to <= self.moment:
            return self._change({}, ())
        self.moment = to
        return self._publish(())

    def receive(self, entries: Sequence[Entry]) -> Change:
        for entry in entries:
            segment = self.segment_of(entry.record)
            if self.begins_on is not None and segment < self.begins_on:
                raise TooEarlyError(segment)
        self.entries += tuple(entries)
        self.moment = entries[0].recorded_at
        return self._publish(entries)

    def segment_of(self, record: Record) -> date:
        return record.at.date()

    def selection(self, segment: date) -> tuple[int, ...]:
        """Incidents from before the segment that nobody released."""
        before = datetime.combine(segment, time(), tzinfo=UTC)
        held = {row.to_json()["incident"] for row in self._holds(before)}
        return tuple(e.position for e in self.entries if e.record.key in held and e.record.at < before)

    def _publish(self, entries: Sequence[Entry]) -> Change:
        changed: dict[str, Violation] = {}
        now = {found.id: found for found in self._found()}
        for id_, found in now.items():
            if id_ not in self.published:
                at = max(found.follows_at, entries[0].recorded_at) if entries else found.follows_at
                changed[id_] = replace(found, flagged_at=at)
        gone = [id_ for id_, old in self.published.items() if id_ not in now and old.status == "open"]
        changed |= {id_: replace(self.published[id_], status="rebutted") for id_ in gone}
        self.published.update(changed)
        return self._change(changed, entries, gone)

    def _change(
        self, changed: dict[str, Violation], entries: Sequence[Entry], gone: Sequence[str] = ()
    ) -> Change:
        raised = {
            e.record.key: found
            for e in entries
            if (found := tuple(v for v in changed.values() if v.trigger is e.record and v.status == "open"))
        }
        resolved = {entries[0].record.key: tuple(gone)} if gone else {}
        return Change(tuple(changed.values()), raised, resolved)

    def stands(self, moment: datetime) -> Stands:
        deadlines = self._deadlines(moment)
        ends = [datetime.fromisoformat(due.to_json()["due_at"]) for due in deadlines]
        return Stands(self._holds(moment), deadlines, min(ends, default=None))

    def custody(self, moment: datetime) -> list[dict[str, Any]]:
        return []

    def awaited(self, moment: datetime) -> list[dict[str, Any]]:
        return []

    def firearm(self, firearm: str, moment: datetime) -> dict[str, Any] | None:
        return None

    def clear(self, handover: Handover, *, unit: str, at: datetime, by: str | None) -> dict[str, Any]:
        """Granted when the firearm was inspected that day."""
        seen = [r for r in self._in_order() if r.kind == "round_inspection" and r.at <= at]
        granted = any(r.body.firearm == handover.firearm and r.at.date() == at.date() for r in seen)
        return {"granted": granted, "reasons": [], "as_of": max(e.position for e in self.entries)}

    def pack(self, moment: datetime) -> tuple[str, str | None] | None:
        return None

    def _in_order(self) -> list[Record]:
        return [e.record for e in sorted(self.entries, key=lambda e: (e.record.at, e.position))]

    def _found(self) -> list[Violation]:
        found = [v for entry in self.entries for v in self._late(entry)]
        seen: set[tuple[str, date]] = set()
        for record in self._in_order():
            day = self.segment_of(record)
            if record.kind == "round_inspection":
                seen.add((record.body.firearm, day))
            elif record.kind == "handover" and (record.body.firearm, day) not in seen:
                found.append(self._violation("rounds.not_inspected", record, record.at))
            elif record.kind == "incident" and not self._answered(record) and self._over(record):
                found.append(self._violation("incident.unanswered", record, record.at + ANSWER_WITHIN))
        begins = self.begins_on
        return [v for v in found if begins is None or v.follows_at.date() >= begins]

    def _over(self, incident: Record) -> bool:
        return incident.at + ANSWER_WITHIN < self.moment

    def _late(self, entry: Entry) -> list[Violation]:
        late = entry.recorded_at - entry.record.at > timedelta(hours=1)
        return [self._violation("record.late", entry.record, entry.record.at)] if late else []

    def _violation(self, hazard: str, record: Record, at: datetime) -> Violation:
        return Violation(f"{hazard}:{record.key}", hazard, record, at, at)

    def _answered(self, incident: Record) -> bool:
        return any(
            record.kind == "response"
            and record.body.to == incident.key
            and record.at <= incident.at + ANSWER_WITHIN
            for record in self._in_order()
        )

    def _holds(self, at: datetime) -> tuple[Row, ...]:
        held: dict[str, Row] = {}
        for record in self._in_order():
            if record.kind == "incident" and record.body.firearm and record.at <= at:
                subject = f"firearm:{record.body.firearm}"
                held[subject] = row(subject=subject, incident=record.key)
            elif record.kind == "release" and record.at <= at:
                held.pop(record.body.subject, None)
        return tuple(held.values())

    def _deadlines(self, at: datetime) -> tuple[Row, ...]:
        return tuple(
            row(record=record.key, due_at=recorded_at_text(record.at + ANSWER_WITHIN))
            for record in self._in_order()
            if record.kind == "incident" and not self._answered(record) and record.at + ANSWER_WITHIN >= at
        )


def open_plain_judge(
    production: str,
    begins_on: date | None,
    carried: Sequence[Entry],
    entries: Sequence[Entry],
    standing: Sequence[dict[str, Any]],
    lookup: Lookup,
    lookup_violation: LookupViolation,
) -> PlainJudge:
    return PlainJudge(begins_on, (*carried, *entries), standing)
