"""Decides which of the two kinds of spreadsheet a file is, by its content."""

from __future__ import annotations

from app.domain.errors import ShowclearError
from app.sheets import commas, workbook

MOST_ROWS = 1_001
MOST_COLUMNS = 40
MOST_LETTERS = 2_000


def rows_of(data: bytes) -> list[list[str]]:
    """The rows of a CSV file or of a workbook's first sheet, every cell as text without space around it.

    Refused: what is neither, or broken (`sheet.unreadable`); more than 1001 rows or 40 columns (`too_large`).
    """
    found = workbook.rows_of(data) if data.startswith(b"PK\x03\x04") else commas.rows_of(data)
    rows = [[cell.strip() for cell in row] for row in found[: MOST_ROWS + 1]]
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise ShowclearError("too_large", f"A sheet has at most {MOST_ROWS} rows and {MOST_COLUMNS} columns.")
    if any(len(cell) > MOST_LETTERS for row in rows for cell in row):
        raise ShowclearError("too_large", f"A cell has at most {MOST_LETTERS} characters.")
    return rows
