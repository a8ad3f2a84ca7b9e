"""Decides what a whole production is as one file: ledger, names, photos and papers, protocols, and a page to check it with.

A ZIP whose `MANIFEST.json` names each file with its SHA-256; the digest of an archive is that of its manifest. All that
is needed to check it without the service is in it. Accounts, PINs, tokens and addresses are the service's and are not.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any, Final, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import canonical, parse_canonical
from app.domain.ledger.entry import parse_recorded_at, recorded_at_text
from app.domain.ledger.verify import Verification
from app.services.attachments import keys
from app.services.attachments.ports import Blobs, Register, Upload
from app.services.export import Exports
from app.services.importing import Imports
from app.services.library import Library
from app.services.ports import Clock
from app.services.witnessing import WitnessBook, newest_cosigned

FORMAT, VERSION = "showclear-archive", 1
MANIFEST, LEDGER, NAMES, FILES, PAGE = (
    "MANIFEST.json",
    "ledger.jsonl",
    "names.json",
    "files.json",
    "verify.html",
)
COSIGNED = "checkpoint.cosigned"
_PIECE: Final = 1 << 20


class ArchiveBook(Protocol):
    """Which archives were made."""

    def made(self, production: str, digest: bytes, size: int, at: datetime) -> None:
        """That this archive was made, of so many entries."""
        ...

    def size_of(self, production: str, digest: bytes) -> int | None:
        """How many entries an archive covers; None for one that was not made here."""
        ...


class Names(Protocol):
    """Names beside the ledger."""

    def put_name(self, production: str, person: str, name: str) -> None:
        """Give a person a name."""
        ...


@dataclass(frozen=True, slots=True)
class Stock:
    """Where the parts of an archive come from, and go to."""

    register: Register
    blobs: Blobs
    names: Names
    book: ArchiveBook
    witnesses: WitnessBook
    beside: Callable[[], Iterable[tuple[str, bytes]]]
    """Files that every archive has: the protocols, the page."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive is: its digest (SHA-256 of the manifest, hexadecimal), how many entries it covers, the key."""

    digest: str
    entries: int
    vkey: str


class Archives:
    """Making archives, and bringing them in where nothing is."""

    def __init__(
        self, library: Library, exports: Exports, imports: Imports, clock: Clock, stock: Stock
    ) -> None:
        self._library, self._exports, self._imports = library, exports, imports
        self._clock, self._stock = clock, stock

    def make(self, production: str, file: IO[bytes]) -> Archived:
        """Write the archive into a file. Refused: `not_found`; a photo that cannot be read (`archive.incomplete`)."""
        digests: dict[str, str] = {}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            ledger = _Hashed()
            with archive.open(LEDGER, "w", force_zip64=True) as out:
                exported = self._exports.export(production, lambda line: out.write(ledger.take(line)))
            digests[LEDGER] = ledger.hexdigest()
            for name, data in self._beside(production):
                archive.writestr(name, data)
                digests[name] = hashlib.sha256(data).hexdigest()
            manifest = _manifest(production, exported.entries, exported.vkey, digests)
            archive.writestr(MANIFEST, manifest)
        digest = hashlib.sha256(manifest).digest()
        self._stock.book.made(production, digest, exported.entries, self._clock())
        return Archived(digest.hex(), exported.entries, exported.vkey)

    def bring_in(self, file: IO[bytes], vkey: str | None = None) -> Verification:
        """Import an archive into a service that has nothing of the production: ledger, then names, then files.

        Refused: `archive.broken`, and as `Imports.import_`; then nothing is left behind.
        """
        with opened(file) as archive:
            check(archive)
            verification = self._imports.import_(lambda: _lines(archive), vkey)
            production = str(verification.production)
            for person, name in orjson.loads(archive.read(NAMES)).items():
                self._stock.names.put_name(production, person, name)
            for told in orjson.loads(archive.read(FILES)):
                self._take_file(archive, production, told)
        return verification

    def _beside(self, production: str) -> Iterator[tuple[str, bytes]]:
        with self._library.looking() as shelves:
            names = shelves.names(production)
            uploads = list(self._uploads(production, (one.entry for one in _entries(shelves, production))))
        yield NAMES, orjson.dumps({person: name for person, name in sorted(names.items()) if name})
        yield FILES, orjson.dumps([_told(one) for one in uploads])
        for upload in uploads:
            data = self._stock.blobs.get(keys.original(production, upload.digest))
            if data is None:
                raise ShowclearError("archive.incomplete", f"The file {upload.digest} cannot be read.")
            yield f"files/{upload.digest}", data
            shown = self._stock.blobs.get(keys.shown(production, upload.digest))
            if shown is not None:
                yield f"files/{upload.digest}.jpeg", shown
        cosigned = newest_cosigned(self._stock.witnesses.answers(production), -1)
        if cosigned is not None:
            yield COSIGNED, cosigned[1].encode()
        yield from self._stock.beside()

    def _uploads(self, production: str, entries: Iterable[bytes]) -> Iterator[Upload]:
        """Whole files that records name, each once, in their order."""
        named = dict.fromkeys(
            str(digest)
            for entry in entries
            for digest in orjson.loads(entry)["record"].get("attachments", ())
        )
        found = (self._stock.register.find(production, digest) for digest in named)
        return (one for one in found if one is not None and one.complete_at is not None)

    def _take_file(self, archive: zipfile.ZipFile, production: str, told: dict[str, Any]) -> None:
        upload = Upload(
            **{key: told[key] for key in ("digest", "length", "media", "brought_by")},
            production=production,
            received=told["length"],
            pieces=(),
            begun_at=parse_recorded_at(told["begun_at"]),
            complete_at=parse_recorded_at(told["complete_at"]),
        )
        self._stock.blobs.put(
            keys.original(production, upload.digest), archive.read(f"files/{upload.digest}")
        )
        shown = f"files/{upload.digest}.jpeg"
        if shown in archive.namelist():
            self._stock.blobs.put(keys.shown(production, upload.digest), archive.read(shown))
        self._stock.register.begin(upload)


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive in a file. Refused: no ZIP (`archive.broken`)."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise _broken("The file is no archive.") from error


def check(archive: zipfile.ZipFile) -> Archived:
    """The archive, when every file is there once and is what the manifest says. Refused: `archive.broken`.

    Whether its ledger is whole is for `verify` to say.
    """
    manifest = _read_manifest(archive)
    named = archive.namelist()
    files: Mapping[str, str] = manifest["files"]
    if sorted(named) != sorted([*files, MANIFEST]):
        raise _broken("It holds other files than its manifest names.")
    for name, digest in files.items():
        if _digest_of(archive, name) != digest:
            raise _broken(f"The file {name} is not what the manifest says.")
    whole = hashlib.sha256(archive.read(MANIFEST)).hexdigest()
    return Archived(whole, int(manifest["entries"]), str(manifest["vkey"]))


class _Hashed:
    """Hashes what passes through."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def take(self, data: bytes) -> bytes:
        self._hash.update(data)
        return data

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _entries(shelves: Any, production: str) -> Iterator[Any]:
    start = 0
    while some := shelves.entries_between(production, start, 500):
        yield from some
        start = some[-1].position + 1


def _lines(archive: zipfile.ZipFile) -> Iterator[bytes]:
    with archive.open(LEDGER) as lines:
        yield from lines


def _told(upload: Upload) -> dict[str, Any]:
    told = {
        key: value
        for key, value in asdict(upload).items()
        if key in ("digest", "length", "media", "brought_by")
    }
    whole_at = upload.complete_at or upload.begun_at
    return told | {"begun_at": recorded_at_text(upload.begun_at), "complete_at": recorded_at_text(whole_at)}


def _manifest(production: str, entries: int, vkey: str, digests: Mapping[str, str]) -> bytes:
    return canonical(
        {
            "format": FORMAT,
            "version": VERSION,
            "production": production,
            "entries": entries,
            "vkey": vkey,
            "files": dict(digests),
        }
    )


def _read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        value: Any = parse_canonical(archive.read(MANIFEST))
        if value["format"] != FORMAT or value["version"] != VERSION or not isinstance(value["files"], dict):
            raise _broken("Its manifest is of another form.")
    except (KeyError, TypeError, zipfile.BadZipFile, ShowclearError) as error:
        raise _broken("Its manifest cannot be read.") from error
    if not {LEDGER, NAMES, FILES} <= value["files"].keys():
        raise _broken("A part of it is missing.")
    return dict(value)


def _digest_of(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(_PIECE):
                found.update(piece)
    except zipfile.BadZipFile as error:
        raise _broken(f"The file {name} is damaged.") from error
    return found.hexdigest()


def _broken(why: str) -> ShowclearError:
    return ShowclearError("archive.broken", f"The archive is not whole. {why}")
