"""A connection that the server ended while it rested is replaced, and whoever comes next does not notice."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from app.db.postgresql import engine
from tests.conftest import PostgresServer

ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :name"
)


def end_all(url: str) -> None:
    other = engine(url, None)
    with other.begin() as connection:
        connection.execute(text(ENDED), {"name": url.rpartition("/")[2].partition("?")[0]})
    other.dispose()


def answer(pool: Engine) -> int:
    with pool.begin() as connection:
        return int(connection.scalar(text("SELECT 7")))


def test_one_that_rested_is_asked_first(postgres: PostgresServer) -> None:
    with postgres.copy(migrated=False) as url:
        pool = engine(url, None, sure_for_s=0)
        assert answer(pool) == 7
        end_all(url)
        assert answer(pool) == 7
        pool.dispose()


def test_one_in_use_until_now_fails_once(postgres: PostgresServer) -> None:
    with postgres.copy(migrated=False) as url:
        pool = engine(url, None, sure_for_s=60)
        assert answer(pool) == 7
        end_all(url)
        with pytest.raises(DBAPIError):
            answer(pool)
        assert answer(pool) == 7
        pool.dispose()
