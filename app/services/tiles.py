"""Decides which static files of a ledger are published (C2SP tlog-tiles): tiles first, the checkpoint last."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.ledger.tiles import WIDTH, Tile, bundle_bytes, tile_bytes, tiles_of
from app.services.caller import no_production
from app.services.export import Exports
from app.services.library import Library, Shelves
from app.services.witnessing import WitnessBook, newest_cosigned

PutFile = Callable[[str, bytes], object]
"""Writes a file below the prefix, whole; the path is relative."""


class Publishing:
    """Static files of one ledger."""

    def __init__(self, library: Library, exports: Exports, book: WitnessBook) -> None:
        self._library, self._exports, self._book = library, exports, book

    def publish(self, production: str, put: PutFile, has: Callable[[str], bool], *, entries: bool) -> int:
        """Write what is not there yet; how many entries the tree has. Full tiles never change and are written once.

        Without `entries` only hashes leave: nobody learns from them what happened. A cosigned checkpoint stands beside the
        newest one. Refused: `not_found`, `tiles.too_long`.
        """
        with self._library.looking() as shelves:
            head = shelves.head(production)
            if head is None:
                raise no_production()
            for path, data in _files(shelves, production, head.size, has, entries=entries):
                put(path, data)
            note = self._exports.signed(production, head).checkpoint
        cosigned = newest_cosigned(self._book.answers(production), -1)
        if cosigned is not None:
            put("checkpoint.cosigned", cosigned[1].encode())
            note = cosigned[1] if cosigned[0] == head.size else note
        put("checkpoint", note.encode())
        return head.size


def _files(
    shelves: Shelves, production: str, size: int, has: Callable[[str], bool], *, entries: bool
) -> Iterator[tuple[str, bytes]]:
    hash_at = shelves.hash_at(production)
    for tile in tiles_of(size):
        if not has(tile.path):
            yield tile.path, tile_bytes(tile, hash_at)
        if entries and tile.level == 0 and not has(tile.bundle_path):
            yield tile.bundle_path, bundle_bytes(_entries(shelves, production, tile))


def _entries(shelves: Shelves, production: str, tile: Tile) -> list[bytes]:
    found = shelves.entries_between(production, tile.place * WIDTH, tile.width)
    return [one.entry for one in found]
