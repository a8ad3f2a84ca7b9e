"""Decides the bytes and hash of one ledger entry and the digest a sign-off binds; it judges no record."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, canonical, parse_canonical

RECORDED_AT_FORMAT = "YYYY-MM-DDThh:mm:ss.ffffffZ"
SIGN_OFF_PREFIX = b"showclear/record/v1\n"  # keeps a sign-off's digest apart from every other SHA-256 in here

_RECORDED_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_SUFFIX_LENGTH = len(f',"recorded_at":"{RECORDED_AT_FORMAT}"}}')


class Entry(NamedTuple):
    """One entry: its place from 0, when the service had it (`YYYY-MM-DDThh:mm:ss.ffffffZ`), and the record as sent."""

    position: int
    recorded_at: str
    record: dict[str, Json]


def recorded_at_text(moment: datetime) -> str:
    """A moment in the one form an entry knows: UTC, six decimals, `Z`. Refused: no time zone (`entry.malformed`)."""
    if moment.tzinfo is None:
        raise ShowclearError("entry.malformed", "recorded_at has no time zone.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_recorded_at(text: str) -> datetime:
    """The moment (UTC) that `recorded_at_text` wrote; any other form is `entry.malformed`."""
    if _RECORDED_AT.fullmatch(text) is None:
        raise _no_recorded_at()
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _no_recorded_at() from error


def _no_recorded_at() -> ShowclearError:
    return ShowclearError("entry.malformed", f"recorded_at is not {RECORDED_AT_FORMAT}.")


def next_recorded_at(now: datetime, last: datetime | None) -> datetime:
    """The moment of a new commit group: now, or a microsecond after the last group where the clock stood or fell back."""
    return now if last is None or now > last else last + timedelta(microseconds=1)


def entry_bytes(position: int, recorded_at: str, record: bytes) -> bytes:
    """The canonical bytes of an entry around a record that is already canonical.

    The caller answers for `record` (from `canonical`); the three keys stand in their canonical order. Refused:
    a negative position or another form of `recorded_at` (`entry.malformed`).
    """
    if position < 0:
        raise ShowclearError("entry.malformed", "A position is counted from 0.")
    parse_recorded_at(recorded_at)
    return b'{"position":%d,"record":%s,"recorded_at":"%s"}' % (position, record, recorded_at.encode())


def leaf_hash(entry: bytes) -> bytes:
    """The 32 bytes that stand for an entry in the tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def parse_entry(data: bytes) -> Entry:
    """The entry of its canonical bytes. Refused: `json.not_canonical`; three other things inside (`entry.malformed`)."""
    value = parse_canonical(data)
    if type(value) is not dict or len(value) != 3:
        raise ShowclearError(
            "entry.malformed", "An entry has position, record and recorded_at, nothing else."
        )
    position, recorded_at, record = value.get("position"), value.get("recorded_at"), value.get("record")
    if type(position) is not int or position < 0 or type(record) is not dict or type(recorded_at) is not str:
        raise ShowclearError(
            "entry.malformed", "A position, a record or a recorded_at is missing or of another type."
        )
    return Entry(position, recorded_at, record)


def record_bytes(entry: bytes, position: int) -> bytes:
    """The record's canonical bytes, cut out of the bytes of an entry that `parse_entry` accepted."""
    return entry[len(b'{"position":%d,"record":' % position) : -_SUFFIX_LENGTH]


def record_digest(record: dict[str, Json]) -> bytes:
    """The 32 bytes a sign-off binds: the whole record but its `sign_offs`, so that signing does not change it."""
    bound = {key: value for key, value in record.items() if key != "sign_offs"}
    return hashlib.sha256(SIGN_OFF_PREFIX + canonical(bound)).digest()
