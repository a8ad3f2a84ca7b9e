"""Decides the form of a ledger in a file: header line, one line per entry, last line; it checks form, not truth."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, canonical, parse_canonical
from app.domain.ledger.checkpoint import ORIGIN_PREFIX, parse_checkpoint
from app.domain.ledger.entry import Entry, leaf_hash, parse_entry
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.signed_note import decode_base64

FORMAT = "showclear-ledger"
VERSION = 1
LAST_LINE_START = b'{"checkpoint":'  # no entry begins so: an entry's first key is `position`


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: whose ledger this is, how many entries follow, and the key (text form) that signed it."""

    production: str
    origin: str
    vkey: str
    entries: int

    def line(self) -> bytes:
        """Its canonical bytes, without the newline."""
        return canonical(
            {
                "entries": self.entries,
                "format": FORMAT,
                "origin": self.origin,
                "production": self.production,
                "version": VERSION,
                "vkey": self.vkey,
            }
        )


@dataclass(frozen=True, slots=True)
class LastLine:
    """The last line: the checkpoint's signed note, and the leaf hashes, by which a damaged entry is found."""

    note: str
    leaf_hashes: bytes

    def line(self) -> bytes:
        """Its canonical bytes, without the newline."""
        return canonical(
            {"checkpoint": self.note, "leaf_hashes": base64.b64encode(self.leaf_hashes).decode()}
        )


def export_lines(vkey: str, entries: Iterable[bytes], note: str) -> Iterator[bytes]:
    """The lines of an export, each with its newline; streams, but for 32 bytes per entry.

    `entries` are the canonical bytes from position 0 up to the size of the checkpoint in `note`, no more, no
    fewer: else `export.incomplete` at the end, and what was written is worthless.
    """
    checkpoint = parse_checkpoint(note).checkpoint
    production = checkpoint.origin.removeprefix(ORIGIN_PREFIX)
    yield Header(production, checkpoint.origin, vkey, checkpoint.size).line() + b"\n"
    leaves = bytearray()
    for entry in entries:
        leaves += leaf_hash(entry)
        yield entry + b"\n"
    if len(leaves) != HASH_LENGTH * checkpoint.size:
        raise ShowclearError("export.incomplete", "The entries given are not those of the checkpoint.")
    yield LastLine(note, bytes(leaves)).line() + b"\n"


def read_export(lines: Iterable[bytes]) -> tuple[Header, Iterator[Entry]]:
    """The header and the entries of an export that `verify` found whole. Refused: `export.malformed`, as `parse_entry`."""
    rest = iter(lines)
    header = parse_header(next(rest, b"").removesuffix(b"\n"))
    return header, _entries(rest)


def parse_header(line: bytes) -> Header:
    """The first line of an export. Refused: another format, version or field (`export.malformed`)."""
    value = _object(line)
    header = Header(
        production=_text(value, "production"),
        origin=_text(value, "origin"),
        vkey=_text(value, "vkey"),
        entries=_count(value, "entries"),
    )
    if header.line() != line:
        raise ShowclearError(
            "export.malformed", f"The first line is not the header of {FORMAT}, version {VERSION}."
        )
    return header


def parse_last_line(line: bytes) -> LastLine:
    """The last line of an export. Refused: other fields, half a hash (`export.malformed`)."""
    value = _object(line)
    hashes = decode_base64(_text(value, "leaf_hashes"), "export.malformed")
    if len(value) != 2 or len(hashes) % HASH_LENGTH:
        raise ShowclearError(
            "export.malformed", "The last line holds a checkpoint and leaf hashes, nothing else."
        )
    return LastLine(_text(value, "checkpoint"), hashes)


def _entries(lines: Iterator[bytes]) -> Iterator[Entry]:
    for line in lines:
        if line.startswith(LAST_LINE_START):
            return
        yield parse_entry(line.removesuffix(b"\n"))


def _object(line: bytes) -> dict[str, Json]:
    try:
        value = parse_canonical(line)
    except ShowclearError as error:
        raise ShowclearError("export.malformed", "The line is not canonical JSON.") from error
    if type(value) is not dict:
        raise ShowclearError("export.malformed", "The line is no JSON object.")
    return value


def _text(value: dict[str, Json], key: str) -> str:
    found = value.get(key)
    if type(found) is not str:
        raise ShowclearError("export.malformed", f"The field {key} is missing or no text.")
    return found


def _count(value: dict[str, Json], key: str) -> int:
    found = value.get(key)
    if type(found) is not int or found < 0:
        raise ShowclearError("export.malformed", f"The field {key} is missing or no count.")
    return found
