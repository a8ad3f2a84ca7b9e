"""Decides how a CSV file is read: UTF-8, parted by commas, semicolons or tabs, whichever its first line has most of."""

from __future__ import annotations

import csv
import io

from app.domain.errors import ShowclearError


def rows_of(data: bytes) -> list[list[str]]:
    """Its rows. Refused: not UTF-8, or a quote that never ends (`sheet.unreadable`)."""
    try:
        text = data.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as failure:
        raise ShowclearError("sheet.unreadable", "The file is no CSV in UTF-8 and no XLSX.") from failure
