"""Decides what a backup is: every row of one moment in a compressed file, told whole by its last line; and its restoring."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from typing import BinaryIO, Protocol

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import recorded_at_text
from app.domain.ledger.verify import verify
from app.services.attachments import keys
from app.services.attachments.desk import PDF
from app.services.attachments.ports import Blobs
from app.services.export import Exports, Progress, quiet
from app.services.ports import Clock, Store

FORMAT = "showclear-backup"
VERSION = 2
FILES = "files"
"""Stands among the tables in a backup: photos and papers, each as its key and its bytes."""
Row = Sequence[bool | int | str | None]


class Snapshot(Protocol):
    """Every row of one moment."""

    @property
    def schema(self) -> str:
        """The revision of the schema."""
        ...

    def tables(self) -> Sequence[str]:
        """The tables, those that others point to first."""
        ...

    def columns(self, table: str) -> Sequence[str]:
        """The columns of a table."""
        ...

    def count(self, table: str) -> int:
        """How many rows it has."""
        ...

    def rows(self, table: str) -> Iterable[Row]:
        """Its rows as plain JSON values, in the order of its columns."""
        ...


class Vault(Protocol):
    """The whole database."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """One consistent view of everything, while others write."""
        ...

    def filling(self) -> AbstractContextManager[Filling]:
        """One transaction that fills an empty database. Refused: one that holds a production (`database.not_empty`)."""
        ...


class Filling(Protocol):
    """An empty database being filled."""

    @property
    def schema(self) -> str:
        """The revision of the schema."""
        ...

    def fill(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows. Refused: a table or column that is none (`backup.malformed`)."""
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """One production whose ledger was verified."""

    production: str
    entries: int


class Backups:
    """Backup and restore. The signing key is not part of it: it lies in a file of its own, to be kept elsewhere."""

    def __init__(self, store: Store, vault: Vault, exports: Exports, clock: Clock, files: Blobs) -> None:
        self._store, self._vault, self._exports, self._clock = store, vault, exports, clock
        self._files = files

    def backup(self, out: BinaryIO, progress: Progress = quiet) -> int:
        """Write everything of one moment, while the service goes on; how many rows and files. The file holds names.

        Refused: a photo or paper that is known and not there (`backup.incomplete`).
        """
        total = hashlib.sha256()
        with (
            gzip.GzipFile(fileobj=out, mode="wb", compresslevel=3) as file,
            self._vault.snapshot() as snapshot,
        ):
            kept = list(_keys(snapshot))
            rows, of = 0, len(kept) + sum(snapshot.count(table) for table in snapshot.tables())
            for line in chain(_lines(snapshot, self._clock()), _files(self._files, kept)):
                file.write(line)
                total.update(line)
                if line.startswith(b"["):
                    rows += 1
                    progress(rows, of)
            file.write(orjson.dumps({"rows": rows, "sha256": total.hexdigest()}) + b"\n")
        return rows

    def restore(self, source: BinaryIO, progress: Progress = quiet) -> list[Checked]:
        """Fill an empty database from a backup, and verify every ledger in it. All or nothing.

        Refused: `database.not_empty`, `backup.malformed`, `backup.schema`, `ledger.broken`.
        """
        with self._vault.filling() as filling:
            _fill(filling, self._files, source, progress)
        return self.verify_all()

    def verify_all(self) -> list[Checked]:
        """Verify every ledger as it lies in the store. Refused: `ledger.broken`, with the place."""
        with self._vault.snapshot() as snapshot:
            first = snapshot.columns("productions").index("id")
            productions = [str(row[first]) for row in snapshot.rows("productions")]
        return [self.verify(production) for production in productions]

    def verify(self, production: str) -> Checked:
        """Verify one ledger: entries, order, hashes, and the root the head was stored with."""
        with self._store.reading() as reader:
            head = reader.head(production)
            if head is None:
                raise ShowclearError("ledger.broken", f"{production} has no head.")
            exported = self._exports.signed(production, head)
            try:
                again = partial(self._exports.lines, reader, exported)
                found = verify(again(), vkey=exported.vkey, again=again)
            except ShowclearError as error:
                raise ShowclearError("ledger.broken", f"{production}: {error.detail}") from error
        if not found.ok:
            first = found.breaks[0]
            raise ShowclearError("ledger.broken", f"{production}, position {first.position}: {first.words}")
        return Checked(production, found.entries)


def _lines(snapshot: Snapshot, now: datetime) -> Iterator[bytes]:
    header = {
        "format": FORMAT,
        "version": VERSION,
        "schema": snapshot.schema,
        "made_at": recorded_at_text(now),
    }
    yield orjson.dumps(header) + b"\n"
    for table in snapshot.tables():
        yield orjson.dumps({"table": table, "columns": list(snapshot.columns(table))}) + b"\n"
        for row in snapshot.rows(table):
            yield orjson.dumps(list(row)) + b"\n"


def _keys(snapshot: Snapshot) -> Iterator[str]:
    """Photos and papers that are whole: as they were sent and, of pictures, as they are shown."""
    for row in snapshot.rows("attachments"):
        one = dict(zip(snapshot.columns("attachments"), row, strict=True))
        if one["complete_at"] is None:
            continue
        named = str(one["production"]), str(one["digest"])
        yield keys.original(*named)
        if one["media"] != PDF:
            yield keys.shown(*named)


def _files(files: Blobs, kept: Iterable[str]) -> Iterator[bytes]:
    yield orjson.dumps({"table": FILES, "columns": ["key", "bytes"]}) + b"\n"
    for key in kept:
        data = files.get(key)
        if data is None:
            raise ShowclearError("backup.incomplete", f"The file {key} is known, and not there.")
        yield orjson.dumps([key, base64.b64encode(data).decode()]) + b"\n"


def _keep(files: Blobs, row: Row) -> None:
    key, data = str(row[0]), base64.b64decode(str(row[1]))
    named = key.rpartition("/")[2]
    if "." not in named and hashlib.sha256(data).hexdigest() != named:
        raise _malformed(f"The file {key} does not have its digest.")
    try:
        files.put(key, data)
    except OSError as failure:
        raise ShowclearError("backup.files", f"The file {key} could not be kept.") from failure


def _fill(filling: Filling, files: Blobs, source: BinaryIO, progress: Progress) -> None:
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as file:
            _fill_from(filling, files, iter(file), progress)
    except (OSError, EOFError, ValueError, KeyError, StopIteration) as error:
        raise _malformed("It is damaged, or no backup of Showclear.") from error


def _fill_from(filling: Filling, files: Blobs, lines: Iterator[bytes], progress: Progress) -> None:
    first = next(lines)
    header = orjson.loads(first)
    if header["format"] != FORMAT or header["version"] != VERSION:
        raise _malformed("It is no backup of this version.")
    if header["schema"] != filling.schema:
        detail = f"The backup has schema {header['schema']}, this program {filling.schema}."
        raise ShowclearError("backup.schema", detail)
    total, rows = hashlib.sha256(first), 0
    table, columns, waiting = "", list[str](), list[Row]()
    for line in lines:
        value = orjson.loads(line)
        if isinstance(value, list) and table == FILES:
            _keep(files, value)
            rows += 1
        elif isinstance(value, list):
            waiting.append(value)
        if waiting and (isinstance(value, dict) or len(waiting) == _AT_ONCE):
            filling.fill(table, columns, waiting)
            rows, waiting = rows + len(waiting), []
            progress(rows, rows)
        if isinstance(value, dict) and "sha256" in value:
            if (value["rows"], value["sha256"]) != (rows, total.hexdigest()) or next(lines, None) is not None:
                raise _malformed("Its last line does not fit the rest.")
            return
        if isinstance(value, dict):
            table, columns = value["table"], value["columns"]
        total.update(line)
    raise _malformed("It ends before its last line.")


def _malformed(why: str) -> ShowclearError:
    return ShowclearError("backup.malformed", f"The file cannot be restored. {why}")


_AT_ONCE = 500
