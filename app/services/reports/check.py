"""Decides whether a report is what an export gives: judged again with the protocols it pins, compared place by place.

The export itself is verified by the ledger's rules before; this trusts its entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from app.domain.errors import ShowclearError
from app.domain.judgement import Entry, Rulebooks, Shelf
from app.domain.ledger.canonical import canonical
from app.domain.ledger.entry import Entry as ExportedEntry
from app.domain.ledger.entry import entry_bytes, leaf_hash, parse_recorded_at
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.domain.records import parse_record
from app.domain.reports.compare import Difference, differences
from app.domain.reports.making import REPORTS, VERSION, document
from app.domain.reports.proof import content_of, proof_of
from app.domain.reports.world import Asked, Json, Sealed
from app.services.reports.replayed_world import ReplayedWorld


class PinnedShelf:
    """A shelf on which the names of the pinned packs mean the forms that were pinned."""

    def __init__(self, shelf: Shelf, packs: Mapping[str, str]) -> None:
        self._shelf, self._packs = shelf, packs

    def pack(self, name: str) -> Pack:
        """The form that was pinned under that name. `pack.unknown` when it is not published here."""
        return (
            self._shelf.pack_by_digest(self._packs[name]) if name in self._packs else self._shelf.pack(name)
        )

    def pack_by_digest(self, digest: str) -> Pack:
        """As the shelf has it."""
        return self._shelf.pack_by_digest(digest)

    def protocol(self, ref: str) -> Protocol:
        """As the shelf has it."""
        return self._shelf.protocol(ref)

    def protocols_of(self, pack: Pack | str) -> Iterable[Protocol]:
        """As the shelf has it."""
        return self._shelf.protocols_of(pack)


def check_report(
    report: Json, entries: Iterable[ExportedEntry], root: str, shelf: Shelf, digests: Mapping[str, str]
) -> list[Difference]:
    """Every place where the report is not what its first entries give; none when it stands.

    `root`: of the tree over those entries. `digests`: the protocols published here, by `id@version`. Refused:
    `report.malformed`, `pack.unknown`.
    """
    try:
        asked, made_at = Asked.from_json(report["filter"]), parse_recorded_at(report["made_at"])
        pinned, size, name = report["proof"]["pinned"], report["entries"], report["report"]
        known = name in REPORTS and report["version"] == VERSION
        if not known or not isinstance(size, int):
            raise ShowclearError("report.malformed", f"No report {name!r} of that version is known here.")
        first = list(islice(entries, size))
        derived = document(name, _world(report, first, shelf, pinned, made_at), asked)
        proof = proof_of(derived, report["proof"]["checkpoint"], report["proof"]["vkey"], root, pinned)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ShowclearError("report.malformed", "This is no report, or a part of it is missing.") from error
    return [
        *_unpinned(pinned["protocols"], digests),
        *differences(content_of(report), derived),
        *differences(report["proof"], proof, "proof"),
    ]


def _world(
    report: Json, entries: list[ExportedEntry], shelf: Shelf, pinned: Mapping[str, Any], made_at: datetime
) -> ReplayedWorld:
    defaults = dict(pinned["packs"])
    books = Rulebooks(PinnedShelf(shelf, defaults), tuple(pinned["default"]))
    sealed = {one.position: Sealed(_leaf(one), one.record) for one in entries}
    return ReplayedWorld(report["production"], list(_judged(entries)), books, made_at, sealed)


def _leaf(one: ExportedEntry) -> str:
    return leaf_hash(entry_bytes(one.position, one.recorded_at, canonical(one.record))).hex()


def _judged(entries: Iterable[ExportedEntry]) -> Iterator[Entry]:
    for one in entries:
        record = parse_record(one.record, allow_nobody=True)
        yield Entry(one.position, parse_recorded_at(one.recorded_at), record)


def _unpinned(pinned: Mapping[str, str], digests: Mapping[str, str]) -> Iterator[Difference]:
    """Protocols that are not published here as they were pinned."""
    for ref, digest in sorted(pinned.items()):
        if digests.get(ref) != digest:
            yield Difference(f"proof.pinned.protocols[{ref}]", digest, digests.get(ref))
