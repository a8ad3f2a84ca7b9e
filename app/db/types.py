"""Decides how an instant lies in a column: a timestamp on PostgreSQL, text that sorts by time on SQLite."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.domain.ledger.entry import parse_recorded_at, recorded_at_text

_WRITTEN = len("2026-11-20T23:46:44.000000Z")


class Instant(TypeDecorator[datetime]):
    """An aware moment, to the microsecond; read back in UTC."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(_WRITTEN))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return recorded_at_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - asked so
        return parse_recorded_at(value) if isinstance(value, str) else value


Octets = LargeBinary
