"""Decides how the statements of every commit reach the database: compiled once, then handed to the driver as they are.

SQLAlchemy's way from a statement to the driver costs several times what SQLite takes to carry it out; these few are on
the way of every record. All others go through SQLAlchemy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

_Turned = Callable[[Any], Any]


class _Form(NamedTuple):
    """A statement in the words of one dialect, and what its values and columns go through."""

    text: str
    order: Sequence[str] | None
    """The names of its values as they are asked for, where the driver knows them by place only."""
    values: Mapping[str, _Turned]
    columns: Sequence[_Turned | None]


class Prepared:
    """One statement whose values are all named."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carry it out for each of these rows of values."""
        form = self._form(connection.dialect)
        _carry_out(connection, form, [_values(form, row) for row in rows])

    def one(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row it finds, in the order of its columns; None when it finds none."""
        form = self._form(connection.dialect)
        row = _carry_out(connection, form, [_values(form, values)], fetching=True)
        if row is None:
            return None
        return tuple(turn(one) if turn else one for turn, one in zip(form.columns, row, strict=True))

    def _form(self, dialect: Dialect) -> _Form:
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = self._compiled(dialect)
        return form

    def _compiled(self, dialect: Dialect) -> _Form:
        compiled = self._statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("only statements with values are prepared")
        values = {name: turn for name, bind in compiled.binds.items() if (turn := _bound(bind.type, dialect))}
        columns = [_read(c.type, dialect) for c in self._statement.exported_columns]
        return _Form(compiled.string, compiled.positiontup, values, columns)


def _carry_out(connection: Connection, form: _Form, rows: Sequence[Any], *, fetching: bool = False) -> Any:
    cursor = connection.connection.cursor()
    try:
        many = len(rows) != 1
        if many:
            cursor.executemany(form.text, rows)
        else:
            cursor.execute(form.text, rows[0])
        # Who listens to the statements of this connection hears of these too.
        connection.dispatch.after_cursor_execute(connection, cursor, form.text, rows, None, many)
        return cursor.fetchone() if fetching else None
    finally:
        cursor.close()


def _values(form: _Form, row: Mapping[str, Any]) -> Any:
    turned = {name: form.values[name](value) if name in form.values else value for name, value in row.items()}
    return turned if form.order is None else [turned[name] for name in form.order]


def _bound(kind: TypeEngine[Any], dialect: Dialect) -> _Turned | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _read(kind: TypeEngine[Any], dialect: Dialect) -> _Turned | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
