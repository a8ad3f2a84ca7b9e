"""Decides how an archive is opened in a service that has nothing of its production: all of it, or no trace.

The ledger is verified and judged anew; what lies beside it comes in as it left. Nobody is told anything by it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, Final

import orjson

from app.domain.drill.mark import is_drill
from app.domain.errors import ShowclearError
from app.domain.ledger.archive import (
    BESIDE,
    DRILLS,
    FILES,
    KEYS,
    LEDGER,
    MANIFEST,
    RECEIPTS,
    Archived,
    broken,
    check,
    member,
    opened,
)
from app.domain.ledger.verify import Verification
from app.domain.ledger.verify_archive import check_beside, lines_of
from app.services.archive import SHOWN, Stock
from app.services.attachments import keys
from app.services.attachments.desk import LONGEST_PX
from app.services.belongings import Former, Part
from app.services.export import Exports
from app.services.importing import Imports
from app.services.ports import LedgerWriter

_ENDING: Final = ".jsonl"


class Arrivals:
    """Archives that come in."""

    def __init__(self, imports: Imports, stock: Stock, exports: Exports) -> None:
        self._imports, self._stock, self._exports = imports, stock, exports

    def bring_in(self, file: IO[bytes], vkey: str | None = None) -> Verification:
        """Bring an archive in: ledger, receipts, what lies beside, photos and papers, the ledgers of drills.

        Refused: `archive.broken`, naming the member; and as `Imports.import_`. Then nothing is left behind.
        """
        with opened(file) as archive:
            archived = check(archive, vkey)
            check_beside(archive, archived)
            kept: list[str] = []
            try:
                with self._imports.writing() as writer:
                    return self._all(_Coming(archive, archived, writer, kept), vkey)
            except BaseException:
                self._drop(kept)
                raise

    def _all(self, coming: _Coming, vkey: str | None) -> Verification:
        archived = coming.archived
        found = self._take(coming, "", archived.production, vkey)
        for drill in archived.drills:
            if not is_drill(drill):
                raise broken(f"{MANIFEST} names {drill} as a drill, and it is none.")
            self._take(coming, f"{DRILLS}{drill}/", drill)
        self._fill(coming, "", archived.production)
        for drill in archived.drills:
            self._fill(coming, f"{DRILLS}{drill}/", drill)
        self._keep_keys(coming)
        return found

    def _take(self, coming: _Coming, at: str, production: str, vkey: str | None = None) -> Verification:
        lines = partial(lines_of, coming.archive, f"{at}{LEDGER}")
        receipts = lines_of(coming.archive, f"{at}{RECEIPTS}")
        found = self._imports.within(coming.writer, lines, vkey, receipts=receipts)
        if found.production != production:
            raise broken(f"The file {at}{LEDGER} is another ledger than the manifest says.")
        self._keep_files(coming, at, production)
        return found

    def _fill(self, coming: _Coming, at: str, production: str) -> None:
        """In the order in which they left: rows that others point to first."""
        start = f"{at}{BESIDE}"
        for name in coming.archive.namelist():
            if not name.startswith(start) or not name.endswith(_ENDING):
                continue
            lines = lines_of(coming.archive, name)
            columns = _values(next(lines, b""), name, dict).get("columns")
            rows = [_values(line, name, list) for line in lines]
            table = name.removeprefix(start).removesuffix(_ENDING)
            if table == "drills" and not {row[0] for row in rows} <= set(coming.archived.drills):
                raise broken(f"The file {name} names a drill that is not in it.")
            self._stock.belongings.fill(coming.writer, production, Part(table, columns, rows))

    def _keep_files(self, coming: _Coming, at: str, production: str) -> None:
        """Files first: a row says that its file is here. What is shown of a picture is drawn here, not taken over."""
        for name in coming.archive.namelist():
            digest = name.removeprefix(f"{at}{FILES}")
            if digest == name or digest.endswith(SHOWN):
                continue
            original = member(coming.archive, name)
            self._put(coming, keys.original(production, digest), original)
            drawn = self._stock.drawn_anew(original, LONGEST_PX)
            if drawn is not None:
                self._put(coming, keys.shown(production, digest), drawn[1])

    def _put(self, coming: _Coming, key: str, data: bytes) -> None:
        coming.kept.append(key)
        try:
            self._stock.blobs.put(key, data)
        except OSError as failure:
            raise ShowclearError("unavailable", "Files cannot be kept now.") from failure

    def _keep_keys(self, coming: _Coming) -> None:
        """Keys that signed before this service did; its own is none of them."""
        production = coming.archived.production
        mine = self._exports.vkey(production)
        told = _values(member(coming.archive, KEYS), KEYS, dict)
        try:
            former = [Former(str(one["vkey"]), one["succession"]) for one in told["former"]]
        except (KeyError, TypeError) as error:
            raise broken(f"The file {KEYS} cannot be read.") from error
        for key in [*former, Former(coming.archived.vkey, None)]:
            if key.vkey != mine:
                self._stock.belongings.keep_key(coming.writer, production, key)

    def _drop(self, kept: Sequence[str]) -> None:
        for key in kept:
            try:
                self._stock.blobs.drop(key)
            except OSError:
                return  # no row names it


@dataclass(frozen=True, slots=True)
class _Coming:
    archive: zipfile.ZipFile
    archived: Archived
    writer: LedgerWriter
    kept: list[str]
    """Keys of files that are here already."""


def _values(line: bytes, name: str, kind: type) -> Any:
    try:
        value = orjson.loads(line)
    except ValueError as error:
        raise broken(f"The file {name} cannot be read.") from error
    if not isinstance(value, kind) or (kind is dict and not value):
        raise broken(f"The file {name} is of another form.")
    return value
