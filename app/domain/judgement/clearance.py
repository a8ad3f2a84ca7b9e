"""Decides whether a firearm may be handed over now: the judgement of a handover that has not happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.domain.judgement.calendar import cut_over_at, local_date
from app.domain.judgement.chronicle import Chronicle
from app.domain.judgement.entry import Placed
from app.domain.judgement.state import State
from app.domain.judgement.violation import Violation, moment_text
from app.domain.records import Handover, Record, parse_moment, parse_record

ASKED_ID = "00000000-0000-8000-8000-000000000001"
"""The id of a handover that is only asked about."""
LONGEST = timedelta(minutes=15)
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Clearance:
    """Granted or refused, why, who can cure it, and until when the answer stands."""

    granted: bool
    reasons: tuple[Mapping[str, Any], ...]
    as_of: int
    expires_at: str
    assumed: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As the API gives it."""
        return {
            "granted": self.granted,
            "reasons": [dict(reason) for reason in self.reasons],
            "as_of": self.as_of,
            "expires_at": self.expires_at,
            "assumed": dict(self.assumed),
        }


def _asked(production: str, handover: Handover, unit: str, at: datetime, by: str | None) -> Record:
    body = handover.model_dump(by_alias=True, exclude_none=True, mode="json")
    whole = at.astimezone(UTC)
    plain = {
        "id": ASKED_ID,
        "kind": "handover",
        "production": production,
        "occurred_at": whole.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "by": by or handover.from_,
        "unit": unit,
        "body": body,
    }
    return parse_record(plain)


def _reason(violation: Violation) -> dict[str, Any]:
    return {
        "hazard": violation.hazard,
        "rule": f"{violation.protocol}/{violation.rule}",
        "gravity": violation.gravity,
        "message": violation.message,
        "cure": violation.cure,
        "who": list(violation.cure_by),
        "records": list(violation.records[1:]),
    }


def _violations(chronicle: Chronicle, record: Record, at: datetime) -> tuple[Violation, ...]:
    """What the handover would raise, as critical or serious, at the moment itself."""
    state = chronicle.state_at(at)
    placed = Placed(record, at, 2**61, at, record.key)
    found = chronicle.timeline.judge_only(state, placed)
    return tuple(v for v in found if v.blocking and v.records[0] == record.key)


def would_raise(
    chronicle: Chronicle, handover: Handover, *, unit: str, at: datetime
) -> tuple[Violation, ...]:
    """What this handover, then, would raise as critical or serious."""
    return _violations(chronicle, _asked(chronicle.production, handover, unit, at, None), at)


def _boundaries(state: State, at: datetime, persons: Iterable[str]) -> list[datetime]:
    """Moments after which time alone may change the answer: dates, ends of days, roles, live exceptions."""
    tomorrow = local_date(at, state.zone) + timedelta(days=1)
    found = [datetime.combine(tomorrow, time(), tzinfo=state.zone)]
    found += [
        cut_over_at(local_date(at, state.zone) + timedelta(days=n), state.zone, state.cut_over_hour)
        for n in (0, 1)
    ]
    found += [day.ends_at for day in state.days.values()]
    for person in persons:
        for span in state.roles.get(person, ()):
            found += [span.from_at - MOMENT, *([span.until_at] if span.until_at else [])]
    for placed in state.assessments:
        found += [parse_moment(t) for t in (placed.record.body.from_at, placed.record.body.until_at) if t]
    return sorted({b.astimezone(UTC) + MOMENT for b in found if at <= b < at + LONGEST})


def _expires_at(chronicle: Chronicle, record: Record, at: datetime, now: tuple[Violation, ...]) -> datetime:
    same = {(v.hazard, v.subject) for v in now}
    body = record.body
    persons = {body.from_, body.to, body.declared_by or body.from_, *(body.shared_with or ())}
    for boundary in _boundaries(chronicle.state, at, persons):
        later = _violations(chronicle, record, boundary)
        if {(v.hazard, v.subject) for v in later} != same:
            return boundary
    return at + LONGEST


def clearance(
    chronicle: Chronicle,
    handover: Handover,
    *,
    unit: str = "main",
    at: datetime,
    by: str | None = None,
    assumed: Mapping[str, Any] | None = None,
) -> Clearance:
    """Whether this handover, now, would raise nothing critical or serious. Any crash inside counts as a refusal."""
    record = _asked(chronicle.production, handover, unit, at, by)
    found = _violations(chronicle, record, at)
    expires_at = _expires_at(chronicle, record, at, found)
    return Clearance(
        not found,
        tuple(_reason(v) for v in found),
        chronicle.size - 1,
        moment_text(expires_at),
        assumed or {},
    )
