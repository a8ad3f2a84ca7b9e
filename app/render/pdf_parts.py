"""Decides which part of a printed report a byte belongs to, and gets the report out that is attached; it judges neither.

Only the layout that our own printing has is read: plain objects and a plain table of where they begin.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

ATTACHED: Final = "report.json"
_MOST_BYTES: Final = 400_000_000
_REFERENCE: Final = re.compile(rb"(\d+) 0 R")
_BY_CONTENT: Final = (
    (rb"/EmbeddedFile|/Filespec|/AFRelationship", f"embedded file {ATTACHED}"),
    (rb"/Type/Metadata|/Creator\(", "properties of the document"),
    (rb"/StructElem|/StructTreeRoot|/S/", "tags for screen readers"),
)
_FRAME: Final = "frame of the file"


def is_pdf(data: bytes) -> bool:
    """By its first bytes."""
    return data.startswith(b"%PDF-")


def attached_report(data: bytes) -> bytes | None:
    """The report as JSON that a printed one carries; None where there is none. ValueError: it cannot be unpacked."""
    named = re.search(rb"/F\(report\.json\).{0,200}?/EF<</F (\d+) 0 R", data, re.DOTALL)
    if named is None:
        return None
    holds = re.search(rb"[\r\n]%s 0 obj.{0,400}?stream\r?\n" % named[1], data, re.DOTALL)
    if holds is None:
        raise ValueError("there is nothing where it should be")
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(data[holds.end() :], _MOST_BYTES)
    except zlib.error as error:
        raise ValueError("its bytes were changed") from error
    if not unpacking.eof:
        raise ValueError("its end is missing")
    return found


def drawn_with(data: bytes) -> str | None:
    """What drew it, as it says itself."""
    found = re.search(rb"/Creator\(([^)]{1,80})\)", data)
    return found[1].decode("latin-1") if found else None


def parts_that_differ(held: bytes, drawn: bytes) -> list[str]:
    """The parts of `drawn`, which was printed here, that `held` has otherwise; none when they are the same bytes."""
    if held == drawn:
        return []
    at, missing = 0, []
    for part, begins, ends in parts_of(drawn):
        found = held.find(drawn[begins:ends], at)
        if found < 0:
            missing.append(part)
        else:
            at = found + ends - begins
    return list(dict.fromkeys(missing)) or [
        f"bytes beside the parts, from byte {_first_other(held, drawn)} on"
    ]


def _first_other(held: bytes, drawn: bytes) -> int:
    return next(
        (n for n, (one, other) in enumerate(zip(held, drawn, strict=False)) if one != other), len(drawn)
    )


def parts_of(drawn: bytes) -> Iterator[tuple[str, int, int]]:
    """Each object with the part it belongs to, from its first byte to the next one's; at the end the table of them."""
    table = int(re.findall(rb"startxref\s+(\d+)", drawn)[-1])
    starts = sorted((begin, number) for number, begin in _begins(drawn, table).items())
    ends = [*(begin for begin, _ in starts[1:]), table]
    objects = {number: drawn[begin:end] for (begin, number), end in zip(starts, ends, strict=True)}
    told = _told(objects)
    yield _FRAME, 0, starts[0][0]
    for (begin, number), end in zip(starts, ends, strict=True):
        yield told[number], begin, end
    yield _FRAME, table, len(drawn)


def _begins(drawn: bytes, table: int) -> dict[int, int]:
    rows = re.findall(rb"(\d{10}) \d{5} ([nf])", drawn[table:])
    return {number: int(begin) for number, (begin, kind) in enumerate(rows) if kind == b"n"}


def _told(objects: Mapping[int, bytes]) -> dict[int, str]:
    """What each object is, in words: the pages it is drawn on, else by what it says of itself."""
    refers = {number: _refers(data) for number, data in objects.items()}
    pages = _pages(objects, refers)
    on: dict[int, list[int]] = {}
    for turn, page in enumerate(pages, 1):
        for number in _reached(page, refers, frozenset(pages)):
            on.setdefault(number, []).append(turn)
    return {number: _words(on.get(number), data) for number, data in objects.items()}


def _words(pages: list[int] | None, data: bytes) -> str:
    if pages:
        return f"page {pages[0]}" if len(pages) == 1 else f"fonts and pictures of pages {_listed(pages)}"
    return next((said for look, said in _BY_CONTENT if re.search(look, _head(data))), _FRAME)


def _listed(pages: Iterable[int]) -> str:
    return ", ".join(str(one) for one in pages)


def _head(data: bytes) -> bytes:
    return data.partition(b"stream\n")[0]


def _refers(data: bytes) -> list[int]:
    return [int(one) for one in _REFERENCE.findall(re.sub(rb"/Parent \d+ 0 R", b"", _head(data)))]


def _pages(objects: Mapping[int, bytes], refers: Mapping[int, list[int]]) -> list[int]:
    """The pages in their order."""
    trees = {number for number, data in objects.items() if b"/Type/Pages" in _head(data)}
    below = {one for tree in trees for one in refers[tree]}
    waiting, found = sorted(trees - below), []
    while waiting:
        first = waiting.pop(0)
        if first in trees:
            waiting = [*refers[first], *waiting]
        elif b"/Type/Page" in _head(objects[first]):
            found.append(first)
    return found


def _reached(page: int, refers: Mapping[int, list[int]], pages: frozenset[int]) -> set[int]:
    """What a page is drawn from; not the pages it links to."""
    waiting, found = [page], set()
    while waiting:
        one = waiting.pop()
        if one not in found and (one == page or one not in pages):
            found.add(one)
            waiting += refers.get(one, [])
    return found
