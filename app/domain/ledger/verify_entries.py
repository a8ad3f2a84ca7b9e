"""Decides what is wrong with the entries of an export, line by line; roots and signatures are not its business."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from app.domain.errors import ShowclearError
from app.domain.ledger.breaks import Break, BreakKind
from app.domain.ledger.canonical import Json
from app.domain.ledger.entry import Entry, leaf_hash, parse_entry, parse_recorded_at
from app.domain.ledger.export import LAST_LINE_START
from app.domain.ledger.merkle import HASH_LENGTH
from app.domain.ledger.verify_sign_offs import SignOffCheck

MAX_BREAKS = 100  # enough to see what happened; a file of another kind would have one per line

_KIND_OF_CODE = {"json.not_canonical": BreakKind.NOT_CANONICAL, "entry.malformed": BreakKind.NOT_AN_ENTRY}


class Breaks:
    """What was found wrong so far, the first hundred."""

    def __init__(self) -> None:
        self.found: list[Break] = []

    def add(self, position: int | None, kind: BreakKind, words: str) -> None:
        """One more, unless there are a hundred."""
        if len(self.found) < MAX_BREAKS:
            self.found.append(Break(position, kind, words))

    def positions(self) -> set[int | None]:
        """The entries that something was found wrong with, sign-offs apart: they say nothing of the entry as a whole."""
        return {found.position for found in self.found if found.kind is not BreakKind.BAD_SIGN_OFF}


class EntryCheck:
    """Reads entries in file order; keeps their leaf hashes (32 bytes each) and which id stands in which line."""

    def __init__(self, production: str, breaks: Breaks) -> None:
        self._production, self._breaks = production, breaks
        self._expected = 0
        self._recorded_at = ""
        self._lines: dict[str, int] = {}
        self.leaves = bytearray()
        self.sign_offs = SignOffCheck(breaks.add)

    @property
    def count(self) -> int:
        """How many entries were read, whole or not."""
        return len(self.leaves) // HASH_LENGTH

    def take_all(self, lines: Iterable[bytes]) -> bytes | None:
        """Read entries up to the export's last line, which is returned; None when the file ends before it."""
        for line in lines:
            if line.startswith(LAST_LINE_START):
                return line
            self._take(line)
        return None

    def _take(self, line: bytes) -> None:
        data = line.removesuffix(b"\n")
        if len(data) == len(line):
            self._add(BreakKind.TRUNCATED, "The line has no end.")
        self.leaves += leaf_hash(data)
        try:
            self._check(parse_entry(data))
        except ShowclearError as error:
            self._add(_KIND_OF_CODE[error.code], error.detail)
        self._expected += 1

    def check_later_sign_offs(self, again: Callable[[], Iterable[bytes]]) -> None:
        """Check the sign-offs that stand in records of their own; `again` gives the export's lines once more."""
        wanted = {id_: self._lines[id_] for id_ in self.sign_offs.wanted if id_ in self._lines}
        found = dict[str, Entry]()
        if wanted:
            names = {line: id_ for id_, line in wanted.items()}
            entries = islice(again(), 1, max(names) + 2)
            for number, line in enumerate(entries):
                if number in names and self._is_same(number, line):
                    found[names[number]] = parse_entry(line.removesuffix(b"\n"))
        self.sign_offs.finish({id_: entry.record for id_, entry in found.items()})

    def _is_same(self, number: int, line: bytes) -> bool:
        """Whether a line read again is what it was the first time."""
        at = slice(number * HASH_LENGTH, (number + 1) * HASH_LENGTH)
        return leaf_hash(line.removesuffix(b"\n")) == self.leaves[at]

    def _check(self, entry: Entry) -> None:
        if entry.position != self._expected:
            self._add(
                BreakKind.POSITION, f"Position {entry.position} stands where {self._expected} should be."
            )
            self._expected = entry.position  # so that what follows a gap is not called broken too
        if entry.recorded_at != self._recorded_at:
            self._check_time(entry.recorded_at)
        self._check_record(entry.record)

    def _check_time(self, recorded_at: str) -> None:
        parse_recorded_at(recorded_at)
        if recorded_at < self._recorded_at:  # one fixed-width form in UTC: text order is time order
            self._add(BreakKind.TIME_ORDER, f"Recorded {recorded_at}, after an entry of {self._recorded_at}.")
        self._recorded_at = recorded_at

    def _check_record(self, record: dict[str, Json]) -> None:
        record_id = record.get("id")
        if type(record_id) is not str:
            self._add(BreakKind.NOT_AN_ENTRY, "The record has no id.")
            return
        key = record_id.lower()  # the same UUID in either case
        line = self.count - 1
        if self._lines.setdefault(key, line) != line:
            self._add(BreakKind.DUPLICATE_ID, f"The id {record_id} was used before.")
        self.sign_offs.take(self._expected, key, record)
        if record.get("production") != self._production:
            self._add(BreakKind.WRONG_PRODUCTION, f"The record does not belong to {self._production}.")

    def _add(self, kind: BreakKind, words: str) -> None:
        self._breaks.add(self._expected, kind, words)
