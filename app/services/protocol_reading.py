"""Decides what is told of published protocols and packs, and what changed between two versions; it adopts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.domain.errors import ShowclearError
from app.domain.protocol.diff import diff
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol as Checklist


class Published(Protocol):
    """Every published protocol version and pack."""

    def protocols(self) -> list[Checklist]:
        """Every version of every protocol, by id, then oldest first."""
        ...

    def packs(self) -> list[Pack]:
        """Every pack in its present form."""
        ...

    def digest(self, pack: Pack | str) -> str:
        """What a production adopts a pack by."""
        ...

    def file_digest(self, ref: str) -> str:
        """SHA-256 of the published file of `id@version`."""
        ...


@dataclass(frozen=True, slots=True)
class Offered:
    """A pack as it can be adopted: what it says, and its digest in hexadecimal."""

    pack: Pack
    digest: str


class ProtocolReading:
    """Reading what is published, which is no production's secret; who adopts writes a record."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._by_ref = {one.ref: one for one in published.protocols()}

    def packs(self) -> list[Offered]:
        """Every pack that can be adopted."""
        return [Offered(one, self._published.digest(one)) for one in self._published.packs()]

    def versions(self, protocol_id: str) -> Sequence[str]:
        """`id@version` of each version of a protocol, the oldest first."""
        return [ref for ref, one in self._by_ref.items() if one.id == protocol_id]

    def protocol(self, ref: str) -> tuple[Checklist, str]:
        """The protocol of `id@version`, and the digest of its file. Refused: `not_found`."""
        if ref not in self._by_ref:
            raise ShowclearError("not_found", "No such protocol version is published.")
        return self._by_ref[ref], self._published.file_digest(ref)

    def changes(self, old: str, new: str) -> list[dict[str, Any]]:
        """Every change from `old` to `new`. Refused: `not_found`, also for versions of two protocols."""
        before, after = self.protocol(old)[0], self.protocol(new)[0]
        if before.id != after.id:
            raise ShowclearError("not_found", "These are versions of two protocols.")
        return [one.to_json() for one in diff(before, after)]
