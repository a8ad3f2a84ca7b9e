"""Decides whether an archive holds: its members, its ledgers, and that what lies beside fits what the ledger says.

It needs the file and nothing else. What lies beside a ledger proves nothing by itself; but a receipt names its entry, a
photo is its digest, and of words set apart the entry holds the digest.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Final

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.archive import (
    APART,
    DRILLS,
    FILES,
    LEDGER,
    RECEIPTS,
    Archived,
    broken,
    check,
    member,
    opened,
)
from app.domain.ledger.canonical import parse_canonical
from app.domain.ledger.entry import leaf_hash, parse_entry
from app.domain.ledger.export import LAST_LINE_START
from app.domain.ledger.verify import Verification, verify

_HEX: Final = 64
_NAMED: Final = re.compile(r"[0-9a-f]{64}(\.jpeg)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Held:
    """What an archive is, what its ledger proves, and which photos and papers that records name are not in it."""

    archived: Archived
    ledger: Verification
    absent: tuple[str, ...]


def verify_archive(
    file: IO[bytes], *, vkey: str | None = None, since: str | None = None, earlier: Sequence[str] = ()
) -> Held:
    """Check all of it. Refused: a member that is not what it must be (`archive.broken`, naming it).

    What is wrong in the ledger itself is told by `ledger.breaks`, as of an export.
    """
    with opened(file) as archive:
        archived = check(archive, vkey)
        lines = partial(lines_of, archive, LEDGER)
        found = verify(lines(), vkey=vkey, since=since, earlier=earlier, again=lines)
        if (found.production, found.entries) != (archived.production, archived.entries):
            raise broken(f"The file {LEDGER} is another ledger than the manifest says.")
        for drill in archived.drills:
            _check_drill(archive, drill)
        named, there = check_beside(archive, archived), set(archive.namelist())
    absent = tuple(one for one in named if f"{FILES}{one}" not in there)
    return Held(archived, found, absent)


def check_beside(archive: zipfile.ZipFile, archived: Archived) -> list[str]:
    """The digests of photos and papers that records name, when all that lies beside fits. Refused: `archive.broken`."""
    for name in archive.namelist():
        _check_file(archive, name)
    for drill in archived.drills:
        _check_ledger(archive, f"{DRILLS}{drill}/")
    return _check_ledger(archive, "")


def lines_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The lines of a member, each with its newline. Refused: a damaged one (`archive.broken`)."""
    try:
        with archive.open(name) as lines:
            yield from lines
    except KeyError as error:
        raise broken(f"The file {name} is missing.") from error
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise broken(f"The file {name} is damaged.") from error


def entries_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The entries of a ledger in it, as their bytes."""
    lines = lines_of(archive, name)
    next(lines, None)
    for line in lines:
        if line.startswith(LAST_LINE_START):
            return
        yield line.removesuffix(b"\n")


def _check_drill(archive: zipfile.ZipFile, drill: str) -> None:
    """Its ledger is signed by a key of its own name, which the file brings."""
    at = f"{DRILLS}{drill}/"
    lines = partial(lines_of, archive, f"{at}{LEDGER}")
    found = verify(lines(), again=lines)
    if not found.ok or found.production != drill:
        raise broken(f"The file {at}{LEDGER} is not whole.")


def _check_ledger(archive: zipfile.ZipFile, at: str) -> list[str]:
    receipts = lines_of(archive, f"{at}{RECEIPTS}")
    apart = _apart(archive, f"{at}{APART}")
    named: dict[str, None] = {}
    for entry in entries_of(archive, f"{at}{LEDGER}"):
        record = parse_entry(entry).record
        require_receipt(next(receipts, b""), entry, f"{at}{RECEIPTS}")
        attached = record.get("attachments")
        named |= dict.fromkeys(str(one)[-_HEX:] for one in attached) if isinstance(attached, list) else {}
        words = apart.get(str(record.get("id")).lower())
        if words is not None and record.get("note") != f"sha256:{hashlib.sha256(words).hexdigest()}":
            raise broken(f"The file {at}{APART} holds other words than the ledger says.")
    if next(receipts, None) is not None:
        raise broken(f"The file {at}{RECEIPTS} has more lines than there are entries.")
    return list(named)


def require_receipt(line: bytes, entry: bytes, name: str) -> bytes:
    """A receipt without its newline, when it is this entry's. Refused: `archive.broken`."""
    receipt = line.removesuffix(b"\n")
    try:
        told = parse_canonical(receipt)
    except ShowclearError as error:
        raise broken(f"The file {name} holds no receipt where one must be.") from error
    found = parse_entry(entry)
    said = (told.get("position"), told.get("leaf_hash")) if isinstance(told, dict) else ()
    if said != (found.position, leaf_hash(entry).hex()):
        raise broken(f"The file {name} holds another receipt for position {found.position}.")
    return receipt


def _apart(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    """Words that are set apart, by the record they belong to; there are none where the archive leaves them out."""
    if name not in archive.namelist():
        return {}
    try:
        head, *rows = member(archive, name).splitlines()
        columns: list[str] = orjson.loads(head)["columns"]
        told = [dict(zip(columns, orjson.loads(row), strict=True)) for row in rows]
        return {one["record_key"]: base64.b64decode(one["words"]) for one in told}
    except (ValueError, KeyError, TypeError) as error:
        raise broken(f"The file {name} cannot be read.") from error


def _check_file(archive: zipfile.ZipFile, name: str) -> None:
    """A photo or paper bears its digest as its name; a copy that was drawn to be shown bears it with an ending."""
    _, found, rest = name.rpartition(FILES) if FILES in name else ("", "", "")
    if not found:
        return
    if _NAMED.fullmatch(rest) is None:
        raise broken(f"The file {name} is not named after its digest.")
    if len(rest) == _HEX and hashlib.sha256(member(archive, name)).hexdigest() != rest:
        raise broken(f"The file {name} does not have its digest.")
