"""Decides what goes into an archive: ledger, receipts, what lies beside, files, keys, protocols, and the page that checks.

All that is needed to check it without the service is in it. Accounts, PINs, tokens and people's addresses are the service's
and are not. Words that are set apart from the ledger are in it only where it is made at the machine itself.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, NamedTuple, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.archive import (
    BESIDE,
    DRILLS,
    FILES,
    KEYS,
    LEDGER,
    MANIFEST,
    NAMES,
    NOTE,
    RECEIPTS,
    Archived,
    manifest_bytes,
    note_text,
)
from app.domain.ledger.canonical import Json, canonical
from app.services.attachments import keys
from app.services.attachments.ports import Blobs, DrawnAnew
from app.services.belongings import Belonging, Belongings, Former
from app.services.export import Exported, Exports
from app.services.ports import Clock
from app.services.witnessing import WitnessBook, newest_cosigned

COSIGNED, OUTSIDE, SHOWN = "checkpoint.cosigned", "outside.json", ".jpeg"


class Made(NamedTuple):
    """An archive that was made here."""

    digest: bytes
    size: int
    """How many entries it covers."""
    made_at: datetime
    apart: bool | None
    """With words that are set apart from the ledger."""


class ArchiveBook(Protocol):
    """Which archives were made."""

    def made(self, production: str, archive: Made) -> None:
        """That this archive was made."""
        ...

    def archive(self, production: str, digest: bytes) -> Made | None:
        """One of them; None for one that was not made here."""
        ...

    def archives(self, production: str) -> list[Made]:
        """All of them, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Stock:
    """Where the parts of an archive come from, and go to."""

    blobs: Blobs
    drawn_anew: DrawnAnew
    belongings: Belongings
    book: ArchiveBook
    witnesses: WitnessBook
    former: Callable[[str], Iterable[Former]]
    """Keys of this service that signed a production's ledger before."""
    beside: Callable[[], Iterable[tuple[str, bytes]]]
    """Files that every archive has: the protocols, the page."""


class Archives:
    """Making archives."""

    def __init__(self, exports: Exports, clock: Clock, stock: Stock) -> None:
        self._exports, self._clock, self._stock = exports, clock, stock

    def make(self, production: str, file: IO[bytes], *, apart: bool) -> Archived:
        """Write the archive into a file; with words that are set apart from the ledger only where `apart`.

        Refused: `not_found`; a photo that cannot be read (`archive.incomplete`).
        """
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            members = Members(archive)
            exported = self._ledger(members, "", production)
            with self._stock.belongings.looking() as belonging:
                drills = tuple(belonging.drills(production))
                self._beside(members, "", exported, belonging, apart=apart)
                for drill in drills:
                    self._drill(members, drill, belonging, apart=apart)
                members.put(NAMES, _names(belonging, production))
                members.put(OUTSIDE, orjson.dumps(list(belonging.outside(production))))
                members.put(KEYS, self._keys(belonging, exported))
            for name, data in self._always(production):
                members.put(name, data)
            about = Archived("", exported.entries, exported.vkey, production, apart, drills)
            manifest = manifest_bytes(about, members.digests)
            archive.writestr(MANIFEST, manifest)
            archive.writestr(NOTE, self._exports.noted(production, note_text(production, manifest)))
        digest = hashlib.sha256(manifest).digest()
        self._stock.book.made(production, Made(digest, exported.entries, self._clock(), apart))
        return replace(about, digest=digest.hex())

    def made(self, production: str) -> list[Made]:
        """Those that were made here, the newest first."""
        return self._stock.book.archives(production)

    def _ledger(self, members: Members, at: str, production: str) -> Exported:
        with members.open(f"{at}{LEDGER}") as write:
            return self._exports.export(production, write)

    def _drill(self, members: Members, drill: str, belonging: Belonging, *, apart: bool) -> None:
        at = f"{DRILLS}{drill}/"
        self._beside(members, at, self._ledger(members, at, drill), belonging, apart=apart)

    def _beside(
        self, members: Members, at: str, exported: Exported, belonging: Belonging, *, apart: bool
    ) -> None:
        with members.open(f"{at}{RECEIPTS}") as write:
            for receipt in belonging.receipts(exported.production, exported.entries):
                write(receipt + b"\n")
        kept: list[str] = []
        for part in belonging.parts(exported.production, apart=apart):
            at_digest = list(part.columns).index("digest") if part.table == "attachments" else None
            with members.open(f"{at}{BESIDE}{part.table}.jsonl") as write:
                write(orjson.dumps({"columns": list(part.columns)}) + b"\n")
                for row in part.rows:
                    write(orjson.dumps(list(row)) + b"\n")
                    kept += [str(row[at_digest])] if at_digest is not None else []
        for digest in kept:
            self._file(members, at, exported.production, digest)

    def _file(self, members: Members, at: str, production: str, digest: str) -> None:
        data = self._stock.blobs.get(keys.original(production, digest))
        if data is None:
            raise ShowclearError("archive.incomplete", f"The file {digest} cannot be read.")
        members.put(f"{at}{FILES}{digest}", data)
        shown = self._stock.blobs.get(keys.shown(production, digest))
        if shown is not None:
            members.put(f"{at}{FILES}{digest}{SHOWN}", shown)

    def _keys(self, belonging: Belonging, exported: Exported) -> bytes:
        found = {one.vkey: one.succession for one in belonging.earlier_keys(exported.production)}
        found |= {one.vkey: one.succession for one in self._stock.former(exported.production)}
        former: list[Json] = [{"vkey": vkey, "succession": found[vkey]} for vkey in sorted(found)]
        return canonical({"vkey": exported.vkey, "former": former})

    def _always(self, production: str) -> Iterator[tuple[str, bytes]]:
        cosigned = newest_cosigned(self._stock.witnesses.answers(production), -1)
        if cosigned is not None:
            yield COSIGNED, cosigned[1].encode()
        yield from self._stock.beside()


class Members:
    """The members of an archive being written, each with its digest."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self.digests = archive, dict[str, str]()

    def put(self, name: str, data: bytes) -> None:
        """A member that is whole already."""
        self._archive.writestr(name, data)
        self.digests[name] = hashlib.sha256(data).hexdigest()

    @contextmanager
    def open(self, name: str) -> Iterator[Callable[[bytes], None]]:
        """A member that is written piece by piece; no other may be open."""
        hashed = hashlib.sha256()
        with self._archive.open(name, "w", force_zip64=True) as out:

            def write(data: bytes) -> None:
                out.write(data)
                hashed.update(data)

            yield write
        self.digests[name] = hashed.hexdigest()


def _names(belonging: Belonging, production: str) -> bytes:
    """Names that are shown, by person: for people who read the ledger without a service."""
    return orjson.dumps(belonging.names(production), option=orjson.OPT_SORT_KEYS)
