"""Decides how PostgreSQL is opened: migrated by the owner, used by a role that may only add to the ledger."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from time import monotonic

import psycopg
from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from app.db.migrate import migrate
from app.db.schema import metadata
from app.db.tables import APPEND_ONLY

SERVICE_ROLE = "showclear_service"
"""The role used when one URL serves both as owner and as service: it is taken on at connecting."""

SURE_FOR_S = 1.0
"""A connection that was used so short a time ago is not asked whether it is still there."""
_RESTS_SINCE = "rests_since"

_MIGRATION_LOCK = 7_276_003  # so that two processes that start together migrate one after the other


def prepare(url: str, migration_url: str | None) -> str | None:
    """Migrate as the owner, give the service its rights; the role to take on after connecting, None for its own.

    With two URLs the service's user gets the rights. With one, `showclear_service` does, made where the owner may
    make roles; where it may not, the service works as owner and readiness says so.
    """
    owner = create_engine(_psycopg(migration_url or url))
    try:
        with owner.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
            connection.commit()
            migrate(connection)
            connection.commit()
            role = make_url(url).username if migration_url else _service_role(connection)
            if role is not None:
                _grant(connection, role)
    finally:
        owner.dispose()
    return None if migration_url else role


def engine(url: str, role: str | None, size: int = 16, sure_for_s: float = SURE_FOR_S) -> Engine:
    """A pool of connections, each as that role where one is given; one that a restarted server left dead is replaced."""
    connect_args = {"options": f"-c role={role}"} if role else {}
    pool = create_engine(_psycopg(url), pool_size=size, max_overflow=size, connect_args=connect_args)
    event.listen(pool, "checkin", _rested)
    event.listen(pool, "checkout", partial(_alive, pool.dialect, sure_for_s))
    return pool


def _rested(_: object, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = monotonic()


def _alive(
    dialect: Dialect, sure_for_s: float, driver: DBAPIConnection, record: ConnectionPoolEntry, _: object
) -> None:
    """Ask a connection that rested whether it is still there; one that was used just now was."""
    if monotonic() - record.info.get(_RESTS_SINCE, 0.0) < sure_for_s:
        return
    try:
        dialect.do_ping(driver)
    except psycopg.Error as gone:
        raise DisconnectionError from gone


def together(connection: Connection) -> AbstractContextManager[object]:
    """While it lasts, statements go out without a wait for each answer; what fails is told at its end.

    Each wait costs a turn among the threads that want to go on. SQLite answers at once.
    """
    driver = connection.connection.driver_connection
    return driver.pipeline() if isinstance(driver, psycopg.Connection) else nullcontext()


def version(pool: Engine) -> str:
    """The server's version."""
    with pool.connect() as connection:
        return str(connection.execute(text("SHOW server_version")).scalar_one())


def owns_ledger(pool: Engine) -> bool:
    """Whether this connection could take the triggers off: it owns the entries, is a superuser, or may update them."""
    with pool.connect() as connection:
        return bool(
            connection.execute(
                text(
                    "SELECT pg_has_role(current_user, c.relowner, 'USAGE') "
                    "OR has_table_privilege('entries', 'UPDATE, DELETE, TRUNCATE') "
                    "FROM pg_class c WHERE c.oid = 'entries'::regclass"
                )
            ).scalar_one()
        )


def _psycopg(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _service_role(connection: Connection) -> str | None:
    """The role without log-in, there or made; None where this user may neither make it nor take it on."""
    try:
        with connection.begin():
            if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": SERVICE_ROLE}):
                connection.execute(text(f"CREATE ROLE {SERVICE_ROLE} NOLOGIN"))
                connection.execute(text(f"GRANT {SERVICE_ROLE} TO CURRENT_USER"))
            connection.execute(text(f"SET LOCAL ROLE {SERVICE_ROLE}"))
    except DBAPIError:
        return None
    return SERVICE_ROLE


def _grant(connection: Connection, role: str) -> None:
    """Everything the service needs and no more: in the ledger it may look and add."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(role)
    ledger = {table.name for table in APPEND_ONLY}
    with connection.begin():
        connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {quoted}"))
        connection.execute(text(f"GRANT SELECT ON alembic_version TO {quoted}"))
        for table in metadata.sorted_tables:
            rights = "SELECT, INSERT" if table.name in ledger else "SELECT, INSERT, UPDATE, DELETE"
            connection.execute(text(f"REVOKE ALL ON {table.name} FROM PUBLIC, {quoted}"))
            connection.execute(text(f"GRANT {rights} ON {table.name} TO {quoted}"))
