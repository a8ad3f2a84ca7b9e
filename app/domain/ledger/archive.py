"""Decides the form of an archive, a whole production as one ZIP, and whether one is whole; from the file alone.

`MANIFEST.json` names every other member with its SHA-256; the digest of an archive is that of its manifest, and
`MANIFEST.note` is that digest signed with the ledger's key (C2SP signed-note). What the members say is checked elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Final

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, canonical, parse_canonical
from app.domain.ledger.checkpoint import origin_of
from app.domain.ledger.signed_note import check_signature, parse_note, parse_vkey

FORMAT: Final = "showclear-archive"
VERSION: Final = 2
MANIFEST: Final = "MANIFEST.json"
NOTE: Final = "MANIFEST.note"
LEDGER: Final = "ledger.jsonl"
NAMES: Final = "names.json"
KEYS: Final = "keys.json"
PAGE: Final = "verify.html"
RECEIPTS: Final = "receipts.jsonl"
BESIDE: Final = "beside/"
APART: Final = "beside/concern_words.jsonl"
FILES: Final = "files/"
DRILLS: Final = "drills/"
SIGNED_LINE: Final = "showclear-archive/v1"
_FIELDS: Final = {"apart", "drills", "entries", "files", "format", "production", "version", "vkey"}
_PIECE: Final = 1 << 20
_PRODUCTION: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_LARGEST_MANIFEST: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive is: its digest (SHA-256 of the manifest, hexadecimal), how many entries it covers, the key.

    `apart`: words of concerns that are set apart are in it too. `drills`: productions that were drills of this one.
    """

    digest: str
    entries: int
    vkey: str
    production: str
    apart: bool
    drills: tuple[str, ...] = ()


def is_archive(first_bytes: bytes) -> bool:
    """Whether a file that begins so is a ZIP."""
    return first_bytes.startswith(b"PK\x03\x04")


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive in a file. Refused: no ZIP (`archive.broken`)."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        raise broken("The file is no archive.") from error


def manifest_bytes(about: Archived, digests: Mapping[str, str]) -> bytes:
    """The manifest of these members; `about.digest` is not looked at."""
    return canonical(
        {
            "format": FORMAT,
            "version": VERSION,
            "production": about.production,
            "entries": about.entries,
            "vkey": about.vkey,
            "apart": about.apart,
            "drills": list(about.drills),
            "files": dict(digests),
        }
    )


def note_text(production: str, manifest: bytes) -> str:
    """What the ledger's key signs of a manifest."""
    return f"{SIGNED_LINE}\n{production}\n{hashlib.sha256(manifest).hexdigest()}\n"


def check(archive: zipfile.ZipFile, vkey: str | None = None) -> Archived:
    """The archive, when every member is there once, is what the manifest says, and the key (else its own) signed that.

    Refused: `archive.broken`, naming the member. Whether its ledger is whole is for `verify` to say.
    """
    data = member(archive, MANIFEST, _LARGEST_MANIFEST)
    manifest = _read_manifest(data)
    files = manifest["files"]
    if not isinstance(files, dict):
        raise broken(f"{MANIFEST} cannot be read.")
    _check_members(archive, files)
    for name, digest in files.items():
        if _digest_of(archive, name) != digest:
            raise broken(f"The file {name} is not what the manifest says.")
    found = _archived(manifest, data)
    _check_note(archive, found, data, vkey or found.vkey)
    return found


def member(archive: zipfile.ZipFile, name: str, most_bytes: int | None = None) -> bytes:
    """The bytes of a member. Refused: not there, damaged, or larger than that (`archive.broken`, naming it)."""
    try:
        if most_bytes is not None and archive.getinfo(name).file_size > most_bytes:
            raise broken(f"The file {name} is too large.")
        return archive.read(name)
    except KeyError as error:
        raise broken(f"The file {name} is missing.") from error
    except _DAMAGED as error:
        raise broken(f"The file {name} is damaged.") from error


def broken(why: str) -> ShowclearError:
    """The refusal of an archive."""
    return ShowclearError("archive.broken", f"The archive is not whole. {why}")


_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)


def _check_members(archive: zipfile.ZipFile, files: Mapping[str, Json]) -> None:
    there, named = archive.namelist(), {*files, MANIFEST, NOTE}
    for name in sorted(named - set(there)):
        raise broken(f"The file {name} is missing.")
    for name in sorted(set(there) - named):
        raise broken(f"The file {name} is not in the manifest.")
    if len(there) != len(named):
        raise broken("A file is in it twice.")


def _check_note(archive: zipfile.ZipFile, found: Archived, manifest: bytes, vkey: str) -> None:
    try:
        note = parse_note(member(archive, NOTE, _PIECE).decode())
        key = parse_vkey(vkey)
        check_signature(note, key)
    except (ShowclearError, UnicodeDecodeError) as error:
        words = error.detail if isinstance(error, ShowclearError) else "It is no text."
        raise broken(f"{NOTE} does not sign its manifest. {words}") from error
    if note.text != note_text(found.production, manifest) or key.name != origin_of(found.production):
        raise broken(f"{NOTE} signs another manifest than {MANIFEST}.")


def _read_manifest(data: bytes) -> dict[str, Json]:
    try:
        value = parse_canonical(data)
    except ShowclearError as error:
        raise broken(f"{MANIFEST} cannot be read.") from error
    if (
        not isinstance(value, dict)
        or (value.get("format"), value.get("version")) != (FORMAT, VERSION)
        or value.keys() != _FIELDS
    ):
        raise broken(f"{MANIFEST} is of another form.")
    return value


def _archived(manifest: dict[str, Json], data: bytes) -> Archived:
    entries, drills = manifest["entries"], manifest["drills"]
    if not isinstance(entries, int) or not isinstance(drills, list):
        raise broken(f"{MANIFEST} is of another form.")
    texts = (str(manifest["vkey"]), str(manifest["production"]))
    if not all(_PRODUCTION.fullmatch(str(one)) for one in (texts[1], *drills)):
        raise broken(f"{MANIFEST} names no production.")
    return Archived(
        hashlib.sha256(data).hexdigest(),
        entries,
        *texts,
        manifest["apart"] is True,
        tuple(str(one) for one in drills),
    )


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except _DAMAGED as error:
        raise broken(f"The file {name} is damaged.") from error
    return found.hexdigest()
