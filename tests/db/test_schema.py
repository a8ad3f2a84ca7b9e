"""The schema is what the migrations make, and the ledger's tables only grow."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, insert, text
from sqlalchemy.exc import DBAPIError

from app.db.database import Database, open_database
from app.db.migrate import newest_revision, revision
from app.db.tables import entries, metadata, nodes, productions
from tests.conftest import PostgresServer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def grow(connection: Connection) -> None:
    connection.execute(insert(productions), {"id": "p", "created_at": NOON})
    connection.execute(
        insert(entries),
        {
            "production": "p",
            "position": 0,
            "record_key": "k",
            "kind": "duty",
            "unit": "main",
            "segment_on": date(2026, 3, 2),
            "occurred_at": NOON,
            "recorded_at": NOON,
            "entry": b"{}",
            "leaf_hash": b"0" * 32,
            "receipt": b"{}",
        },
    )
    connection.execute(insert(nodes), {"production": "p", "level": 1, "place": 0, "hash": b"1" * 32})


def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert revision(connection) == newest_revision() is not None


def test_opening_twice_migrates_once(database: Database, database_url: str) -> None:
    again = open_database(database_url)
    with again.reading() as connection:
        assert revision(connection) == newest_revision()
    again.close()


def test_instants_come_back_as_they_went(database: Database) -> None:
    moment = datetime(2026, 3, 2, 12, 0, 0, 1, tzinfo=UTC)
    with database.writing() as connection:
        connection.execute(insert(productions), {"id": "p", "created_at": moment})
    with database.reading() as connection:
        assert connection.scalar(productions.select().with_only_columns(productions.c.created_at)) == moment


ALTERATIONS = [
    "UPDATE {table} SET production = 'q'",
    "UPDATE {table} SET production = production WHERE 1 = 0",
    "DELETE FROM {table}",
]


@pytest.mark.parametrize("table", ["entries", "nodes"])
@pytest.mark.parametrize("statement", ALTERATIONS)
def test_the_ledger_refuses_alteration(database: Database, table: str, statement: str) -> None:
    with database.writing() as connection:
        grow(connection)
    if database.kind == "sqlite" and "1 = 0" in statement:
        return  # SQLite has triggers per row only: nothing is touched, so nothing is refused
    with pytest.raises(DBAPIError), database.writing() as connection:
        connection.execute(text(statement.format(table=table)))
    with database.reading() as connection:
        assert connection.scalar(text(f"SELECT count(*) FROM {table} WHERE production = 'p'")) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_sqlite_refuses_replacing_even_from_other_tools(database: Database, recursive: str) -> None:
    """Delete triggers are passed over by REPLACE where a connection has recursive_triggers off."""
    with database.writing() as connection:
        grow(connection)
    outside = create_engine(database.writer.url)
    with outside.connect() as connection:
        connection.execute(text(f"PRAGMA recursive_triggers = {recursive}"))
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(
                text("INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE production = 'p'")
            )
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text("INSERT OR REPLACE INTO nodes SELECT * FROM nodes"))
    outside.dispose()


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_sqlite_is_durable_and_its_readers_cannot_write(database: Database) -> None:
    with database.writing() as connection:
        settings = [
            connection.scalar(text(f"PRAGMA {name}"))
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "recursive_triggers",
            )
        ]
    assert settings == ["wal", 2, 1, 1]
    with pytest.raises(DBAPIError, match="readonly"), database.reading() as connection:
        connection.execute(insert(productions), {"id": "p", "created_at": NOON})


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_on_postgresql_even_the_owner_is_refused(database: Database, database_url: str) -> None:
    with database.writing() as connection:
        grow(connection)
    owner = create_engine(database_url)
    for statement in (
        *(s.format(table="entries") for s in ALTERATIONS),
        "TRUNCATE entries, nodes",
    ):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            owner.begin() as connection,
        ):
            connection.execute(text(statement))
    owner.dispose()


def rights(connection: Connection, table: str) -> set[str]:
    words = (
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "TRUNCATE",
        "TRIGGER",
        "REFERENCES",
    )
    return {
        word for word in words if connection.scalar(text(f"SELECT has_table_privilege('{table}', '{word}')"))
    }


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_with_one_url_the_service_takes_on_a_role_that_owns_nothing(
    database: Database,
) -> None:
    assert database.append_only_role
    with database.reading() as connection:
        assert rights(connection, "entries") == rights(connection, "nodes") == {"SELECT", "INSERT"}
        assert rights(connection, "violations") == {
            "SELECT",
            "INSERT",
            "UPDATE",
            "DELETE",
        }
        assert (
            connection.scalar(
                text(
                    "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
                )
            )
            == 0
        )
    with (
        pytest.raises(DBAPIError, match="must be owner"),
        database.writing() as connection,
    ):
        connection.execute(text("DROP TRIGGER entries_refuse_alteration ON entries"))
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        database.writing() as connection,
    ):
        connection.execute(text("DELETE FROM entries"))


def test_with_two_urls_owner_and_service_are_two_users(
    postgres: PostgresServer,
) -> None:
    """As deployed: a plain owner that makes the tables, and a plain user that only works with them."""
    suffix = postgres.template.removeprefix("template_")
    owner, service = f"owner_{suffix}", f"service_{suffix}"
    for user in (owner, service):
        postgres.sql(f"CREATE ROLE {user} LOGIN PASSWORD 'for-this-test'")
    try:
        with postgres.copy(migrated=False) as url:
            name = url.rpartition("/")[2].partition("?")[0]
            postgres.sql(f"ALTER DATABASE {name} OWNER TO {owner}")
            migrating = postgres.named(name, username=owner, password="for-this-test")
            working = postgres.named(name, username=service, password="for-this-test")
            database = open_database(working, migrating)
            assert database.append_only_role
            with database.writing() as connection:
                grow(connection)
                assert rights(connection, "entries") == {"SELECT", "INSERT"}
            database.close()
            alone = open_database(migrating)  # a plain owner may make no role: it works, and says what it is
            assert not alone.append_only_role
            alone.close()
    finally:
        for user in (owner, service):
            postgres.sql(f"DROP ROLE {user}")


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(Exception, match=r"settings\.database_url"):
        open_database("sqlite://")
    with pytest.raises(Exception, match=r"settings\.database_url"):
        open_database("mysql://somewhere/db")
