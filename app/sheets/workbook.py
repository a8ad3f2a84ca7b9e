"""Decides how an XLSX file is read: its first sheet, values only; formulas and links are never followed."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from app.domain.errors import ShowclearError

MOST_UNPACKED = 40_000_000


def rows_of(data: bytes) -> list[list[str]]:
    """Its rows. Refused: no workbook, or one that unpacks to more than 40 MB (`sheet.unreadable`)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise ShowclearError("sheet.unreadable", "The workbook unpacks to too much.")
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            found = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, IndexError, OSError, ValueError) as failure:
        raise ShowclearError("sheet.unreadable", "The file is no CSV in UTF-8 and no XLSX.") from failure
    return [[_text(cell) for cell in row] for row in found]


def _text(cell: Any) -> str:
    """As somebody would have typed it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
