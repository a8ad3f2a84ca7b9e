"""Decides which changes of personnel after a concern are to be asked about; it suspects nobody and concludes nothing.

A change is listed for what it is: somebody raised something, and within the look-back their work there ended or changed.
California presumes retaliation within 90 days (Labor Code 98.6 and 1102.5 as amended by SB 497, read second-hand); the
judgement's own look-back is the pack's. Hours that were cut are not seen: no record carries anybody's hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from app.domain.judgement import Entry
from app.domain.records import Duty, PersonnelAction, Record, RoleGiven, parse_moment
from app.domain.records.words import ADVERSE_ACTIONS

LOOK_BACK: Final = timedelta(days=90)
CHANGES: Final = (
    *("dismissed", "reassigned", "resigned", "walked_off"),
    *("role_ended", "role_changed", "duty_taken"),
)
"""Every word for a change, those of a personnel action first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change after something was raised."""

    entry: Entry
    person: str
    what: str
    """One of `CHANGES`."""
    at: datetime
    reason: str | None
    after: tuple[Entry, ...]
    """What that person had raised before, under their name."""
    after_nameless: bool
    """Whether a concern without a name came before an adverse change; it says nothing about who raised that."""


def changes_to_ask_about(
    raised: Iterable[Entry], nameless: Iterable[Entry], changes: Iterable[Entry]
) -> list[Change]:
    """The newest first. `raised`: concerns and requests with a name; `changes`: personnel actions, roles, duty.

    What changes a role is known from the roles before it, so all of them are given, in the order of the ledger.
    """
    by_person: dict[str, list[Entry]] = {}
    for entry in raised:
        if entry.record.by:
            by_person.setdefault(entry.record.by, []).append(entry)
    without = list(nameless)
    had: dict[str, frozenset[str]] = {}
    found = []
    for entry in changes:
        found.append(_change(entry, _told(entry.record, had), by_person, without))
        if isinstance(body := entry.record.body, RoleGiven):
            had[body.person] = had.get(body.person, frozenset()) | {body.role}
    listed = [one for one in found if one is not None]
    return sorted(listed, key=lambda one: one.at, reverse=True)


class _Told(NamedTuple):
    """A change as its record tells it."""

    person: str
    what: str
    at: datetime
    reason: str | None


def _change(
    entry: Entry, told: _Told | None, raised: Mapping[str, list[Entry]], nameless: list[Entry]
) -> Change | None:
    if told is None:
        return None
    after = tuple(one for one in raised.get(told.person, ()) if _follows(entry, told.at, one))
    without = told.what in ADVERSE_ACTIONS and any(_follows(entry, told.at, one) for one in nameless)
    if not after and not without:
        return None
    return Change(entry, told.person, told.what, told.at, told.reason, after, without)


def _follows(change: Entry, at: datetime, raised: Entry) -> bool:
    """Whether it was written down after what was raised, and took hold within the look-back."""
    return change.position > raised.position and at - raised.record.at <= LOOK_BACK


def _told(record: Record, had: Mapping[str, frozenset[str]]) -> _Told | None:
    body = record.body
    if isinstance(body, PersonnelAction):
        return _Told(body.person, body.action, record.at, body.reason)
    if isinstance(body, RoleGiven):
        return _of_role(record, body, had.get(body.person, frozenset()))
    if isinstance(body, Duty) and record.by != body.person and (body.state == "off" or body.covered_by):
        return _Told(body.person, "duty_taken", record.at, record.note)
    return None


def _of_role(record: Record, body: RoleGiven, had: frozenset[str]) -> _Told | None:
    """Another role than those held before is a change of work; an end that somebody set is one, too."""
    if had and body.role not in had:
        return _Told(body.person, "role_changed", parse_moment(body.from_at), record.note)
    if body.until_at is not None:
        return _Told(body.person, "role_ended", parse_moment(body.until_at), record.note)
    return None
