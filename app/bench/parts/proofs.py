"""Decides whether an inclusion proof stays quick as a ledger grows long: from stored nodes, in the database that serves."""

from __future__ import annotations

import hashlib
import random
import statistics
import time
from datetime import UTC, date, datetime

from sqlalchemy import insert

from app.bench.report import Row
from app.bench.setting import On
from app.db.database import Database, open_database
from app.db.library import SqlLibrary
from app.db.tables import entries, nodes, productions
from app.domain.ledger.merkle import Frontier
from app.domain.ledger.proofs import inclusion_proof, places_of_inclusion, verify_inclusion

MOST = 3.0
_PROOFS = 200
_AT_ONCE = 20_000
_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def measure(on: On) -> list[Row]:
    """One row: the median of an inclusion proof in the long ledger, over that in the short one."""
    database = open_database(on.place.url("proofs"), None)
    try:
        roots = {}
        for size in on.sizes.proven:
            on.say(f"proofs: a ledger of {size:,} entries")
            roots[size] = _fill(database, size)
        small, large = on.sizes.proven
        taken = {small: list[float](), large: list[float]()}
        for _ in range(on.sizes.rounds):
            for size in on.sizes.proven:
                taken[size].append(_median_ms(database, size, roots[size]))
    finally:
        database.close()
    short, long = (statistics.median(taken[size]) for size in on.sizes.proven)
    name = f"inclusion proof at {large:,} entries"
    ceiling = f"at {small:,}"
    return [Row(f"proofs {on.place.kind}", name, long, "ms", short, ceiling, long / short, "at most", MOST)]


def _fill(database: Database, size: int) -> bytes:
    """A ledger of leaf hashes and nodes as they are stored, with next to nothing in its entries; its root."""
    name, frontier = f"of-{size}", Frontier()
    with database.writing() as connection:
        connection.execute(insert(productions), {"id": name, "created_at": _AT})
    for start in range(0, size, _AT_ONCE):
        leaves = [
            hashlib.sha256(b"%d" % number).digest() for number in range(start, min(size, start + _AT_ONCE))
        ]
        frontier, completed = frontier.extend(leaves)
        rows = [_entry(name, start + number, leaf) for number, leaf in enumerate(leaves)]
        made = [
            {"production": name, "level": node.level, "place": node.index, "hash": node.hash}
            for node in completed
        ]
        with database.writing() as connection:
            connection.execute(insert(entries), rows)
            if made:
                connection.execute(insert(nodes), made)
    return frontier.root()


def _entry(name: str, position: int, leaf: bytes) -> dict[str, object]:
    return {
        "production": name,
        "position": position,
        "record_key": f"{position:036d}",
        "kind": "statement",
        "unit": "main",
        "segment_on": date(2026, 3, 2),
        "occurred_at": _AT,
        "recorded_at": _AT,
        "entry": b"{}",
        "leaf_hash": leaf,
        "receipt": b"{}",
    }


def _median_ms(database: Database, size: int, root: bytes) -> float:
    dice, taken, name = random.Random(size), [], f"of-{size}"  # noqa: S311 - places to look at, no secret
    with SqlLibrary(database).looking() as shelves:
        hash_at = shelves.hash_at(name)
        for _ in range(_PROOFS):
            index = dice.randrange(size)
            began = time.perf_counter()
            read = shelves.hash_at(name, places_of_inclusion(index, size))
            path = inclusion_proof(index, size, read)
            taken.append((time.perf_counter() - began) * 1000)
            if not verify_inclusion(hash_at(0, index), index, size, path, root):
                raise RuntimeError("a proof that was just made does not hold")
    return statistics.median(taken)
