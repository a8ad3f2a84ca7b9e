"""Decides how a report kept as a table is read again, and where it is not the table that was derived: by row and column.

Rows are counted as a spreadsheet counts them: the names of the columns are row 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

import orjson

from app.domain.reports.compare import Difference, differences
from app.domain.reports.world import Json

_MARK: Final = b"\xef\xbb\xbf"
_LONGEST_CELL: Final = 50_000_000
Rows = list[list[str]]


def told_by(data: bytes) -> Json | None:
    """What a table says it was made of: what was asked, the moment, the proof. None: it is no table of a report.

    ValueError: it is one, and its cell `proof` cannot be read.
    """
    rows, broken = _rows(data)
    ours = b'"inputs_digest"' in data
    if ours and broken:
        raise ValueError(broken)
    if ours and "proof" not in rows[0]:
        raise ValueError("row 1: it has no column proof")
    if not ours:
        return None
    at = rows[0].index("proof")
    cells = [row[at] for row in rows[1:] if len(row) > at and row[at]]
    if len(cells) != 1:
        raise ValueError("column proof: it must be filled in one row")
    try:
        return dict(orjson.loads(cells[0]))
    except (ValueError, TypeError) as error:
        raise ValueError("column proof: it cannot be read") from error


def table_differences(held: bytes, derived: bytes) -> list[Difference]:
    """Every cell of `held` that is not so in `derived`, a table made here; else the row that is only written otherwise."""
    if held == derived:
        return []
    says, gives = _rows(held)[0], _rows(derived)[0]
    found = list(_rows_differ(says, gives))
    return found or [_written_otherwise(held, derived)]


def _rows(data: bytes) -> tuple[Rows, str | None]:
    """The rows of a table, and where it is none any more."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], f"byte {error.start}: it is no text"
    rows: Rows = []
    csv.field_size_limit(_LONGEST_CELL)
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return rows, f"row {len(rows) + 1}: a quote stands where none may"
    return rows, None


def _rows_differ(says: Rows, gives: Rows) -> Iterator[Difference]:
    """Rows that both begin and end with alike are passed over, so that one taken out does not move all others."""
    first = _alike(says, gives)
    last = _alike(says[first:][::-1], gives[first:][::-1])
    heads = gives[0] if gives else []
    inner = zip_longest(says[first : len(says) - last], gives[first : len(gives) - last])
    for row, (one, other) in enumerate(inner, first + 1):
        yield from _cells_differ(f"row {row}", one, other, heads)


def _alike(one: Rows, other: Rows) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _cells_differ(
    row: str, one: Sequence[str] | None, other: Sequence[str] | None, heads: Sequence[str]
) -> Iterator[Difference]:
    if one is None or other is None:
        yield Difference(row, one and list(one), other and list(other))
        return
    named = f"{row} ({one[0]})" if heads[:1] == ["id"] and row != "row 1" and one[:1] else row
    for column, says, gives in zip_longest(heads, one, other):
        place = f"{named}, column {column or 'beyond the last'}"
        if says != gives:
            yield from _inner(place, says, gives) if column == "proof" else [Difference(place, says, gives)]


def _inner(place: str, says: str | None, gives: str | None) -> list[Difference]:
    """Where two cells with the proof differ."""
    try:
        held, derived = orjson.loads(says or ""), orjson.loads(gives or "")
    except orjson.JSONDecodeError:
        return [Difference(place, says, gives)]
    inner = list(differences(held, derived))
    return [Difference(f"{place}: {one.place}", one.says, one.derived) for one in inner]


def _written_otherwise(held: bytes, derived: bytes) -> Difference:
    """The cells are the same, and quotes, line ends or the mark at the beginning are not."""
    at = next(
        (n for n, (a, b) in enumerate(zip(held, derived, strict=False)) if a != b),
        min(len(held), len(derived)),
    )
    row = len(_rows(derived[:at].rpartition(b"\r\n")[0])[0]) + 1
    return Difference(
        f"row {row}: the same cells written otherwise, from byte {at} on", _near(held, at), _near(derived, at)
    )


def _near(data: bytes, at: int) -> Any:
    return data[at : at + 20].decode("utf-8", errors="replace")
