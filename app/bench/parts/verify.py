"""Decides how long `verify` takes over an export, beside hashing the same bytes once; signatures apart."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bench.company import Pen
from app.bench.report import Row
from app.bench.setting import Run
from app.bench.shooting_day import ShootingDay
from app.domain.ledger.canonical import canonical
from app.domain.ledger.checkpoint import Checkpoint, origin_of, parse_checkpoint, sign_checkpoint
from app.domain.ledger.entry import entry_bytes, leaf_hash, recorded_at_text
from app.domain.ledger.export import export_lines
from app.domain.ledger.merkle import Frontier
from app.domain.ledger.signed_note import NoteKey, note_key
from app.domain.ledger.verify import verify
from app.signing.checkpoint_key import CheckpointKey

MOST = 25.0
_SIGNATURES = 200
_PRODUCTION = "verified"
_BEGAN_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def measure(run: Run) -> list[Row]:
    """Two rows: the whole of `verify`, and one signature."""
    key = CheckpointKey(Ed25519PrivateKey.generate())
    named = note_key(origin_of(_PRODUCTION), key.public_key)
    run.say(f"verify: writing an export of {run.sizes.verified:,} entries")
    lines, note = export_of(run.sizes.verified, named, key)
    whole = b"".join(lines)
    signed = parse_checkpoint(note)
    hashed_s, verified_s = [], []
    for number in range(1, run.sizes.rounds + 1):
        run.say(f"verify: round {number}")
        hashed_s.append(_took_s(lambda: hashlib.sha256(whole).digest()))
        verified_s.append(_took_s(lambda: _whole(lines, named)))
    signature_ms = statistics.median(_took_s(lambda: signed.check(named)) for _ in range(_SIGNATURES)) * 1000
    hashed, verified = (statistics.median(taken) for taken in (hashed_s, verified_s))
    each = statistics.median(_took_s(lambda: [leaf_hash(line) for line in lines]) for _ in hashed_s)
    words = (
        f"{len(lines) - 2:,} entries, {len(whole) / 1e6:.1f} MB; one signature among it; "
        f"{verified / each:.1f} times as long as hashing each entry by itself"
    )
    name = "verify of a whole export"
    return [
        Row(
            "verify", name, verified, "s", hashed, "hashlib, once", verified / hashed, "at most", MOST, words
        ),
        Row("verify", "one signature", signature_ms, "ms"),
    ]


def export_of(entries: int, named: NoteKey, key: CheckpointKey) -> tuple[list[bytes], str]:
    """The lines of an export as the service writes them, and its checkpoint."""
    day = ShootingDay(Pen(_PRODUCTION), _BEGAN_AT, timedelta(seconds=1))
    found = [
        entry_bytes(position, recorded_at_text(_BEGAN_AT + timedelta(seconds=position)), canonical(record))
        for position, record in enumerate(day.work(entries))
    ]
    frontier, _ = Frontier().extend([leaf_hash(entry) for entry in found])
    note = sign_checkpoint(Checkpoint(named.name, frontier.size, frontier.root()), named, key.sign)
    return list(export_lines(named.vkey, found, note)), note


def _whole(lines: list[bytes], named: NoteKey) -> None:
    if not verify(lines, vkey=named.vkey).ok:
        raise RuntimeError("the export that was just written is not whole")


def _took_s(what: Callable[[], object]) -> float:
    began = time.perf_counter()
    what()
    return time.perf_counter() - began
