"""Decides how what is committed is found for readers: pages, lists, counts, nodes; it decides nothing about who may look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Select, case, func, select, tuple_

from app.db.database import Database
from app.db.reading import Reader
from app.db.tables import deadlines, entries, holds, mentions, nodes, persons, productions, violations
from app.domain.ledger.merkle import HashAt
from app.services.filters import RecordFilter, ReportFilter, ViolationFilter
from app.services.library import DayCount, StoredEntry
from app.services.named import PERSON, RECORD, THING

_STORED = select(entries.c.position, entries.c.entry, entries.c.leaf_hash, entries.c.receipt)


class SqlLibrary:
    """What readers see of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def looking(self) -> Iterator[SqlShelves]:
        """One consistent view."""
        with self._database.reading() as connection:
            yield SqlShelves(connection)


class SqlShelves(Reader):
    """One consistent view for readers."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)

    def entry(self, production: str, record_key: str) -> StoredEntry | None:
        """The entry that holds a record."""
        return self._one(production, entries.c.record_key == record_key)

    def entry_at(self, production: str, position: int) -> StoredEntry | None:
        """The entry at a position."""
        return self._one(production, entries.c.position == position)

    def entries_between(self, production: str, start: int, limit: int) -> list[StoredEntry]:
        """At most `limit` entries from a position on."""
        return self._stored(production, entries.c.position >= start, limit=limit)

    def entries_of(self, production: str, record_keys: Sequence[str]) -> list[StoredEntry]:
        """The entries of these records, in order of position."""
        return self._stored(production, entries.c.record_key.in_(list(record_keys)))

    def entries_like(self, production: str, asked: RecordFilter, after: int, limit: int) -> list[StoredEntry]:
        """At most `limit` entries after a position, of those asked for."""
        where: list[ColumnElement[bool]] = [entries.c.position > after]
        if asked.day is not None:
            where.append(entries.c.segment_on == asked.day)
        if asked.kind is not None:
            where.append(entries.c.kind == asked.kind)
        if asked.firearm is not None:
            where.append(_names(THING + asked.firearm))
        if asked.person is not None:
            where.append(_names(PERSON + asked.person))
        if asked.record is not None:
            where.append(_names(RECORD + asked.record))
        return self._stored(production, *where, limit=limit)

    def violations_like(
        self, production: str, asked: ViolationFilter, skip: int, limit: int
    ) -> list[dict[str, Any]]:
        """Some violations, those flagged last first."""
        wanted = {
            violations.c.segment_on: asked.day,
            violations.c.hazard: asked.hazard,
            violations.c.gravity: asked.gravity,
            violations.c.status: asked.status,
            violations.c.firearm: asked.firearm,
        }
        where = [column == value for column, value in wanted.items() if value is not None]
        newest = select(violations.c.violation).where(violations.c.production == production, *where)
        ordered = newest.order_by(violations.c.flagged_at.desc(), violations.c.id).offset(skip).limit(limit)
        return self._json(ordered)

    def violations_for(self, production: str, asked: ReportFilter) -> list[dict[str, Any]]:
        """Violations of a report, in the order they happened."""
        where: list[ColumnElement[bool]] = [violations.c.production == production]
        if asked.since_on is not None:
            where.append(violations.c.segment_on >= asked.since_on)
        if asked.until_on is not None:
            where.append(violations.c.segment_on <= asked.until_on)
        wanted = {
            violations.c.firearm: asked.firearm,
            violations.c.hazard: asked.hazard,
            violations.c.gravity: asked.gravity,
        }
        where += [column == value for column, value in wanted.items() if value is not None]
        found = select(violations.c.violation).where(*where)
        return self._json(found.order_by(violations.c.occurred_at, violations.c.id))

    def days(self, production: str) -> list[DayCount]:
        """Dates with records, the newest first."""
        counted = (
            select(entries.c.segment_on, func.count())
            .where(entries.c.production == production)
            .group_by(entries.c.segment_on)
            .order_by(entries.c.segment_on.desc())
        )
        return [DayCount(row[0], row[1]) for row in self.connection.execute(counted)]

    def violations_by_day(self, production: str) -> dict[date, dict[str, int]]:
        """How many violations of which gravity each date has, rebutted ones left out."""
        counted = (
            select(violations.c.segment_on, violations.c.gravity, func.count())
            .where(violations.c.production == production, violations.c.status != "rebutted")
            .group_by(violations.c.segment_on, violations.c.gravity)
        )
        found: dict[date, dict[str, int]] = {}
        for day, gravity, count in self.connection.execute(counted):
            found.setdefault(day, {})[gravity] = count
        return found

    def holds(self, production: str) -> list[dict[str, Any]]:
        """Holds standing."""
        return self._json(select(holds.c.hold).where(holds.c.production == production).order_by(holds.c.key))

    def deadlines(self, production: str) -> list[dict[str, Any]]:
        """Deadlines open, those due first first."""
        mine = select(deadlines.c.deadline).where(deadlines.c.production == production)
        return self._json(mine.order_by(deadlines.c.due_at.is_(None), deadlines.c.due_at, deadlines.c.key))

    def names(self, production: str) -> dict[str, str | None]:
        """Names beside the ledger, by person; None where erased or sealed."""
        shown = case((persons.c.sealed_at.is_(None), persons.c.name))
        found = select(persons.c.id, shown).where(persons.c.production == production)
        return {row[0]: row[1] for row in self.connection.execute(found)}

    def created_at(self, production: str) -> datetime | None:
        """When the production was made; None for none."""
        found: datetime | None = self.connection.scalar(
            select(productions.c.created_at).where(productions.c.id == production)
        )
        return found

    def hash_at(self, production: str, ahead: Sequence[tuple[int, int]] = ()) -> HashAt:
        """The tree's nodes, as the ledger's proofs ask for them; those named `ahead` are read at once."""
        known = self._hashes(production, ahead) if ahead else {}

        def hash_at(level: int, index: int) -> bytes:
            if (level, index) in known:
                return known[level, index]
            if level == 0:
                leaf = select(entries.c.leaf_hash)
                found = leaf.where(entries.c.production == production, entries.c.position == index)
            else:
                named = (nodes.c.production == production, nodes.c.level == level, nodes.c.place == index)
                found = select(nodes.c.hash).where(*named)
            return bytes(self.connection.execute(found).scalar_one())

        return hash_at

    def _hashes(self, production: str, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """These nodes, leaves among them, in two reads."""
        leaves = [index for level, index in places if level == 0]
        inner = [place for place in places if place[0] > 0]
        found: dict[tuple[int, int], bytes] = {}
        if leaves:
            wanted = select(entries.c.position, entries.c.leaf_hash)
            wanted = wanted.where(entries.c.production == production, entries.c.position.in_(leaves))
            found |= {(0, row[0]): bytes(row[1]) for row in self.connection.execute(wanted)}
        if inner:
            named = (nodes.c.production == production, tuple_(nodes.c.level, nodes.c.place).in_(inner))
            read = select(nodes.c.level, nodes.c.place, nodes.c.hash).where(*named)
            found |= {(row[0], row[1]): bytes(row[2]) for row in self.connection.execute(read)}
        return found

    def _one(self, production: str, where: ColumnElement[bool]) -> StoredEntry | None:
        return next(iter(self._stored(production, where)), None)

    def _stored(
        self, production: str, *where: ColumnElement[bool], limit: int | None = None
    ) -> list[StoredEntry]:
        wanted = _STORED.where(entries.c.production == production, *where)
        rows = self.connection.execute(wanted.order_by(entries.c.position).limit(limit))
        return [StoredEntry(row[0], bytes(row[1]), bytes(row[2]), bytes(row[3])) for row in rows]

    def _json(self, wanted: Select[Any]) -> list[dict[str, Any]]:
        return [orjson.loads(text) for text in self.connection.execute(wanted).scalars()]


def _names(name: str) -> ColumnElement[bool]:
    named = select(mentions.c.position).where(
        mentions.c.production == entries.c.production,
        mentions.c.name == name,
        mentions.c.position == entries.c.position,
    )
    return named.exists()
