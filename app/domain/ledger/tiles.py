"""Decides how a ledger's tree is cut into static files (C2SP tlog-tiles) that standard tools read; it writes none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.domain.errors import ShowclearError
from app.domain.ledger.merkle import HashAt

WIDTH = 256
_HEIGHT = 8
LONGEST_ENTRY = 0xFFFF
"""Bytes of an entry that a bundle can hold: its length is written in two."""


class Tile(NamedTuple):
    """One tile: its level, its place there, and how many hashes it has (256: it is full and never changes again)."""

    level: int
    place: int
    width: int

    @property
    def path(self) -> str:
        """Where it lies, below the log's prefix."""
        return f"tile/{self.level}/{_place(self.place, self.width)}"

    @property
    def bundle_path(self) -> str:
        """Where the entries lie that a tile of level 0 covers."""
        return f"tile/entries/{_place(self.place, self.width)}"


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of that size which a tree of `since` entries did not have in full, level by level."""
    level = 0
    while size >> (_HEIGHT * level):
        hashes, before = size >> (_HEIGHT * level), since >> (_HEIGHT * level)
        for index in range(before // WIDTH, (hashes + WIDTH - 1) // WIDTH):
            yield Tile(level, index, min(WIDTH, hashes - index * WIDTH))
        level += 1


def tile_bytes(tile: Tile, hash_at: HashAt) -> bytes:
    """The hashes of a tile, one after the other, from stored nodes."""
    first = tile.place * WIDTH
    return b"".join(hash_at(_HEIGHT * tile.level, first + number) for number in range(tile.width))


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """Entries one after the other, each after its length. Refused: one beyond 65,535 bytes (`tiles.too_long`)."""
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ShowclearError(
            "tiles.too_long", f"An entry has more than {LONGEST_ENTRY} bytes; no bundle holds it."
        )
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def _place(index: int, width: int) -> str:
    """1234067 is `x001/x234/067`; a tile that is not full has its width beside it."""
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.insert(0, f"x{index % 1000:03d}")
    return "/".join(parts) + (f".p/{width}" if width < WIDTH else "")
