"""Decides what a report of violations says of each: particulars, provision, evidence, knowledge, answers; no conclusion."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from app.domain.ledger.entry import recorded_at_text
from app.services.filters import ReportFilter
from app.services.looking import Look


def report_of(look: Look, asked: ReportFilter, now: datetime) -> dict[str, Any]:
    """The violations asked for, in the order they happened, each with the ledger positions of what it rests on."""
    return {
        "production": look.production,
        "made_at": recorded_at_text(now),
        "filter": {
            "since_on": asked.since_on.isoformat() if asked.since_on else None,
            "until_on": asked.until_on.isoformat() if asked.until_on else None,
            "firearm": asked.firearm,
            "hazard": asked.hazard,
            "gravity": asked.gravity,
        },
        "entries": look.judged.size,
        "violations": with_particulars(look, look.shelves.violations_for(look.production, asked)),
    }


def with_particulars(look: Look, violations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The violations, each with the records it names as `_evidence` cites them."""
    keys = {key for violation in violations for key in _named(violation)}
    evidence = _evidence(look, sorted(keys))
    return [
        violation
        | {
            "evidence": [evidence[key] for key in violation["records"] if key in evidence],
            "knowledge": [evidence.get(key, {"record": key}) for key in violation.get("knowledge", ())],
            "answers": [evidence.get(key, {"record": key}) for key in violation.get("answers", ())],
        }
        for violation in violations
    ]


def _named(violation: dict[str, Any]) -> list[str]:
    return [*violation["records"], *violation.get("knowledge", ()), *violation.get("answers", ())]


def _evidence(look: Look, keys: list[str]) -> dict[str, dict[str, Any]]:
    """Each record as the report cites it: its place, when it happened, when it was recorded, by whom."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(keys), _AT_ONCE):
        for stored in look.shelves.entries_of(look.production, keys[start : start + _AT_ONCE]):
            entry = orjson.loads(stored.entry)
            record = look.entry(stored)["record"]
            found[entry["record"]["id"].lower()] = {
                "record": entry["record"]["id"].lower(),
                "position": stored.position,
                "kind": record["kind"],
                "occurred_at": record["occurred_at"],
                "recorded_at": entry["recorded_at"],
                "by": record.get("by"),
            }
    return found


_AT_ONCE = 500
