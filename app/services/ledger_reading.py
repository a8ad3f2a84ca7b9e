"""Decides what is told of the ledger itself: its checkpoint, entries and proofs; the proofs are made in the domain."""

from __future__ import annotations

from typing import Any

from app.domain.errors import ShowclearError
from app.domain.ledger.checkpoint import origin_of
from app.domain.ledger.merkle import root_at
from app.domain.ledger.proofs import consistency_proof, inclusion_proof, places_of_inclusion
from app.services.caller import Caller
from app.services.export import Exports
from app.services.filters import Page
from app.services.judges import Judges
from app.services.library import Library, StoredEntry
from app.services.looking import Look, Looking
from app.services.ports import Clock
from app.services.stored import EMPTY


class LedgerReading(Looking):
    """Reading the ledger so that anybody can check it."""

    def __init__(self, library: Library, judges: Judges, clock: Clock, exports: Exports) -> None:
        super().__init__(library, judges, clock)
        self._exports = exports

    def checkpoint(self, caller: Caller, production: str) -> dict[str, Any]:
        """A signed note over the whole ledger, the key to check it with, and what it says."""
        with self._look(caller, production, "ledger") as look:
            head = look.shelves.head(production) or EMPTY
            signed = self._exports.signed(
                production, head
            )  # anew: the key may be another than the stored note's
            return {
                "checkpoint": signed.checkpoint,
                "origin": origin_of(production),
                "size": head.size,
                "root": head.frontier.root().hex(),
                "vkey": signed.vkey,
            }

    def entries(self, caller: Caller, production: str, start: int, limit: int) -> Page:
        """Entries from the position `start` on; the page's `following` is the next position."""
        with self._look(caller, production, "ledger") as look:
            found = look.shelves.entries_between(production, start, limit + 1)
            following = found[limit].position if len(found) > limit else None
            return Page([look.entry(stored) for stored in found[:limit]], following)

    def inclusion(
        self, caller: Caller, production: str, entry: str | int | None, size: int | None
    ) -> dict[str, Any]:
        """The hashes from an entry, by position or record id, to the root over `size` entries (RFC 6962, 2.1.1).

        Refused: `not_found` for no such record, `proof.out_of_range` beyond the ledger.
        """
        with self._look(caller, production, "ledger") as look:
            size = self._size(look, size)
            stored = _found(look, entry)
            position = stored.position if stored else entry
            if not isinstance(position, int):
                raise ShowclearError("not_found", "The ledger holds no record of this id.")
            at_once = places_of_inclusion(position, size)
            hash_at = look.shelves.hash_at(production, at_once)
            hashes = inclusion_proof(position, size, hash_at)
            return {
                "kind": "inclusion",
                "position": position,
                "leaf_hash": hash_at(0, position).hex(),
                "size": size,
                "root": root_at(size, hash_at).hex(),
                "hashes": [one.hex() for one in hashes],
            }

    def consistency(self, caller: Caller, production: str, since: int, size: int | None) -> dict[str, Any]:
        """The hashes that show that the first `since` entries are still the first (RFC 6962, 2.1.2).

        Refused: `proof.out_of_range` beyond the ledger.
        """
        with self._look(caller, production, "ledger") as look:
            size = self._size(look, size)
            hash_at = look.shelves.hash_at(production)
            hashes = consistency_proof(since, size, hash_at)
            return {
                "kind": "consistency",
                "since": since,
                "size": size,
                "root_then": root_at(since, hash_at).hex(),
                "root": root_at(size, hash_at).hex(),
                "hashes": [one.hex() for one in hashes],
            }

    def _size(self, look: Look, size: int | None) -> int:
        head = look.shelves.head(look.production)
        newest = head.size if head else 0
        if size is not None and size > newest:
            raise ShowclearError("proof.out_of_range", f"The ledger has {newest} entries.")
        return newest if size is None else size


def _found(look: Look, entry: str | int | None) -> StoredEntry | None:
    if isinstance(entry, str):
        return look.shelves.entry(look.production, entry.lower())
    return look.shelves.entry_at(look.production, entry) if entry is not None else None
