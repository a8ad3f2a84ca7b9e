"""Decides what becomes of entries that another store made: the same here, judged as they became known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.judgement import Entry
from app.domain.ledger.archive import RECEIPTS
from app.domain.ledger.canonical import canonical
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.verify_archive import require_receipt
from app.services.differences import Standing
from app.services.entries import stored_entry
from app.services.listing import stored_violation
from app.services.named import names_in
from app.services.ports import Change, LedgerWriter, OpenJudge, Stands
from app.services.receipts import receipt_bytes
from app.services.setting import Setting
from app.services.stored import EMPTY, Head, NewEntry, Written

_AT_ONCE = 500
_Line = tuple[Entry, bytes]


class Arrival:
    """One ledger on its way into an empty production, within one transaction."""

    def __init__(
        self,
        production: str,
        writer: LedgerWriter,
        open_judge: OpenJudge,
        receipts: Iterator[bytes] | None = None,
    ) -> None:
        """`receipts`: what was answered for each entry, in their order; without them they are made anew."""
        self.taken = 0
        self._receipts = receipts
        self._production, self._writer = production, writer
        # Everything stays at hand, so nothing has to be looked up.
        self._judge = open_judge(production, None, (), (), (), lambda _key: None, lambda _id: None)
        self._setting = Setting()
        self._head = EMPTY
        self._group: list[_Line] = []
        self._waiting: list[NewEntry] = []
        self._keys: set[str] = set()
        self._segments: set[date] = set()
        self._violations: dict[str, dict[str, Any]] = {}

    def take(self, line: bytes) -> None:
        """The next entry, as its bytes stand in the export. Refused: no record (`record.malformed`), one twice."""
        entry = stored_entry(line)
        if entry.record.key in self._keys:
            raise ShowclearError("export.broken", f"Two entries hold the record {entry.record.key}.")
        if self._group and self._group[-1][0].recorded_at != entry.recorded_at:
            self._judge_group()
        self._keys.add(entry.record.key)
        self._group.append((entry, line))
        self.taken += 1

    def finish(self, sign: Callable[[Head], str]) -> None:
        """Write the rest, what the judgement says of it all, and a checkpoint."""
        if self._group:
            self._judge_group()
        self._write()
        moment = self._head.moment_at
        if moment is None:
            return
        stands = self._judge.stands(moment)
        head = Head(self.taken, self.taken, self._head.frontier, moment, sign(self._head), stands.next_at)
        violations = [stored_violation(told, self._setting) for told in self._violations.values()]
        holds = Standing().replaced(stands.holds)[1]
        deadlines = Standing().replaced(stands.deadlines)[1]
        carried = {segment: self._judge.selection(segment) for segment in sorted(self._segments)}
        self._writer.write(self._production, Written(head, (), (), violations, holds, deadlines, carried))

    def _judge_group(self) -> None:
        entries = [entry for entry, _ in self._group]
        moment = entries[0].recorded_at
        self._setting = self._setting.adding([entry.record for entry in entries])
        changes = (self._judge.advance(moment), self._judge.receive(entries))
        for change in changes:
            self._violations |= {told["id"]: told for told in (one.to_json() for one in change.violations)}
        self._waiting += self._new_entries(changes[1], self._judge.stands(moment))
        self._group = []
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def _new_entries(self, change: Change, stands: Stands) -> Sequence[NewEntry]:
        holds = canonical([one.to_json() for one in stands.holds])
        return [self._new(entry, line, change, holds) for entry, line in self._group]

    def _new(self, entry: Entry, line: bytes, change: Change, holds: bytes) -> NewEntry:
        record, leaf = entry.record, leaf_hash(line)
        segment = self._judge.segment_of(record)
        self._segments.add(segment)
        return NewEntry(
            entry.position,
            record.key,
            record.kind,
            record.unit,
            segment,
            record.at,
            entry.recorded_at,
            line,
            leaf,
            self._receipt(entry, line, change, holds),
            names_in(record),
        )

    def _receipt(self, entry: Entry, line: bytes, change: Change, holds: bytes) -> bytes:
        if self._receipts is not None:
            return require_receipt(next(self._receipts, b""), line, RECEIPTS)
        return receipt_bytes(
            entry.record.id,
            entry.position,
            leaf_hash(line),
            checkpoint=b"",
            raised=[one.to_json() for one in change.raised.get(entry.record.key, ())],
            resolved=change.resolved.get(entry.record.key, ()),
            holds=holds,
        )

    def _write(self) -> None:
        if not self._waiting:
            return
        frontier, nodes = self._head.frontier.extend([entry.leaf_hash for entry in self._waiting])
        self._head = Head(frontier.size, frontier.size, frontier, self._waiting[-1].recorded_at, None)
        self._writer.write(self._production, Written(self._head, self._waiting, nodes))
        self._waiting = []
