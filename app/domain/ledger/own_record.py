"""Decides the form of what a person takes away, each entry with its proof, and whether such a file holds; from it alone.

A header line, then one line for each entry: the entry, and the hashes that lead from it to the root of the checkpoint
that the header carries (RFC 6962, 2.1.1). Every line is canonical JSON. Other people's entries are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import BreakKind
from app.domain.ledger.canonical import Json, canonical, parse_canonical
from app.domain.ledger.checkpoint import Checkpoint, origin_of, parse_checkpoint
from app.domain.ledger.entry import Entry, leaf_hash, parse_entry
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.proofs import verify_inclusion
from app.domain.ledger.signed_note import parse_vkey
from app.domain.ledger.verify import Verification
from app.domain.ledger.verify_entries import Breaks
from app.domain.ledger.verify_sign_offs import SignOffCheck

FORMAT = "showclear-own-record"
VERSION = 1
_HEADER = {"checkpoint", "entries", "format", "left_out", "person", "production", "version", "vkey"}
_UNKNOWN_ROOT = b""


def header_line(production: str, person: str, vkey: str, note: str, entries: int, left_out: int) -> bytes:
    """The first line. `left_out` counts entries that name the person in words that are not for them to read."""
    told: dict[str, Json] = {"format": FORMAT, "version": VERSION, "production": production, "person": person}
    return (
        canonical(told | {"vkey": vkey, "checkpoint": note, "entries": entries, "left_out": left_out}) + b"\n"
    )


def entry_line(entry: bytes, hashes: Sequence[bytes]) -> bytes:
    """A line around an entry's exact canonical bytes."""
    listed = b",".join(b'"%s"' % one.hex().encode() for one in hashes)
    return b'{"entry":%s,"hashes":[%s]}\n' % (entry, listed)


def is_own_record(first_line: bytes) -> bool:
    """Whether a file that begins so says it is one of these."""
    try:
        value = parse_canonical(first_line.removesuffix(b"\n"))
    except ShowclearError:
        return False
    return isinstance(value, dict) and value.get("format") == FORMAT


def verify_own_record(lines: Iterable[bytes], *, vkey: str | None = None) -> Verification:
    """Check every entry against the checkpoint, the checkpoint against the key (the file's own without `vkey`).

    Only a `vkey` that cannot be read raises (`key.malformed`).
    """
    given, breaks, rest = parse_vkey(vkey) if vkey is not None else None, Breaks(), iter(lines)
    header = _header(next(rest, b""), breaks)
    checkpoint, key = _signed(header, vkey, breaks)
    sign_offs, entries = SignOffCheck(breaks.add), dict[str, Entry]()
    for line in rest:
        entry = _proven(line, len(entries), checkpoint, breaks)
        if entry is not None:
            entries[str(entry.record.get("id")).lower()] = entry
            sign_offs.take(entry.position, str(entry.record.get("id")).lower(), entry.record)
    sign_offs.finish({id_: entries[id_].record for id_ in sign_offs.wanted if id_ in entries})
    if header and header["entries"] != len(entries):
        breaks.add(None, BreakKind.HEADER_MISMATCH, "The header announces another number of entries.")
    return Verification(
        production=str(header["production"]) if header else None,
        entries=len(entries),
        root=checkpoint.root if checkpoint else _UNKNOWN_ROOT,
        key_source="given" if given else "file",
        vkey=key,
        checkpoint=str(header["checkpoint"]) if header else None,
        since_entries=None,
        sign_offs=sign_offs.found(),
        breaks=tuple(breaks.found),
    )


def _header(line: bytes, breaks: Breaks) -> dict[str, Json] | None:
    try:
        value = parse_canonical(line.removesuffix(b"\n"))
    except ShowclearError:
        value = None
    if (
        not isinstance(value, dict)
        or value.keys() != _HEADER
        or (value["format"], value["version"]) != (FORMAT, VERSION)
    ):
        breaks.add(
            None, BreakKind.NOT_AN_EXPORT, f"The first line is not the header of {FORMAT}, version {VERSION}."
        )
        return None
    return value


def _signed(
    header: dict[str, Json] | None, vkey: str | None, breaks: Breaks
) -> tuple[Checkpoint | None, str | None]:
    """The checkpoint when the key signed it, and the key in text form."""
    if header is None:
        return None, vkey
    try:
        key = parse_vkey(vkey or str(header["vkey"]))
        signed = parse_checkpoint(str(header["checkpoint"]))
        signed.check(key)
        if signed.checkpoint.origin != origin_of(str(header["production"])):
            breaks.add(None, BreakKind.WRONG_LEDGER, f"The checkpoint is of {signed.checkpoint.origin}.")
    except ShowclearError as error:
        kind = {"note.bad_signature": BreakKind.BAD_SIGNATURE, "note.wrong_key": BreakKind.WRONG_KEY}
        breaks.add(None, kind.get(error.code, BreakKind.HEADER_MISMATCH), error.detail)
        return None, vkey or str(header["vkey"])
    return signed.checkpoint, key.vkey


def _proven(line: bytes, number: int, checkpoint: Checkpoint | None, breaks: Breaks) -> Entry | None:
    """The entry of a line; what does not hold is a break at its position."""
    if not line.endswith(b"\n"):
        breaks.add(None, BreakKind.TRUNCATED, f"Line {number + 2} has no end.")
    try:
        data, path = _parts(line)
        entry = parse_entry(data)
    except (ShowclearError, ValueError) as error:
        words = error.detail if isinstance(error, ShowclearError) else "A hash is no hash."
        breaks.add(None, BreakKind.NOT_AN_ENTRY, f"Line {number + 2}: {words}")
        return None
    if checkpoint and not verify_inclusion(
        leaf_hash(data), entry.position, checkpoint.size, path, checkpoint.root
    ):
        breaks.add(entry.position, BreakKind.NOT_PROVEN, "Its hashes do not lead to the signed root.")
    return entry


def _parts(line: bytes) -> tuple[bytes, list[bytes]]:
    value = parse_canonical(line.removesuffix(b"\n"))
    if not isinstance(value, dict) or value.keys() != {"entry", "hashes"}:
        raise ShowclearError("entry.malformed", "A line has an entry and hashes, nothing else.")
    return canonical(value["entry"]), list(_hashes(value["hashes"]))


def _hashes(value: Json) -> Iterator[bytes]:
    for one in value if isinstance(value, list) else [None]:
        found = bytes.fromhex(one) if isinstance(one, str) else b""
        if len(found) != HASH_LENGTH:
            raise ValueError(one)
        yield found
