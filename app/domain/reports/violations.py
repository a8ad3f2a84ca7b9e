"""Decides what the violation report says of each: particulars, provision, times, evidence, earlier records, answers.

It states records and rules; no finding of fault or of law.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.domain.judgement import Entry
from app.domain.ledger.entry import parse_recorded_at
from app.domain.reports.periods import PERIODS, periods_of
from app.domain.reports.revision import for_revision
from app.domain.reports.series import answer_times, checklist_completion, per_day
from app.domain.reports.standing import SAID, strongest, under_headings
from app.domain.reports.summary import summary
from app.domain.reports.told import in_words
from app.domain.reports.world import Asked, Json, World, cited

DISCLAIMER: Final = "Found by rule from these records; not a finding of fault or law."


def violation_report(world: World, asked: Asked) -> Json:
    """Everything asked for, in the order it happened, with a summary that is read in a minute."""
    violations = world.violations(asked)
    entries = world.entries(sorted({key for one in violations for key in _named(one)}))
    items = [_item(world, one, entries) for one in violations]
    return {
        "says": DISCLAIMER,
        "headings": dict(SAID),
        "periods": dict(PERIODS),
        "summary": summary(items, world.made_at),
        "for_revision": for_revision(items),
        "series": {
            "per_day": per_day(items),
            "answer_hours": answer_times(items),
            "checklists": checklist_completion(world, asked),
        },
        "violations": items,
    }


def _named(violation: Mapping[str, Any]) -> list[str]:
    return [*violation["records"], *violation.get("knowledge", ()), *violation.get("answers", ())]


def _item(world: World, violation: Json, entries: Mapping[str, Entry]) -> Json:
    citations = violation.get("citations", ())
    trigger = entries.get(violation["records"][0])
    flagged_on = parse_recorded_at(violation["flagged_at"]).date()
    earlier = _cited(world, violation.get("knowledge", ()), entries)
    answers = _cited(world, violation.get("answers", ()), entries)
    return violation | {
        "standing": strongest(citations, world.jurisdiction),
        "provisions": under_headings(citations, world.jurisdiction),
        "recorded_at": cited(trigger, world)["recorded_at"] if trigger else None,
        "particulars": in_words(trigger.record) if trigger else None,
        "evidence": [one for one in _cited(world, violation["records"], entries) if "position" in one],
        "knowledge": earlier,
        "known_since": min((one["recorded_at"] for one in earlier if "recorded_at" in one), default=None),
        "answers": answers,
        "periods": periods_of(violation, flagged_on, world.made_at.date()),
    }


def _cited(world: World, keys: Iterable[str], entries: Mapping[str, Entry]) -> list[Json]:
    return [_one(world, entries[key]) if key in entries else {"record": key} for key in keys]


def _one(world: World, entry: Entry) -> Json:
    told = cited(entry, world) | {"words": in_words(entry.record)}
    if entry.record.kind == "response":
        told |= {"action": entry.record.body.action, "detail": entry.record.body.detail}
    return told
