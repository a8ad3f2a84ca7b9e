"""Decides which bytes and characters a file may be made of; what they say is decided elsewhere."""

from __future__ import annotations

import re
from typing import NoReturn

from app.protocols.faults import TOP, Place

MAX_BYTES = 4_000_000

# Tabs indent differently in every editor; some readers take other control characters and separators for line
# breaks; marks that turn the direction of writing let a text read other than it is.
_REFUSED = re.compile(
    "[\t\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Unreadable(ValueError):
    """What stands where that no file may hold: (place, problem, what would be right), one or more."""

    def __init__(self, found: list[tuple[Place, str, str]]) -> None:
        super().__init__(found[0][1])
        self.found = found


def checked(text: str | bytes) -> str:
    """The text, without a leading byte order mark. Unreadable when too large, no UTF-8, or with odd characters."""
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        _refuse(TOP, f"the file has {size} bytes", f"at most {MAX_BYTES}")
    text = (_decoded(text) if isinstance(text, bytes) else text).removeprefix("\ufeff")
    if found := [_odd(text, odd) for odd in _REFUSED.finditer(text)]:
        raise Unreadable(found)
    return text


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        place = Place(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        _refuse(place, f"the byte 0x{data[error.start]:02x} is no UTF-8", "a file saved as UTF-8")


def _odd(text: str, found: re.Match[str]) -> tuple[Place, str, str]:
    place = Place(text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start()))
    if found.group() == "\t":
        return place, "a tab", r'spaces; inside "double quotes" write \t'
    return place, f"the character U+{ord(found.group()):04X}", "printed characters and line feeds only"


def _refuse(place: Place, problem: str, expected: str) -> NoReturn:
    raise Unreadable([(place, problem, expected)])
