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
from app.domain.ledger.checkpoint import parse_checkpoint
from app.domain.ledger.entry import Entry as ExportedEntry
from app.domain.ledger.entry import entry_bytes, leaf_hash, parse_recorded_at
from app.domain.ledger.signed_note import parse_vkey
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


def derived_report(told: Json, entries: Iterable[ExportedEntry], root: str, shelf: Shelf) -> Json:
    """The report that a held one claims to be, as its first entries give it; with its proof, without what lies beside.

    Of `told` only is used what was asked, of which moment, with what pinned. `root`: of the tree over those entries.
    Refused: `report.malformed`, `pack.unknown`.
    """
    try:
        asked, made_at = Asked.from_json(told["filter"]), parse_recorded_at(told["made_at"])
        proof, size, name = told["proof"], told["entries"], told["report"]
        known = name in REPORTS and told["version"] == VERSION
        if not known or not isinstance(size, int):
            raise ShowclearError("report.malformed", f"No report {name!r} of that version is known here.")
        first = list(islice(entries, size))
        derived = document(name, _world(told, first, shelf, proof["pinned"], made_at), asked)
        return derived | {
            "proof": proof_of(derived, proof["checkpoint"], proof["vkey"], root, proof["pinned"])
        }
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ShowclearError("report.malformed", "This is no report, or a part of it is missing.") from error


def report_differences(held: Json, derived: Json) -> list[Difference]:
    """Every place where a report held as JSON is not what was derived; what lies beside the ledger is not compared."""
    return [
        *differences(content_of(held), content_of(derived)),
        *differences(held["proof"], derived["proof"], "proof"),
    ]


def unsealed(derived: Json) -> list[Difference]:
    """Where the checkpoint of a report is not of its entries, or not signed with the key it names.

    That the ledger has this checkpoint is verified with the export. Refused: as `parse_checkpoint`.
    """
    proof, signed = derived["proof"], parse_checkpoint(derived["proof"]["checkpoint"])
    size, root = signed.checkpoint.size, signed.checkpoint.root.hex()
    found = []
    if size != derived["entries"]:
        found.append(Difference("entries, and those of proof.checkpoint", derived["entries"], size))
    elif root != proof["root"]:
        found.append(Difference("proof.checkpoint (its root)", root, proof["root"]))
    try:
        signed.check(parse_vkey(proof["vkey"]))
    except ShowclearError as error:
        found.append(Difference("proof.vkey", proof["vkey"], error.detail))
    return found


def unpinned(pinned: Mapping[str, str], digests: Mapping[str, str]) -> list[Difference]:
    """Protocols that are not published here as they were pinned. `digests`: as published, by `id@version`."""
    return [
        Difference(f"proof.pinned.protocols[{ref}]", digest, digests.get(ref))
        for ref, digest in sorted(pinned.items())
        if digests.get(ref) != digest
    ]


def _world(
    told: Json, entries: list[ExportedEntry], shelf: Shelf, pinned: Mapping[str, Any], made_at: datetime
) -> ReplayedWorld:
    defaults = dict(pinned["packs"])
    books = Rulebooks(PinnedShelf(shelf, defaults), tuple(pinned["default"]))
    sealed = {one.position: Sealed(_leaf(one), one.record) for one in entries}
    return ReplayedWorld(told["production"], list(_judged(entries)), books, made_at, sealed)


def _leaf(one: ExportedEntry) -> str:
    return leaf_hash(entry_bytes(one.position, one.recorded_at, canonical(one.record))).hex()


def _judged(entries: Iterable[ExportedEntry]) -> Iterator[Entry]:
    for one in entries:
        record = parse_record(one.record, allow_nobody=True)
        yield Entry(one.position, parse_recorded_at(one.recorded_at), record)
