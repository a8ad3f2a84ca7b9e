"""Decides what receipt is given for a record: its entry, proven under the newest checkpoint that was cosigned."""

from __future__ import annotations

from dataclasses import replace

import orjson

from app.domain.errors import ShowclearError
from app.domain.ledger.proofs import inclusion_proof, places_of_inclusion
from app.domain.ledger.receipt import Receipt
from app.domain.people.permissions import withheld
from app.services.caller import Caller
from app.services.export import Exports
from app.services.judges import Judges
from app.services.library import Library, StoredEntry
from app.services.looking import Look, Looking
from app.services.ports import Clock
from app.services.stored import EMPTY
from app.services.witnessing import WitnessBook, newest_cosigned


class ReceiptsKept(Looking):
    """Receipts that signers take away."""

    def __init__(
        self, library: Library, judges: Judges, clock: Clock, exports: Exports, book: WitnessBook
    ) -> None:
        super().__init__(library, judges, clock)
        self._exports, self._book = exports, book

    def receipt(self, caller: Caller, production: str, record_key: str) -> Receipt:
        """The receipt of a record, with what it signs where it is a later signature.

        Refused: `not_found`; `permission.denied` where the record holds words that are not for this reader, since a proof
        covers an entry whole.
        """
        with self._look(caller, production, "ledger") as look:
            stored = self._found(look, record_key)
            head = look.shelves.head(production) or EMPTY
            signed = self._exports.signed(production, head)
            size, note = newest_cosigned(self._book.answers(production), stored.position) or (0, "")
            if not note or size > head.size:
                size, note = head.size, signed.checkpoint
            at_once = places_of_inclusion(stored.position, size)
            hashes = inclusion_proof(stored.position, size, look.shelves.hash_at(production, at_once))
            return Receipt(
                stored.position, tuple(hashes), note, signed.vkey, stored.entry, self._signs(look, stored)
            )

    def _found(self, look: Look, record_key: str) -> StoredEntry:
        stored = look.shelves.entry(look.production, record_key.lower())
        if stored is None:
            raise ShowclearError("not_found", "The ledger holds no record of this id.")
        if withheld(orjson.loads(stored.entry)["record"], look.roles, look.person):
            raise ShowclearError("permission.denied", "Some words of this record are not for you to read.")
        return stored

    def _signs(self, look: Look, stored: StoredEntry) -> bytes | None:
        record = orjson.loads(stored.entry)["record"]
        if record["kind"] != "sign_off":
            return None
        return self._found(look, str(record["body"]["of"])).entry


def small(receipt: Receipt) -> Receipt:
    """The same without the entries, for a code that would not hold them."""
    return replace(receipt, entry=None, signs=None)
