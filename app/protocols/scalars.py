"""Decides what an unquoted YAML value may be, so that no two readers take it for different data; it reads no structure."""

from __future__ import annotations

import re

from yaml import SafeLoader

MAX_SAFE = 2**53 - 1

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_INTEGER = re.compile(r"0|-?[1-9]\d*", re.ASCII)
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d*)\.\d+", re.ASCII)
# What PyYAML takes for text and another reader of YAML (1.1 to the letter, or 1.2) does not.
_ELSEWHERE = (
    (re.compile(r"[yYnN]"), "bool"),
    (re.compile(r"[-+]?0o[0-7]+|[-+]?(?:\d+\.?\d*|\.\d+)[eE][-+]?\d+", re.ASCII), "float"),
    (re.compile(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?", re.ASCII), "sexagesimal"),
)
_YES = frozenset({"y", "yes", "on", "true"})


class Ambiguous(ValueError):
    """An unquoted value that is not plainly text, number, true, false or null."""

    def __init__(self, problem: str, expected: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.expected = expected


def read_plain(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar. Ambiguous says what to write instead."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) < 18 and abs(int(text)) <= MAX_SAFE:
        return int(text)
    if _DECIMAL.fullmatch(text) and repr(float(text)) == text and text != "-0.0":
        return float(text)
    if meant := _other_than_text(text):
        raise _ambiguous(text, meant)
    return text


def _other_than_text(text: str) -> str | None:
    """What a reader of YAML takes it for, in YAML's words; None for text."""
    for pattern, meant in _ELSEWHERE:
        if pattern.fullmatch(text):
            return meant
    by_first_letter = SafeLoader.yaml_implicit_resolvers.get(text[:1], [])
    tag = next((tag for tag, pattern in by_first_letter if pattern.match(text)), None)
    return tag.rpartition(":")[2] if tag else None


def _ambiguous(text: str, meant: str) -> Ambiguous:
    quoted = f'"{text}" in quotes'
    if meant == "null":
        found = f"{text} unquoted" if text else "nothing after the colon or dash"
        return Ambiguous(f"{found} is silently read as null", "null, a value, or no such field at all")
    if meant == "bool":
        word = "true" if text.lower() in _YES else "false"
        return Ambiguous(
            f"{text} unquoted is read as {word} by some and as text by others", f"{word}, or {quoted}"
        )
    if meant == "timestamp":
        return Ambiguous(f"{text} unquoted is read as a date or time of some zone", quoted)
    if meant == "sexagesimal":
        return Ambiguous(
            f"{text} unquoted is read as a number to base sixty", f"{quoted}, or a duration such as PT1H30M"
        )
    if meant in ("int", "float"):
        return Ambiguous(
            f"{text} unquoted is read as another number, or as text, by some",
            f"a number in its shortest decimal form, such as 8 or 6.1, or {quoted}",
        )
    return Ambiguous(f"{text} unquoted has a meaning of its own in YAML", quoted)
