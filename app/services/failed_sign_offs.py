"""Decides what is recorded when a PIN that was typed without a signal turns out wrong: the record stands, the signature not.

It happened, so it is never refused; what was signed in vain is said in a record of its own, which only the service writes.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple, cast

from app.domain.ledger.canonical import Json, canonical_parsed
from app.domain.ledger.failed import FAILED_FORM
from app.domain.records import parse_record
from app.services.admission import Draft, Signs
from app.services.caller import FOUND
from app.services.named import names_in

_NAMES: Final = uuid.UUID("3f0c3c0e-8f0a-5d0b-9a56-5a3f3f6d1c77")  # so that the same failure has the same id


class Failed(NamedTuple):
    """A signature that failed: with which record it came, which record it was to sign, the sign-off, and the code."""

    item: Draft
    signs: Signs
    sign_off: dict[str, Json]
    code: str


def together(failed: Iterable[Failed]) -> list[list[Failed]]:
    """Those that came with one record."""
    return [list(group) for _, group in groupby(failed, key=lambda one: one.item.record.key)]


def note_of(failed: list[Failed], now: datetime) -> Draft:
    """The record that says so, on its way in; it enters only beside the one with which the signature came."""
    first = failed[0]
    value: dict[str, Json] = {
        "id": str(uuid.uuid5(_NAMES, f"{first.item.record.production}/{first.item.record.key}")),
        "kind": "sign_off",
        "production": first.item.record.production,
        "occurred_at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "by": first.item.caller.person,
        "body": {"of": first.signs.key, "sign_offs": [_failure(one) for one in failed]},
    }
    record = parse_record(value)
    caller = replace(first.item.caller, scopes=first.item.caller.scopes | {FOUND})
    return Draft(
        record,
        canonical_parsed(cast(Json, value)),
        names_in(record),
        caller,
        first.signs,
        first.item.record.key,
    )


def _failure(one: Failed) -> dict[str, Json]:
    said = {name: value for name, value in one.sign_off.items() if name != "proof"}
    return said | {"proof": {"form": FAILED_FORM, "record": one.item.record.key, "code": one.code}}
