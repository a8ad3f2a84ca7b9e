"""A file of three hundred lines has two reasons to change; a module says first what it decides."""

from __future__ import annotations

import ast

import pytest
from tracked import ROOT, tracked

MODULES = [path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / "app")]
MOST_LINES = 300


def test_there_are_modules() -> None:
    assert len(MODULES) > 100


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_says_what_it_decides(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    said = ast.get_docstring(ast.parse(text))
    assert said, "the first statement is no docstring"
    assert said.splitlines()[0].endswith((".", ":")), "the first line is no sentence"
