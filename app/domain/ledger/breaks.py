"""Decides the closed list of ways in which an export can be broken; it finds none itself."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self


class BreakKind(StrEnum):
    """What is wrong; each word is stable, its `meaning` is for people."""

    meaning: str

    def __new__(cls, word: str, meaning: str) -> Self:
        """A word with its meaning beside it."""
        kind = str.__new__(cls, word)
        kind._value_ = word
        kind.meaning = meaning
        return kind

    NOT_AN_EXPORT = "not_an_export", "The first line is not the header of a ledger export of a known version."
    HEADER_MISMATCH = "header_mismatch", "The header contradicts itself, the entries or the checkpoint."
    NOT_CANONICAL = "not_canonical", "A line is not JSON in its one canonical form (RFC 8785)."
    NOT_AN_ENTRY = "not_an_entry", "A line is canonical JSON but not a position, a record and a recorded_at."
    POSITION = (
        "position",
        "Another position stands where this one should be: entries were removed, added or moved.",
    )
    TIME_ORDER = "time_order", "An entry says that it was recorded before the entry ahead of it."
    WRONG_PRODUCTION = "wrong_production", "A record belongs to another production than the ledger."
    DUPLICATE_ID = "duplicate_id", "A record has the id of an earlier record."
    ALTERED = "altered", "The entry is not the one whose hash the signed root covers."
    NOT_PROVEN = (
        "not_proven",
        "An entry of one's own record does not lead to the root that the checkpoint signs.",
    )
    BAD_SIGN_OFF = "bad_sign_off", "A passkey sign-off does not hold for the record it stands under or names."
    NOT_A_RECEIPT = "not_a_receipt", "The file is no receipt (C2SP tlog-proof), or its parts cannot be read."
    NOT_WITNESSED = "not_witnessed", "A witness that was asked for did not cosign the checkpoint."
    TRUNCATED = "truncated", "The file ends in the middle of a line or before its last line."
    TRAILING = "trailing", "Something follows the last line."
    BAD_LAST_LINE = (
        "bad_last_line",
        "The last line, its checkpoint or its hashes cannot be read or do not fit.",
    )
    SIZE_MISMATCH = "size_mismatch", "The checkpoint covers another number of entries than the file holds."
    ROOT_MISMATCH = "root_mismatch", "The entries do not add up to the root that the checkpoint signs."
    BAD_SIGNATURE = "bad_signature", "The key is right, but it did not sign this checkpoint."
    WRONG_KEY = (
        "wrong_key",
        "The checkpoint is signed by, or the header names, another key than the one to trust.",
    )
    WRONG_LEDGER = "wrong_ledger", "A checkpoint is of another ledger than the header says."
    ROLLED_BACK = "rolled_back", "The older checkpoint covers more entries than the file holds."
    FORK = "fork", "The older checkpoint covers other entries than the ones that stand here now."


class Break(NamedTuple):
    """One thing found wrong: at which entry (None: not at any one entry), what kind, and what was seen."""

    position: int | None
    kind: BreakKind
    words: str
