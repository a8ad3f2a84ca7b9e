"""Decides whether an exported ledger is whole, from its lines alone: no database, no server, no models, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import Break, BreakKind
from app.domain.ledger.checkpoint import Checkpoint, SignedCheckpoint, origin_of, parse_checkpoint
from app.domain.ledger.export import Header, LastLine, parse_header, parse_last_line
from app.domain.ledger.merkle import HASH_LENGTH, root_of
from app.domain.ledger.signed_note import NoteKey, parse_vkey
from app.domain.ledger.verify_entries import Breaks, EntryCheck
from app.domain.ledger.verify_sign_offs import SignOffs

_KIND_OF_CODE = {"note.bad_signature": BreakKind.BAD_SIGNATURE, "note.wrong_key": BreakKind.WRONG_KEY}


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying found. `ok` means no break; it is worth as much as the key is (`key_source`).

    `root` is the root over the entries as they stand in the file; `checkpoint` is the file's signed note, to be
    kept and given as `since` next time; `breaks` lists the first hundred; `sign_offs` says how many sign-offs prove
    themselves, and how many there are that nothing in the file can prove.
    """

    production: str | None
    entries: int
    root: bytes
    key_source: Literal["given", "file"]
    vkey: str | None
    checkpoint: str | None
    since_entries: int | None
    sign_offs: SignOffs
    breaks: tuple[Break, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is broken."""
        return not self.breaks


def verify(
    lines: Iterable[bytes],
    *,
    vkey: str | None = None,
    since: str | None = None,
    earlier: Sequence[str] = (),
    again: Callable[[], Iterable[bytes]] | None = None,
) -> Verification:
    """Check an export, given as its lines with their newlines (an open binary file will do).

    `again` gives the lines once more, for records that were signed later; without it, lines that can be read only
    once are kept in memory.
    `earlier` are keys that signed before this one did, any of which may have signed `since`.
    `vkey` is the key the reader trusts; without it the file's own is used. `since` is the note of an older
    checkpoint: its entries must still be the first ones here. Nothing in the file raises; only a `vkey` or
    `since` that cannot be read does (`key.malformed`, `note.malformed`, `checkpoint.malformed`).
    """
    given = parse_vkey(vkey) if vkey is not None else None
    former = [parse_vkey(one) for one in earlier]
    older = parse_checkpoint(since) if since is not None else None
    if again is None:
        held = list(lines) if iter(lines) is lines else lines
        lines, again = held, lambda: held
    breaks, rest = Breaks(), iter(lines)
    header = _read_header(next(rest, b""), breaks)
    key = _key(header, given, breaks)
    entries = EntryCheck(header.production if header else "", breaks)
    last = _read_last_line(entries, rest, breaks) if header else None
    entries.check_later_sign_offs(again)
    leaves = bytes(entries.leaves)
    root = root_of(leaves)
    older_root = root_of(leaves[: older.checkpoint.size * HASH_LENGTH]) if older else root
    if header is not None:
        _check_count(header, entries.count, breaks)
        _check_checkpoint(header, key, last, leaves, root, breaks)
        _check_older(header, _who_signed(older, key, former), older, entries.count, older_root, breaks)
    return Verification(
        production=header.production if header else None,
        entries=entries.count,
        root=root,
        key_source="given" if given else "file",
        vkey=key.vkey if key else None,
        checkpoint=last.note if last else None,
        since_entries=older.checkpoint.size if older else None,
        sign_offs=entries.sign_offs.found(),
        breaks=tuple(breaks.found),
    )


def _read_header(line: bytes, breaks: Breaks) -> Header | None:
    try:
        header = parse_header(line.removesuffix(b"\n"))
        origin = origin_of(header.production)
    except ShowclearError as error:
        breaks.add(None, BreakKind.NOT_AN_EXPORT, error.detail)
        return None
    if header.origin != origin:
        breaks.add(
            None, BreakKind.HEADER_MISMATCH, f"The origin {header.origin} is not that of {header.production}."
        )
    return header


def _key(header: Header | None, given: NoteKey | None, breaks: Breaks) -> NoteKey | None:
    """The key to check with: the given one, else the file's."""
    if header is None:
        return given
    if given is not None:
        if header.vkey != given.vkey:
            breaks.add(None, BreakKind.WRONG_KEY, f"The header names the key {header.vkey}.")
        return given
    try:
        key = parse_vkey(header.vkey)
    except ShowclearError as error:
        breaks.add(None, BreakKind.HEADER_MISMATCH, error.detail)
        return None
    if key.name != header.origin:
        breaks.add(None, BreakKind.HEADER_MISMATCH, f"The key is named {key.name}, not {header.origin}.")
    return key


def _read_last_line(entries: EntryCheck, rest: Iterator[bytes], breaks: Breaks) -> LastLine | None:
    line = entries.take_all(rest)
    if line is None or not line.endswith(b"\n"):
        breaks.add(None, BreakKind.TRUNCATED, "The last line, with the checkpoint, is missing or has no end.")
        return None
    if next(rest, None) is not None:
        breaks.add(None, BreakKind.TRAILING, "Something follows the last line.")
    try:
        return parse_last_line(line.removesuffix(b"\n"))
    except ShowclearError as error:
        breaks.add(None, BreakKind.BAD_LAST_LINE, error.detail)
        return None


def _check_count(header: Header, count: int, breaks: Breaks) -> None:
    if header.entries != count:
        words = f"The header announces {header.entries} entries; the file holds {count}."
        breaks.add(None, BreakKind.HEADER_MISMATCH, words)


def _check_checkpoint(
    header: Header, key: NoteKey | None, last: LastLine | None, leaves: bytes, root: bytes, breaks: Breaks
) -> None:
    if last is None:
        return
    try:
        signed = parse_checkpoint(last.note)
    except ShowclearError as error:
        breaks.add(None, BreakKind.BAD_LAST_LINE, error.detail)
        return
    _check_signed(header, key, signed, "The checkpoint", breaks)
    count = len(leaves) // HASH_LENGTH
    if signed.checkpoint.size != count:
        words = f"The checkpoint covers {signed.checkpoint.size} entries; the file holds {count}."
        breaks.add(None, BreakKind.SIZE_MISMATCH, words)
    elif signed.checkpoint.root != root:
        _name_altered(signed.checkpoint, last.leaf_hashes, leaves, breaks)
    elif last.leaf_hashes != leaves:
        breaks.add(None, BreakKind.BAD_LAST_LINE, "The leaf hashes are not those of the entries.")


def _check_signed(
    header: Header, key: NoteKey | None, signed: SignedCheckpoint, what: str, breaks: Breaks
) -> None:
    if signed.checkpoint.origin != header.origin:
        breaks.add(
            None, BreakKind.WRONG_LEDGER, f"{what} is of {signed.checkpoint.origin}, not {header.origin}."
        )
    if key is None:
        return
    try:
        signed.check(key)
    except ShowclearError as error:
        breaks.add(None, _KIND_OF_CODE[error.code], f"{what}: {error.detail}")


def _name_altered(checkpoint: Checkpoint, listed: bytes, leaves: bytes, breaks: Breaks) -> None:
    """Name the entries that were altered, where the listed hashes are still those the signed root covers."""
    if len(listed) != len(leaves) or root_of(listed) != checkpoint.root:
        words = (
            "The entries do not add up to the signed root, nor do the listed hashes: no entry can be named."
        )
        breaks.add(None, BreakKind.ROOT_MISMATCH, words)
        return
    named = breaks.positions()
    for position in range(checkpoint.size):
        at = slice(position * HASH_LENGTH, (position + 1) * HASH_LENGTH)
        if listed[at] != leaves[at] and position not in named:
            breaks.add(position, BreakKind.ALTERED, "Not the entry whose hash the signed root covers.")


def _who_signed(
    older: SignedCheckpoint | None, key: NoteKey | None, former: Sequence[NoteKey]
) -> NoteKey | None:
    """Of the keys the reader trusts the one that the older checkpoint names; the newest when it names none of them."""
    if older is None:
        return key
    named = {(one.name, one.key_id) for one in older.note.signatures}
    return next((one for one in former if (one.name, one.key_id) in named), key)


def _check_older(
    header: Header,
    key: NoteKey | None,
    older: SignedCheckpoint | None,
    count: int,
    older_root: bytes,
    breaks: Breaks,
) -> None:
    if older is None:
        return
    _check_signed(header, key, older, "The older checkpoint", breaks)
    size = older.checkpoint.size
    if size > count:
        breaks.add(
            None,
            BreakKind.ROLLED_BACK,
            f"The older checkpoint covers {size} entries; the file holds {count}.",
        )
    elif older.checkpoint.root != older_root:
        breaks.add(
            None, BreakKind.FORK, f"The first {size} entries are not those the older checkpoint covers."
        )
