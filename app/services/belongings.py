"""Decides what is asked of the rows that lie beside a production's ledger when it leaves or arrives as one archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from app.services.ports import LedgerWriter

Row = Sequence[bool | int | str | None]


class Part(NamedTuple):
    """The rows of one table that travel, as plain JSON values, in the order of its key."""

    table: str
    columns: Sequence[str]
    rows: Iterable[Row]


class Former(NamedTuple):
    """A key that signed a ledger before, and its signed word for the one after it where there is one."""

    vkey: str
    succession: str | None


class Belonging(Protocol):
    """One consistent view of what lies beside ledgers."""

    def receipts(self, production: str, size: int) -> Iterable[bytes]:
        """What was answered for each entry below that size, in their order."""
        ...

    def parts(self, production: str, *, apart: bool) -> Iterable[Part]:
        """Every table that travels; with words that are set apart from the ledger only where `apart`."""
        ...

    def drills(self, production: str) -> Sequence[str]:
        """Productions that were drills of this one and are over."""
        ...

    def names(self, production: str) -> dict[str, str]:
        """Names that are shown, by person."""
        ...

    def earlier_keys(self, production: str) -> Sequence[Former]:
        """Keys that signed its ledger before it came here."""
        ...

    def outside(self, production: str) -> Sequence[dict[str, str]]:
        """Addresses outside, to be read: `outside`, `channel`, `address`."""
        ...


class Belongings(Protocol):
    """The rows beside every ledger."""

    def looking(self) -> AbstractContextManager[Belonging]:
        """One consistent view."""
        ...

    def keep_key(self, transaction: LedgerWriter, production: str, key: Former) -> None:
        """Note, in that transaction, a key that signed a ledger before it came here; nothing, where it is noted."""
        ...

    def fill(self, transaction: LedgerWriter, production: str, part: Part) -> None:
        """Insert rows of one production, in that transaction.

        Refused: a table that does not travel, other columns, a row of another production (`archive.broken`).
        """
        ...
