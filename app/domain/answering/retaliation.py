"""Decides which changes of personnel after a concern are to be asked about; it suspects nobody and concludes nothing.

A change is listed for what it is: somebody raised something, and within the look-back their work there ended or changed.
California presumes retaliation within 90 days (Labor Code 98.6 and 1102.5 as amended by SB 497, read second-hand); the
judgement's own look-back is the pack's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.domain.judgement import Entry
from app.domain.records import PersonnelAction, RoleGiven, parse_moment
from app.domain.records.words import ADVERSE_ACTIONS

LOOK_BACK: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Change:
    """One change after something was raised."""

    entry: Entry
    person: str
    what: str
    """`dismissed`, `reassigned`, `resigned`, `walked_off`, or `role_ended`."""
    at: datetime
    reason: str | None
    after: tuple[Entry, ...]
    """What that person had raised before, under their name."""
    after_nameless: bool
    """Whether a concern without a name came before an adverse change; it says nothing about who raised that."""


def changes_to_ask_about(
    raised: Iterable[Entry], nameless: Iterable[Entry], changes: Iterable[Entry]
) -> list[Change]:
    """The newest first. `raised`: concerns and requests with a name; `changes`: personnel actions and roles."""
    by_person: dict[str, list[Entry]] = {}
    for entry in raised:
        if entry.record.by:
            by_person.setdefault(entry.record.by, []).append(entry)
    without = list(nameless)
    found = (_change(entry, by_person, without) for entry in changes)
    listed = [one for one in found if one is not None]
    return sorted(listed, key=lambda one: one.at, reverse=True)


def _change(entry: Entry, raised: Mapping[str, list[Entry]], nameless: list[Entry]) -> Change | None:
    told = _told(entry)
    if told is None:
        return None
    person, what, at, reason = told
    after = tuple(one for one in raised.get(person, ()) if _follows(entry, at, one))
    without = what in ADVERSE_ACTIONS and any(_follows(entry, at, one) for one in nameless)
    if not after and not without:
        return None
    return Change(entry, person, what, at, reason, after, without)


def _follows(change: Entry, at: datetime, raised: Entry) -> bool:
    """Whether it was written down after what was raised, and took hold within the look-back."""
    return change.position > raised.position and at - raised.record.at <= LOOK_BACK


def _told(entry: Entry) -> tuple[str, str, datetime, str | None] | None:
    body = entry.record.body
    if isinstance(body, PersonnelAction):
        return body.person, body.action, entry.record.at, body.reason
    if isinstance(body, RoleGiven) and body.until_at is not None:
        return body.person, "role_ended", parse_moment(body.until_at), entry.record.note
    return None
