"""An entry's bytes, hash and digest, built fast and read back."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import canonical
from app.domain.ledger.entry import (
    Entry,
    entry_bytes,
    leaf_hash,
    next_recorded_at,
    parse_entry,
    parse_recorded_at,
    record_bytes,
    record_digest,
    recorded_at_text,
)

AT = "2024-05-01T12:00:00.000001Z"
RECORDS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.one_of(st.integers(-9, 9), st.none()),
    max_size=5,
)


@settings(deadline=None)
@given(st.integers(0, 2**53 - 1), RECORDS)
def test_the_fast_way_writes_the_canonical_entry(position: int, record: dict[str, Any]) -> None:
    data = entry_bytes(position, AT, canonical(record))
    assert data == rfc8785.dumps({"position": position, "recorded_at": AT, "record": record})
    assert parse_entry(data) == Entry(position, AT, record)
    assert record_bytes(data, position) == canonical(record)


def test_leaf_hash_is_that_of_rfc_6962() -> None:
    assert leaf_hash(b"abc") == hashlib.sha256(b"\x00abc").digest()


@pytest.mark.parametrize(
    "recorded_at",
    [
        "2024-05-01T12:00:00Z",
        "2024-05-01T12:00:00.000Z",
        "2024-05-01T12:00:00.000001+00:00",
        "2024-05-01 12:00:00.000001Z",
        "2024-13-01T12:00:00.000001Z",
        "2024-02-30T12:00:00.000001Z",
        "2024-05-01T24:00:00.000001Z",
        "2024-05-01T12:00:00.00000\u0661Z",
        "2024-05-01T12:00:00.000001Z\n",
        "",
    ],
)
def test_only_one_form_of_recorded_at(recorded_at: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        entry_bytes(0, recorded_at, b"{}")
    assert refused.value.code == "entry.malformed"


def test_recorded_at_is_written_in_utc_and_read_back() -> None:
    moment = datetime(2024, 5, 1, 6, 0, 0, tzinfo=timezone(timedelta(hours=-6)))
    assert recorded_at_text(moment) == "2024-05-01T12:00:00.000000Z"
    assert parse_recorded_at(recorded_at_text(moment)) == moment
    assert parse_recorded_at(AT).utcoffset() == timedelta(0)
    with pytest.raises(ShowclearError):
        recorded_at_text(moment.replace(tzinfo=None))


def test_a_commit_group_is_strictly_later_than_the_one_before() -> None:
    now = datetime(2024, 5, 1, 12, tzinfo=UTC)
    step = timedelta(microseconds=1)
    assert next_recorded_at(now, None) == now
    assert next_recorded_at(now, now - step) == now
    assert next_recorded_at(now, now) == now + step
    assert next_recorded_at(now - timedelta(hours=1), now) == now + step


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[]", "entry.malformed"),
        (b'{"position":0,"record":{}}', "entry.malformed"),
        (b'{"a":1,"position":0,"record":{},"recorded_at":"x"}', "entry.malformed"),
        (b'{"position":true,"record":{},"recorded_at":"x"}', "entry.malformed"),
        (b'{"position":-1,"record":{},"recorded_at":"x"}', "entry.malformed"),
        (b'{"position":0,"record":[],"recorded_at":"x"}', "entry.malformed"),
        (b'{"position":0,"record":{},"recorded_at":1}', "entry.malformed"),
        (b'{"position":0.5,"record":{},"recorded_at":"x"}', "entry.malformed"),
        (b'{"record":{},"position":0,"recorded_at":"x"}', "json.not_canonical"),
    ],
)
def test_what_is_no_entry(data: bytes, code: str) -> None:
    with pytest.raises(ShowclearError) as refused:
        parse_entry(data)
    assert refused.value.code == code


def test_a_position_is_counted_from_zero() -> None:
    with pytest.raises(ShowclearError):
        entry_bytes(-1, AT, b"{}")


def test_a_sign_off_binds_all_but_the_sign_offs() -> None:
    record: dict[str, Any] = {"id": "r1", "body": {"chambers": 6}}
    digest = record_digest(record)
    assert digest == hashlib.sha256(b'showclear/record/v1\n{"body":{"chambers":6},"id":"r1"}').digest()
    assert record_digest(record | {"sign_offs": [{"person": "p1"}]}) == digest
    assert record_digest(record | {"body": {"chambers": 6, "sign_offs": []}}) != digest
    assert record_digest(record | {"note": "seen"}) != digest
    assert "sign_offs" not in record
