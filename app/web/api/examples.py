"""Decides which examples the interface's description shows; a test sends each of them to the models."""

from __future__ import annotations

from typing import Any, Final

RECORD: Final[dict[str, Any]] = {
    "id": "01938f5a-7c2e-7d4b-9a61-3f0c5be2d711",
    "kind": "handover",
    "production": "demo",
    "occurred_at": "2026-11-20T14:15:00-07:00",
    "by": "armorer",
    "body": {
        "firearm": "colt-45",
        "from": "armorer",
        "to": "lead-actor",
        "purpose": "rehearsal",
        "declared": "cold",
        "declared_by": "armorer",
        "scene": "42",
        "place": "stage 3",
    },
}
"""One record."""

CONCERN: Final[dict[str, Any]] = {
    "category": "firearms",
    "detail": "Nobody opened the revolver before it was handed over this morning.",
}
"""A concern without a name."""
