"""Records to entries to what follows: the few steps every property takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from app.domain.judgement import Chronicle, Entry, Rulebooks, Violation
from app.domain.judgement.chronicle import Begin
from app.domain.records import parse_record
from tests.published import published

PRODUCTION = "generated"
MOMENT = timedelta(microseconds=1)
NOT_OF_ARRIVAL = ("flagged_at", "positions", "answers")
"""What a violation owes to the order of arrival."""


@cache
def us_base() -> Rulebooks:
    """The rules of `us-base`, read once."""
    return Rulebooks(published(), ("us-base",))


def entries(records: Iterable[dict[str, Any]], late: dict[str, timedelta] | None = None) -> list[Entry]:
    """Entries as the service would have them, each recorded when it happened, or so much later; one to a commit."""
    parsed = [parse_record(record, allow_nobody=True) for record in records]
    arriving = sorted(parsed, key=lambda r: r.at + (late or {}).get(r.id, timedelta()))
    found: list[Entry] = []
    for position, record in enumerate(arriving):
        at = record.at + (late or {}).get(record.id, timedelta())
        if found:
            at = max(at, found[-1].recorded_at + MOMENT)
        found.append(Entry(position, at, record))
    return found


def feed(chronicle: Chronicle, groups: Iterable[Sequence[Entry]]) -> Chronicle:
    """Every group in its moment, deadlines in between; then ten days for what is still open."""
    last = None
    for group in groups:
        last = max(entry.recorded_at for entry in group)
        chronicle.advance(last)
        chronicle.receive(list(group))
    if last is not None:
        chronicle.advance(last + timedelta(days=10))
    return chronicle


def told(some: Sequence[Entry], books: Rulebooks | None = None) -> Chronicle:
    """The chronicle of these entries, told one by one."""
    return feed(Chronicle(PRODUCTION, books or us_base()), ([entry] for entry in some))


def loaded(some: Sequence[Entry]) -> Chronicle:
    """The chronicle of these entries, all at hand from the beginning; then ten days for what is still open."""
    chronicle = Chronicle(PRODUCTION, us_base(), Begin(entries=some))
    chronicle.advance(max(entry.recorded_at for entry in some) + timedelta(days=10))
    return chronicle


def hazards(chronicle: Chronicle) -> set[str]:
    """The hazards that stand."""
    return {v.hazard for v in chronicle.violations() if v.status != "rebutted"}


def standing(violations: Iterable[Violation]) -> dict[str, dict[str, Any]]:
    """What stands, by id, without what depends on the order of arrival."""
    found = {}
    for violation in violations:
        if violation.status != "rebutted" and violation.hazard != "record.late":
            plain = {k: v for k, v in violation.to_json().items() if k not in NOT_OF_ARRIVAL}
            found[violation.id] = {**plain, "records": sorted(plain["records"])}
    return found


def following(chronicle: Chronicle, until: datetime, since: str = "") -> dict[str, dict[str, Any]]:
    """What follows from the records alone, up to a moment: not what was said of it before."""
    timeline = chronicle.timeline
    every = [v for judged in timeline.judged() for v in judged.violations]
    return {v.id: v.to_json() for v in (*every, *timeline.expired(until)) if v.flagged_at >= since}
