"""Decides how one commit group is written: few statements, each for all of its rows; what is in them is given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite

from app.db import rows
from app.db.postgresql import together
from app.db.reading import Reader, head_of
from app.db.tables import heads, productions, segments, violations
from app.domain.ledger.canonical import canonical
from app.domain.ledger.merkle import Frontier
from app.domain.records import parse_moment
from app.services.stored import (
    Difference,
    Head,
    KnownRecord,
    NewEntry,
    StoredViolation,
    Written,
)

_AT_ONCE = 500


class Writer(Reader):
    """One transaction that may write; it keeps others off a production from `lock` on."""

    def create(self, production: str, at: datetime) -> bool:
        """An empty production; False when there is one of that id."""
        if self.connection.execute(rows.HEAD, {"p": production}).first() is not None:
            return False
        self.connection.execute(insert(productions), {"id": production, "created_at": at})
        empty = {"production": production, "size": 0, "judged_size": 0, "frontier": Frontier().to_bytes()}
        self.connection.execute(insert(heads), empty)
        return True

    def lock(self, production: str) -> Head | None:
        """The production's head, ours until the transaction ends; None for no production."""
        with together(self.connection):  # with the beginning of the transaction
            row = rows.LOCK_HEAD.one(self.connection, {"p": production})
        return head_of(row) if row is not None else None

    def known(self, production: str, record_keys: Sequence[str]) -> dict[str, KnownRecord]:
        """Which of these records are in the ledger."""
        found: dict[str, KnownRecord] = {}
        if len(record_keys) == 1:
            one = rows.ONE_KNOWN.one(self.connection, {"p": production, "key": record_keys[0]})
            return {} if one is None else {one[0]: KnownRecord(one[1], bytes(one[2]), bytes(one[3]))}
        for start in range(0, len(record_keys), _AT_ONCE):
            some = list(record_keys[start : start + _AT_ONCE])
            for row in self.connection.execute(rows.KNOWN, {"p": production, "keys": some}):
                found[row[0]] = KnownRecord(row[1], bytes(row[2]), bytes(row[3]))
        return found

    def write(self, production: str, written: Written) -> None:
        """Everything one commit group changes."""
        with together(self.connection):
            self._write(production, written)

    def _write(self, production: str, written: Written) -> None:
        if written.entries:
            self._add_entries(production, written)
        self._move_head(production, written.head)
        if written.violations:
            self._upsert(violations, [_violation(production, one) for one in written.violations])
        if written.segments:
            carried = [
                {
                    "production": production,
                    "segment_on": day,
                    "carried": orjson.dumps(positions).decode(),
                }
                for day, positions in written.segments.items()
            ]
            self._upsert(segments, carried)
        self._differ(production, written.holds, written.deadlines)

    def _add_entries(self, production: str, written: Written) -> None:
        rows.ADD_ENTRY.run(self.connection, [_entry(production, entry) for entry in written.entries])
        if written.nodes:
            rows.ADD_NODE.run(
                self.connection,
                [
                    {
                        "production": production,
                        "level": n.level,
                        "place": n.index,
                        "hash": n.hash,
                    }
                    for n in written.nodes
                ],
            )
        mentions = [
            {"production": production, "name": name, "position": entry.position}
            for entry in written.entries
            for name in sorted(entry.mentions)
        ]
        if mentions:
            rows.ADD_MENTION.run(self.connection, mentions)

    def _move_head(self, production: str, head: Head) -> None:
        moved = {
            "p": production,
            "size": head.size,
            "judged_size": head.judged_size,
            "frontier": head.frontier.to_bytes(),
            "moment_at": head.moment_at,
            "checkpoint": head.checkpoint,
            "next_at": head.next_at,
        }
        rows.MOVE_HEAD.run(self.connection, [moved])

    def _differ(self, production: str, holds: Difference, deadlines: Difference) -> None:
        if holds.gone:
            rows.DROP_HOLD.run(self.connection, [{"p": production, "k": key} for key in holds.gone])
        if deadlines.gone:
            rows.DROP_DEADLINE.run(self.connection, [{"p": production, "k": key} for key in deadlines.gone])
        if holds.come:
            come = [
                {"production": production, "key": key, "hold": canonical(row).decode()}
                for key, row in holds.come
            ]
            rows.ADD_HOLD.run(self.connection, come)
        if deadlines.come:
            due = [
                {
                    "production": production,
                    "key": key,
                    "due_at": parse_moment(row["due_at"]) if row["due_at"] else None,
                    "deadline": canonical(row).decode(),
                }
                for key, row in deadlines.come
            ]
            rows.ADD_DEADLINE.run(self.connection, due)

    def _upsert(self, table: Table, values: list[dict[str, Any]]) -> None:
        """Insert, or replace what stands under the same key."""
        dialect: Any = sqlite if self.connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(table)
        keys = list(table.primary_key.columns)
        others = {c.name: statement.excluded[c.name] for c in table.columns if c not in set(keys)}
        self.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), values)


def _entry(production: str, entry: NewEntry) -> dict[str, Any]:
    return {
        "production": production,
        "position": entry.position,
        "record_key": entry.record_key,
        "kind": entry.kind,
        "unit": entry.unit,
        "segment_on": entry.segment_on,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "entry": entry.entry,
        "leaf_hash": entry.leaf_hash,
        "receipt": entry.receipt,
    }


def _violation(production: str, stored: StoredViolation) -> dict[str, Any]:
    told = stored.json
    return {
        "production": production,
        "id": told["id"],
        "hazard": told["hazard"],
        "gravity": told["gravity"],
        "status": told["status"],
        "firearm": stored.firearm,
        "blocking": told["blocking"],
        "segment_on": stored.segment_on,
        "occurred_at": parse_moment(told["occurred_at"]),
        "flagged_at": parse_moment(told["flagged_at"]),
        "violation": canonical(told).decode(),
    }
