"""Decides how a concern without a name is written as a record, whole or with its words set apart; it keeps nothing."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from app.domain.ledger.canonical import Json, canonical
from app.domain.records import parse_record

SET_APART: Final = "The words of this concern are with the receiver."
"""What the ledger holds instead of them."""


def in_order(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each record after the one it corrects; a chain's records under one code name one another."""
    after: dict[str, list[dict[str, Any]]] = {}
    ids = {record["id"] for record in records}
    for record in records:
        corrected = record.get("corrects", {}).get("record")
        after.setdefault(corrected if corrected in ids else "", []).append(record)
    ordered = list(after.get("", ()))
    for record in ordered:  # grows while it is walked
        ordered.extend(after.get(record["id"], ()))
    return ordered


def without_words(record: dict[str, Json], about: str | None) -> tuple[dict[str, Json], bytes]:
    """The record as the ledger may hold it, and the words apart from it: `detail`, `about`, `unit`, `salt`."""
    body: Any = record["body"]
    words = {"detail": body["detail"], "salt": secrets.token_hex(16)}
    words |= {"about": body["about"]} if "about" in body else {}
    words |= {"unit": record["unit"]} if "unit" in record else {}
    data = canonical(words)
    bare = {key: value for key, value in record.items() if key != "unit"}
    left = {"category": body["category"], "channel": body["channel"], "detail": SET_APART}
    bare["body"] = left | ({"about": about} if about else {})
    bare["note"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    parse_record(bare)
    return bare, data


def whole(record: dict[str, Any], words: Mapping[str, bytes]) -> dict[str, Any]:
    """The record with the words that were set apart from it put back; `apart` says that they were."""
    data = words.get(str(record["id"]).lower())
    if data is None:
        return record
    said = orjson.loads(data)
    body = {**record["body"], "detail": said["detail"], "about": said.get("about")}
    return {**record, "apart": True, "unit": said.get("unit"), "body": body}


def record_of(production: str, said: dict[str, Json], now: datetime, corrects: str | None) -> dict[str, Json]:
    """The concern as a record, checked as every record is. Its hour is the server's, so its clock is known."""
    hour = now.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00Z")
    body = {key: said[key] for key in ("category", "about", "detail") if said.get(key) is not None}
    record: dict[str, Json] = {
        "id": str(uuid.uuid4()),
        "kind": "concern",
        "production": production,
        "occurred_at": hour,
        "clock": {"offset_s": 0, "fixed_at": hour},
        "body": {**body, "channel": "app"},
    }
    if said.get("unit") is not None:
        record["unit"] = said["unit"]
    if corrects is not None:
        record["corrects"] = {
            "record": corrects,
            "reason": "More from whoever raised it.",
        }
    parse_record(record)
    return record
