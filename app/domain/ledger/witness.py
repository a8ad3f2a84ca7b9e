"""Decides whether a witness may cosign a checkpoint (C2SP tlog-witness): only what goes on from what it cosigned last.

It keeps nothing and knows no clock: what it cosigned last is given to it, and what it answers must be kept first.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import ShowclearError
from app.domain.ledger.checkpoint import Checkpoint, SignedCheckpoint, parse_checkpoint
from app.domain.ledger.merkle import EMPTY_ROOT, HASH_LENGTH
from app.domain.ledger.proofs import verify_consistency
from app.domain.ledger.signed_note import NoteKey, decode_base64

MOST_HASHES = 63
LONGEST_REQUEST = 64 * 1024
"""Bytes: 63 hashes and a note with a hundred signatures fit in it."""

_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log asks a witness: that this checkpoint goes on from the one of `old_size` entries, as the hashes show."""

    old_size: int
    hashes: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """The body of the request."""
        lines = [f"old {self.old_size}", *(base64.b64encode(one).decode() for one in self.hashes)]
        return "\n".join(lines) + "\n\n" + self.note


def parse_submission(body: bytes) -> tuple[Submission, SignedCheckpoint]:
    """A request, and the checkpoint in it; nothing is checked but the form. Refused: `witness.malformed`."""
    try:
        head, blank, note = body.decode().partition("\n\n")
        old, *hashes = head.split("\n")
        size = _OLD.fullmatch(old)
        if not blank or size is None or len(hashes) > MOST_HASHES or len(body) > LONGEST_REQUEST:
            raise _malformed()
        found = Submission(int(size[1]), tuple(_hash(one) for one in hashes), note)
        return found, parse_checkpoint(note)
    except (UnicodeDecodeError, ShowclearError) as error:
        raise _malformed() from error


def require_next(
    asked: Submission, signed: SignedCheckpoint, keys: Sequence[NoteKey], last: Checkpoint | None
) -> None:
    """Nothing, when the witness may cosign; `last` is what it cosigned last of this log, `keys` are the logs it knows.

    Refused, in this order: another log (`witness.unknown_log`), none of its keys signed (`witness.wrong_key`), an old
    size beyond the new one (`witness.malformed`), another old size than the witness has (`witness.other_size`), the same
    size with another root (`witness.fork`), hashes that lead elsewhere (`witness.inconsistent`).
    """
    checkpoint = signed.checkpoint
    _require_signed(signed, [key for key in keys if key.name == checkpoint.origin])
    if asked.old_size > checkpoint.size:
        raise _malformed()
    known_size = last.size if last else 0
    if asked.old_size != known_size:
        raise ShowclearError("witness.other_size", str(known_size))
    if last is not None and last.size == checkpoint.size and last.root != checkpoint.root:
        raise ShowclearError("witness.fork", "Other entries were cosigned at this size.")
    old_root = last.root if last else EMPTY_ROOT
    if not verify_consistency(known_size, old_root, checkpoint.size, checkpoint.root, asked.hashes):
        raise ShowclearError("witness.inconsistent", "The hashes do not lead from what was cosigned to this.")


def _require_signed(signed: SignedCheckpoint, keys: Sequence[NoteKey]) -> None:
    if not keys:
        raise ShowclearError("witness.unknown_log", "This witness does not watch that log.")
    for key in keys:
        try:
            signed.check(key)
        except ShowclearError:
            continue
        return
    raise ShowclearError("witness.wrong_key", "No key that this witness knows signed the checkpoint.")


def _hash(line: str) -> bytes:
    found = decode_base64(line, "witness.malformed")
    if len(found) != HASH_LENGTH:
        raise _malformed()
    return found


def _malformed() -> ShowclearError:
    return ShowclearError("witness.malformed", "This is no request of the tlog-witness protocol.")
