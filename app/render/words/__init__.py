"""Decides which words a printed report uses: English stands in the templates, other languages are looked up by it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson

LANGUAGES: Final = ("en", "es")
_HERE: Final = Path(__file__).resolve().parent


def words_of(report: Mapping[str, Any]) -> dict[str, str]:
    """By the English ones, the words of the language a report is to be printed in; none for English. KeyError: no such."""
    language = report.get("language", "en")
    if language not in LANGUAGES:
        raise KeyError(language)
    return {} if language == "en" else _read(language)


@cache
def _read(language: str) -> dict[str, str]:
    words: dict[str, str] = orjson.loads((_HERE / f"{language}.json").read_bytes())
    return words
