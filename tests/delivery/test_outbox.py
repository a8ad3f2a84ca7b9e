"""The outbox: what is queued is there when its transaction is, and each key once; who can be reached."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from app.db.database import Database
from app.db.delivery_tables import contacts, messages
from app.db.outbox import SqlOutbox, SqlReachable
from app.db.store import SqlStore
from app.services.messages import Message

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def message(key: str, production: str = "desert") -> Message:
    return Message(key, production, "ann", None, "hold", "hold.placed", NOON, "/p/desert/today")


@pytest.fixture
def store(database: Database) -> SqlStore:
    store = SqlStore(database)
    with store.writing() as writer:
        for production in ("desert", "ocean"):
            writer.create(production, NOON)
    return store


def count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(messages)) or 0)


def test_a_message_is_there_when_its_transaction_is(store: SqlStore, database: Database) -> None:
    def cut_off() -> None:
        with store.writing() as writer:
            SqlOutbox().queue(writer, [message("a")])
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        cut_off()
    assert count(database) == 0
    with store.writing() as writer:
        SqlOutbox().queue(writer, [message("a")])
    assert count(database) == 1


def test_a_key_is_queued_once_in_each_production(store: SqlStore, database: Database) -> None:
    for _ in range(2):
        with store.writing() as writer:
            SqlOutbox().queue(writer, [message("a"), message("b"), message("a")])
    with store.writing() as writer:
        SqlOutbox().queue(writer, [message("a", "ocean")])
    assert count(database) == 3


def contact(number: int, **more: object) -> dict[str, object]:
    plain = {"id": f"{number:032x}", "production": "desert", "person": "ann", "outside": None}
    plain |= {"channel": "email", "address": "a@set.example", "takes": "news", "created_at": NOON}
    return plain | {"confirmed_at": None, "broken_at": None} | more


def test_reachable_is_who_confirmed_what_still_works(store: SqlStore, database: Database) -> None:
    reachable = SqlReachable(database)
    later = NOON + timedelta(days=1)
    rows = [
        contact(1, confirmed_at=NOON),
        contact(2),
        contact(3, confirmed_at=later, broken_at=later),
        contact(4, person=None, outside="insurer", confirmed_at=later),
        contact(5, person=None, outside="studio_safety"),
    ]
    with database.writing() as connection:
        connection.execute(insert(contacts), rows)
    assert reachable.of("desert", "ann") == NOON
    assert reachable.of("desert", "bob") is None
    assert reachable.outside("desert") == {"insurer": later, "studio_safety": None}
    assert reachable.outside("ocean") == {}
