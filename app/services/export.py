"""Decides how a ledger leaves the service whole: the entries of one moment, and a checkpoint over exactly these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.domain.ledger.checkpoint import Checkpoint, origin_of, sign_checkpoint
from app.domain.ledger.export import export_lines
from app.domain.ledger.signed_note import note_key, sign_note
from app.services.caller import no_production
from app.services.ports import LedgerReader, Signer, Store
from app.services.stored import Head

Progress = Callable[[int, int], None]
"""How many are done, of how many."""


def quiet(_done: int, _of: int) -> None:
    """Nobody wants to know how far it is."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds, and the key that signed it."""

    production: str
    entries: int
    vkey: str
    checkpoint: str


class Exports:
    """The whole ledger of one production."""

    def __init__(self, store: Store, signer: Signer) -> None:
        self._store, self._signer = store, signer

    def export(
        self, production: str, write: Callable[[bytes], object], progress: Progress = quiet
    ) -> Exported:
        """Write every line of an export, while the service goes on. Refused: `not_found`."""
        with self._store.reading() as reader:
            head = reader.head(production)
            if head is None:
                raise no_production()
            exported = self.signed(production, head)
            for number, line in enumerate(self.lines(reader, exported)):
                write(line)
                progress(min(number, head.size), head.size)
        return exported

    def signed(self, production: str, head: Head) -> Exported:
        """What this service signs for a ledger as `head` has it."""
        key = note_key(origin_of(production), self._signer.public_key)
        checkpoint = Checkpoint(origin_of(production), head.size, head.frontier.root())
        return Exported(production, head.size, key.vkey, sign_checkpoint(checkpoint, key, self._signer.sign))

    def vkey(self, production: str) -> str:
        """The key that signs this ledger, as text."""
        return note_key(origin_of(production), self._signer.public_key).vkey

    def noted(self, production: str, text: str) -> str:
        """A text signed by this ledger's key. Its first line says what it is, and is no origin of a checkpoint."""
        return sign_note(text, note_key(origin_of(production), self._signer.public_key), self._signer.sign)

    def lines(self, reader: LedgerReader, exported: Exported) -> Iterator[bytes]:
        """The lines of an export, from one view of the store."""
        return export_lines(exported.vkey, reader.entries_from(exported.production, 0), exported.checkpoint)
