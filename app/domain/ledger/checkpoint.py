"""Decides what a checkpoint says (C2SP tlog-checkpoint): which ledger, how many entries, which root; not if it is true."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from app.domain.errors import ShowclearError
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.signed_note import (
    Note,
    NoteKey,
    Signer,
    check_signature,
    decode_base64,
    parse_note,
    sign_note,
)

ORIGIN_PREFIX = "showclear/"

_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_PRODUCTION = re.compile(r"[^\s+\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of one ledger: its origin, how many entries it has, the 32-byte root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint with the note that carries it; its signatures are not checked until `check` is called."""

    checkpoint: Checkpoint
    note: Note

    def check(self, key: NoteKey) -> None:
        """Nothing, when this key signed it; else `note.wrong_key` or `note.bad_signature`."""
        check_signature(self.note, key)


def origin_of(production: str) -> str:
    """The name of a production's ledger, and of the key that signs it. Refused: spaces, plus (`checkpoint.malformed`)."""
    if _PRODUCTION.fullmatch(production) is None:
        raise ShowclearError(
            "checkpoint.malformed", "A production id has no spaces, plus signs or control characters."
        )
    return ORIGIN_PREFIX + production


def sign_checkpoint(checkpoint: Checkpoint, key: NoteKey, sign: Signer) -> str:
    """The signed note of a checkpoint; `key.name` is its origin (else `key.malformed`)."""
    if key.name != checkpoint.origin:
        raise ShowclearError("key.malformed", "The key is named after another ledger.")
    return sign_note(checkpoint.text(), key, sign)


def parse_checkpoint(note: str) -> SignedCheckpoint:
    """The checkpoint in a signed note. Extension lines are refused: this ledger writes none.

    Refused: another form (`note.malformed`, `checkpoint.malformed`).
    """
    parsed = parse_note(note)
    lines = parsed.text.split("\n")
    if len(lines) != 4 or not lines[0] or _SIZE.fullmatch(lines[1]) is None:
        raise ShowclearError(
            "checkpoint.malformed", "A checkpoint is an origin, a number of entries and a root."
        )
    root = decode_base64(lines[2], "checkpoint.malformed")
    if len(root) != HASH_LENGTH:
        raise ShowclearError("checkpoint.malformed", "The root of a checkpoint has 32 bytes.")
    return SignedCheckpoint(Checkpoint(lines[0], int(lines[1]), root), parsed)
