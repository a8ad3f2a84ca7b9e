"""Decides what a record cost the database: rows, commits and syncs, counted in what the measured service left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from app.bench.seeding import Seeded

_NEW = "FROM entries WHERE production = :p AND position >= :since"


@dataclass(frozen=True, slots=True)
class Cost:
    """Sums over the records whose time was taken, and those that warmed up."""

    records: int
    commits: int
    rows: int
    """Entries, tree nodes, mentions, and one head for each commit; a day done right has no violations."""

    def told(self) -> str:
        """In words, per record. A commit is one sync of the write-ahead log."""
        group = self.records / self.commits
        return f"a record costs {self.rows / self.records:.1f} rows, 1/{group:.1f} commit and as many syncs of the log"


def cost_of(url: str, measured: Sequence[Seeded]) -> Cost:
    """What the records since the seeding cost. A commit group is what has one moment of knowledge."""
    engine = create_engine(
        make_url(url).set(drivername="sqlite" if url.startswith("sqlite") else "postgresql+psycopg")
    )
    try:
        with engine.connect() as connection:
            found = [_of(connection, one) for one in measured]
    finally:
        engine.dispose()
    return Cost(*(sum(values) for values in zip(*found, strict=True)))


def _of(connection: Connection, seeded: Seeded) -> tuple[int, int, int]:
    where = {"p": seeded.production, "since": seeded.size}
    counted = connection.execute(text(f"SELECT count(*), count(DISTINCT recorded_at) {_NEW}"), where).one()
    records, commits = int(counted[0]), int(counted[1])
    mentions = connection.execute(
        text("SELECT count(*) FROM mentions WHERE production = :p AND position >= :since"), where
    ).scalar_one()
    nodes = _nodes(seeded.size + records) - _nodes(seeded.size)
    return records, commits, records + int(mentions) + nodes + commits


def _nodes(size: int) -> int:
    """Complete inner nodes of a tree of that size."""
    return sum(size >> level for level in range(1, size.bit_length() + 1))
