"""Decides where one record of a sent array ends and the next begins, so that a bad one does not sink the others."""

from __future__ import annotations

import json
from typing import NoReturn

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import Json, parse_strict

# Faults of one value; everything else makes the whole text unreadable.
_OF_ONE_VALUE = frozenset({"json.duplicate_key", "json.number_range", "json.surrogate", "json.too_deep"})
_SPACE = " \t\n\r"


def is_array(sent: bytes) -> bool:
    """Whether the body, if it is JSON at all, is an array."""
    return sent.lstrip(b" \t\n\r")[:1] == b"["


def records_in(sent: bytes) -> list[Json | ShowclearError]:
    """The values of a JSON array, or in place of one that has no canonical form, what is wrong with it.

    Refused whole: a text that is not JSON (`json.malformed`, `json.not_utf8`) or nested beyond reading (`json.too_deep`).
    """
    try:
        value = parse_strict(sent)
    except ShowclearError as error:
        if error.code not in _OF_ONE_VALUE:
            raise
        return [_alone(part) for part in _parts(sent, error)]
    if not isinstance(value, list):
        raise ShowclearError("json.malformed", "The body is no array.")
    return list(value)


def _alone(part: str) -> Json | ShowclearError:
    try:
        return parse_strict(part.encode())
    except ShowclearError as error:
        return error


def _parts(sent: bytes, fault: ShowclearError) -> list[str]:
    """The text of each value of the array; `fault` is raised where nesting keeps even that from being told."""
    text = sent.decode("utf-8")
    decoder = json.JSONDecoder(parse_int=len, parse_float=len, parse_constant=_no_constant)
    try:
        decoder.decode(text)
    except json.JSONDecodeError as error:
        detail = f"Not JSON at line {error.lineno}, column {error.colno}: {error.msg}."
        raise ShowclearError("json.malformed", detail) from error
    except RecursionError as error:
        raise fault from error
    return _split(text, decoder)


def _split(text: str, decoder: json.JSONDecoder) -> list[str]:
    """The texts between the commas of an array that is known to be JSON."""
    parts: list[str] = []
    place = _after_space(text, text.index("[") + 1)
    while text[place] != "]":
        _, end = decoder.raw_decode(text, place)
        parts.append(text[place:end])
        place = _after_space(text, end)
        place = _after_space(text, place + 1) if text[place] == "," else place
    return parts


def _after_space(text: str, place: int) -> int:
    while text[place] in _SPACE:
        place += 1
    return place


def _no_constant(word: str) -> NoReturn:
    raise ShowclearError("json.malformed", f"{word} is not JSON.")
