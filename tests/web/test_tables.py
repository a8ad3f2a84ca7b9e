"""No cell of a table is ever a formula, and what was text comes back as text."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.tables import cell, csv_text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "  =", "\n@", "\r+", "＝"])
def test_what_would_be_a_formula_is_disarmed(start: str) -> None:
    assert cell(f'{start}HYPERLINK("x")').startswith("'")


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=5))
def test_every_row_comes_back(rows: list[list[str]]) -> None:
    text = csv_text(("a", "b"), rows)
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["a", "b"], *[[cell(one) for one in row] for row in rows]]
    assert not any(one.lstrip().startswith(("=", "+", "-", "@")) for row in read[1:] for one in row)


def test_nothing_is_an_empty_cell_and_numbers_are_plain() -> None:
    assert (cell(None), cell(12), cell("plain, text")) == ("", "12", "plain, text")


def test_a_list_is_told_with_semicolons() -> None:
    assert cell(["upm", "first_ad"]) == "upm; first_ad"
    assert cell(["=1+1"]) == "'=1+1"
