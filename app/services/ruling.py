"""Decides what the judgement says of one commit group, whatever befalls it: a crash is told, never a refused record."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.domain.judgement import Entry, TooEarlyError
from app.domain.ledger.entry import recorded_at_text
from app.services.entries import commit_groups
from app.services.judged import Judged
from app.services.ports import Change, Judge, Stands

_log = logging.getLogger(__name__)

ReachBack = Callable[[date], Judged]
"""Loads the production from the segment a late record belongs to."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one group changed. Without a judge the judgement failed, and `violations` say so."""

    judge: Judge | None
    violations: Mapping[str, dict[str, Any]]
    raised: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)
    resolved: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stands: Stands | None = None
    """Afterwards; None where nobody can say."""


def rule(
    production: str,
    judged: Judged,
    moment: datetime,
    entries: Sequence[Entry],
    reach_back: ReachBack,
) -> tuple[Judged, Ruling]:
    """The ruling at that moment of knowledge, and what it was made from (more, where a late record reached back)."""
    if judged.judge is None:
        return judged, _behind(moment, entries)
    try:
        try:
            return judged, _ruled(judged, moment, entries)
        except TooEarlyError as early:
            judged = reach_back(early.segment)
            return judged, _ruled(judged, moment, entries)
    except Exception:  # noqa: BLE001 - records are never refused; what could not be judged clears nothing
        _log.exception("judgement.failed", extra={"production": production})
        return judged, _behind(moment, entries)


def _ruled(judged: Judged, moment: datetime, entries: Sequence[Entry]) -> Ruling:
    if judged.judge is None:
        raise RuntimeError("the older days could not be judged again")
    judge = judged.judge.fork()
    changes: list[Change] = []
    for late in commit_groups(judged.unjudged):
        changes += [judge.advance(late[0].recorded_at), judge.receive(late)]
    changes.append(judge.advance(moment))
    if entries:
        changes.append(judge.receive(entries))
    told = [one.to_json() for change in changes for one in change.violations]
    told += [fault(one, one.recorded_at) | {"status": "rebutted"} for one in judged.unjudged]
    last = changes[-1]
    raised = {key: [one.to_json() for one in found] for key, found in last.raised.items()}
    violations = {one["id"]: one for one in told}
    return Ruling(judge, violations, raised, last.resolved, judge.stands(moment))


def _behind(moment: datetime, entries: Sequence[Entry]) -> Ruling:
    """The records stand, unjudged; each says so until the judgement is made good."""
    faults = {entry.record.key: fault(entry, moment) for entry in entries}
    return Ruling(
        None,
        {told["id"]: told for told in faults.values()},
        {key: [told] for key, told in faults.items()},
    )


def fault(entry: Entry, moment: datetime) -> dict[str, Any]:
    """The violation that says that a record could not be judged."""
    at = recorded_at_text(moment)
    return {
        "id": f"judgement.fault:{entry.record.key}",
        "hazard": "judgement.fault",
        "protocol": "showclear",
        "rule": "judgement",
        "gravity": "serious",
        "subject": f"record:{entry.record.key}",
        "occurred_at": recorded_at_text(entry.record.at),
        "flagged_at": at,
        "records": [entry.record.key],
        "citations": [],
        "message": "The record is kept, but could not be judged; nothing is cleared until it is.",
        "knowledge": [],
        "answers_role": "safety_officer",
        "status": "open",
        "blocking": True,
    }
