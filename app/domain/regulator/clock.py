"""Decides which notice an incident asks for, until when, and which one given meets it; it judges nobody.

29 CFR 1904.39: a death within 8 hours, an in-patient hospital stay within 24 hours. A message left on a machine, and a fax
or e-mail to an office that is closed, do not count; whoever gives it writes down how.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.judgement import Entry
from app.domain.records import Incident, Record

DEATH_WITHIN: Final = timedelta(hours=8)
INJURY_WITHIN: Final = timedelta(hours=24)
_NO_NOTICE: Final = ("voicemail", "voice mail", "answering machine")


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice that is owed for an incident."""

    event: str
    """`fatality` or `hospital`."""
    due_at: datetime
    given: tuple[Entry, ...]
    """Every notice to the regulator about it, in the order they arrived."""
    met_by: Entry | None
    """The first that counts; None while there is none."""

    def state(self, now: datetime) -> str:
        """`given`, `given_late`, `open` or `overdue`; a notice at exactly the limit keeps it."""
        if self.met_by is not None:
            return "given" if self.met_by.record.at <= self.due_at else "given_late"
        return "open" if now <= self.due_at else "overdue"


def event_of(incident: Record) -> str | None:
    """What makes a notice owed: `fatality`, `hospital`; None where nothing does.

    An injury nobody graded counts as hospital.
    """
    body: Incident = incident.body
    if body.what == "fatality":
        return "fatality"
    hurt = body.what == "injury" or body.injured > 0
    return "hospital" if hurt and (body.care or "unknown") in ("hospital", "unknown") else None


def owed(incident: Record, given: Sequence[Entry]) -> Owed | None:
    """The notice an incident asks for, with those `given` about it; None where none is asked for."""
    event = event_of(incident)
    if event is None:
        return None
    within = DEATH_WITHIN if event == "fatality" else INJURY_WITHIN
    told = tuple(one for one in given if one.record.body.to == "regulator")
    met_by = next((one for one in told if counts(one.record)), None)
    return Owed(event, incident.at + within, told, met_by)


def counts(notice: Record) -> bool:
    """Whether it reached somebody, by how it was given."""
    return not any(word in notice.body.channel.lower() for word in _NO_NOTICE)
