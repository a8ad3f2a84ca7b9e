"""Decides how rows become CSV that a spreadsheet reads as text: nothing in a cell is ever run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# OWASP, CSV injection: what makes a spreadsheet evaluate a cell, at its very beginning or after spaces.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def csv_text(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """RFC 4180 with a byte order mark, so that every spreadsheet takes it for UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()


def cell(value: object) -> str:
    """The text of one cell; a leading apostrophe disarms what would be a formula."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(str(one) for one in value)
    text = str(value).replace("\x00", "")
    return (
        f"'{text}" if text.lstrip().startswith(_STARTS_FORMULA) or text.startswith(_STARTS_FORMULA) else text
    )
