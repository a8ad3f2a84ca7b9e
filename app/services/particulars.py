"""Decides how the records that a violation names are cited beside it: place, moments, by whom; it concludes nothing."""

from __future__ import annotations

from typing import Any

import orjson

from app.services.looking import Look


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
