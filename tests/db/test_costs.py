"""What one record costs the database, as docs/storage.md says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, func, select

from app.db.database import Database
from app.db.store import SqlStore
from app.db.tables import entries, mentions, nodes
from tests.services.conftest import HandClock, Production, found, open_desk


@pytest.fixture
def production(database: Database) -> Production:
    store, clock = SqlStore(database), HandClock()
    desk, judges = open_desk(store, clock)
    made = Production(desk, judges, store, clock)
    found(made)
    made.take(made.inspection())
    return made


@contextmanager
def counted(database: Database) -> Iterator[dict[str, int]]:
    """How many statements the writing connection executes, and how many commits."""
    seen = {"statements": 0, "commits": 0}

    def statement(*_: object) -> None:
        seen["statements"] += 1

    def commit(*_: object) -> None:
        seen["commits"] += 1

    event.listen(database.writer, "after_cursor_execute", statement)
    event.listen(database.writer, "commit", commit)
    yield seen
    event.remove(database.writer, "after_cursor_execute", statement)
    event.remove(database.writer, "commit", commit)


def rows(database: Database) -> list[int]:
    with database.reading() as connection:
        tables = (entries, nodes, mentions)
        return [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.mark.parametrize("count", [1, 40])
def test_a_group_has_the_same_few_statements_and_one_commit(
    production: Production, database: Database, count: int
) -> None:
    before = rows(database)
    with counted(database) as seen:
        production.deliver([production.inspection() for _ in range(count)])
    after = rows(database)
    added = [now - then for now, then in zip(after, before, strict=True)]
    assert added[0] == count and added[2] == 3 * count
    assert abs(added[1] - count) <= 3
    assert seen["commits"] == 1
    assert seen["statements"] <= 8
