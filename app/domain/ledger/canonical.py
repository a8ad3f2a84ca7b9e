"""Decides which bytes stand for a JSON value (RFC 8785) and which bytes are refused; it knows nothing of records."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any, NoReturn, TypeAlias

import orjson
import rfc8785

from app.domain.errors import ShowclearError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAX_DEPTH = 64  # containers inside containers that a client may send
MAX_SAFE = 2**53 - 1  # beyond it two readers may see two numbers (RFC 7493, 2.2)

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER

# A number whose orjson form is also its RFC 8785 form: a short integer, or at most nine digits and four
# decimals that do not end in zero (never an exponent, never `.0`, and short enough that its digits are exact).
_PLAIN = rb"(?:\d{0,13}|\d{0,8}\.\d{0,3}[1-9])[,}\]]"
# In compact JSON a number inside an object or array follows one of these; one pattern each, because a
# literal prefix makes the search several times faster. A hit inside a text only costs the slow path.
_ODD_NUMBERS = tuple(re.compile(before + rb"[-\d](?!" + _PLAIN + rb")") for before in (rb'":', rb",", rb"\["))
_CONTAINERS = frozenset({dict, list})
_BEYOND_BMP = re.compile(rb"[\xf0-\xf4]")  # only there do UTF-8 order and UTF-16 order of keys part


def canonical(value: Json) -> bytes:
    """The RFC 8785 bytes of a JSON value.

    Refused: anything that is no JSON (`json.not_json`), NaN and infinities (`json.not_finite`), integers beyond
    2**53 - 1 (`json.number_range`), lone surrogates (`json.surrogate`), more than 64 levels (`json.too_deep`).
    """
    _check(value, "", 0, math.inf)
    return canonical_parsed(value)


def canonical_parsed(value: Json) -> bytes:
    """The RFC 8785 bytes of a value that `parse_strict` or `parse_canonical` gave: it was looked at then."""
    data = orjson.dumps(value, option=_OPTIONS)
    return rfc8785.dumps(value) if _is_odd(data) else data


def parse_strict(data: bytes) -> Json:
    """The value a client sent. `canonical(parse_strict(data))` always works and is itself accepted here.

    Refused: `json.not_utf8`, `json.malformed` (also NaN and anything after the value), `json.duplicate_key`,
    `json.too_deep`, `json.surrogate`, and any number beyond 2**53 - 1 (`json.number_range`).
    """
    numbers = _Numbers()
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_int=numbers.integer,
            parse_float=numbers.double,
            parse_constant=_refuse_constant,
        )
    except UnicodeDecodeError as error:
        raise ShowclearError("json.not_utf8", f"The text is not UTF-8 at byte {error.start}.") from error
    except json.JSONDecodeError as error:
        detail = f"Not JSON at line {error.lineno}, column {error.colno}: {error.msg}."
        raise ShowclearError("json.malformed", detail) from error
    except RecursionError as error:
        raise ShowclearError("json.too_deep", f"More than {MAX_DEPTH} levels.") from error
    if numbers.large or b"\\u" in data or (_brackets(data) > MAX_DEPTH and _is_deep(value)):
        _check(value, "", 0, MAX_SAFE)
    return value


def parse_canonical(data: bytes) -> Json:
    """The value of bytes that are exactly its RFC 8785 form; anything else is `json.not_canonical`."""
    try:
        value: Json = orjson.loads(data)
        if _is_odd(data):
            same = rfc8785.dumps(_parse_as_doubles(data)) == data
        else:
            same = orjson.dumps(value, option=_OPTIONS) == data
    except (ValueError, TypeError, RecursionError) as error:  # both libraries' own errors are among these
        raise ShowclearError("json.not_canonical", "Not readable as JSON.") from error
    if not same:
        raise ShowclearError("json.not_canonical", "JSON, but not in its canonical form.")
    return value


def is_canonical(data: bytes) -> bool:
    """Whether bytes are exactly the RFC 8785 form of a JSON value."""
    try:
        parse_canonical(data)
    except ShowclearError:
        return False
    return True


def _brackets(data: bytes) -> int:
    """How many containers open in a JSON text; those within texts count too."""
    return data.count(b"{") + data.count(b"[")


def _is_deep(value: Json) -> bool:
    """Whether containers stand inside each other at more than 64 levels."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        parts = [one.values() if type(one) is dict else one for one in level]
        level = [one for part in parts for one in part if type(one) in _CONTAINERS]
        if not level:
            return False
    return True


class _Numbers:
    """Reads the numbers of one text, and remembers whether one may be too large."""

    def __init__(self) -> None:
        self.large = False

    def integer(self, digits: str) -> int | float:
        self.large |= len(digits) > 15
        return int(digits) if len(digits) <= 17 else math.inf  # hundreds of thousands of digits cost seconds

    def double(self, digits: str) -> float:
        number = float(digits)
        self.large |= abs(number) > MAX_SAFE
        return number


def _is_odd(data: bytes) -> bool:
    """Whether compact JSON might differ from RFC 8785 by more than what orjson already settles."""
    if data[:1] not in (b"{", b"["):
        return True
    short, items, first = _ODD_NUMBERS
    if short.search(data) or items.search(data) or first.search(data):
        return True
    return not data.isascii() and _BEYOND_BMP.search(data) is not None


def _parse_as_doubles(data: bytes) -> Json:
    """As RFC 8785 reads numbers: a long run of digits is a double, not an integer of any size."""
    value: Json = json.loads(
        data.decode("utf-8"), parse_int=_integer_or_double, parse_constant=_refuse_constant
    )
    return value


def _integer_or_double(digits: str) -> int | float:
    number = float(digits)
    return int(digits) if abs(number) <= MAX_SAFE else number


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ShowclearError("json.duplicate_key", f"The key {twice!r} stands twice in one object.")
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise ShowclearError("json.malformed", f"{word} is not JSON.")


def _check(value: object, place: str, depth: int, largest_double: float) -> None:
    """Refuse what has no canonical form; `place` is a JSON pointer (RFC 6901)."""
    if type(value) is str:
        _check_text(value, place)
    elif type(value) is dict or type(value) is list:
        _check_container(value, place, depth + 1, largest_double)
    elif type(value) is int:
        if abs(value) > MAX_SAFE:
            raise _fault("json.number_range", "The number is larger than 2**53 - 1.", place)
    elif type(value) is float:
        _check_double(value, place, largest_double)
    elif value is not None and type(value) is not bool:
        raise _fault("json.not_json", f"A value of type {type(value).__name__} is no JSON.", place)


def _check_container(
    container: dict[object, object] | list[object], place: str, depth: int, largest_double: float
) -> None:
    if depth > MAX_DEPTH:
        raise _fault("json.too_deep", f"More than {MAX_DEPTH} levels.", place)
    if isinstance(container, list):
        for index, item in enumerate(container):
            _check(item, f"{place}/{index}", depth, largest_double)
        return
    for key, item in container.items():
        if type(key) is not str:
            raise _fault("json.not_json", "A key is no text.", place)
        _check_text(key, place)
        _check(item, _below(place, key), depth, largest_double)


def _check_text(text: str, place: str) -> None:
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _fault("json.surrogate", "Half a character (a lone surrogate).", place) from error


def _check_double(number: float, place: str, largest: float) -> None:
    if abs(number) > largest:
        raise _fault("json.number_range", "The number is larger than 2**53 - 1.", place)
    if not math.isfinite(number):
        raise _fault("json.not_finite", "Not a finite number.", place)


def _below(place: str, key: str) -> str:
    return f"{place}/{key.replace('~', '~0').replace('/', '~1')}"


def _fault(code: str, detail: str, place: str) -> ShowclearError:
    return ShowclearError(code, detail, where=[{"at": place, "problem": detail}])
