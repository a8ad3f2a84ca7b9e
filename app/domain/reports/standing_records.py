"""Decides which records stand: of a chain of corrections the newest, at the place of the first; both stay in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.domain.judgement import Entry


class Stands(NamedTuple):
    """A record as it stands now."""

    entry: Entry
    """The newest of its chain."""
    first: Entry
    """The one whose time and place it has."""


def standing(entries: Iterable[Entry]) -> list[Stands]:
    """In the order things happened. A correction of another kind, or of a record not given, stands for itself."""
    chains: dict[str, Stands] = {}
    roots: dict[str, str] = {}
    for entry in sorted(entries, key=lambda one: one.position):
        ref = entry.record.corrects.record if entry.record.corrects else None
        root = roots.get(ref or "", entry.record.key)
        former = chains.get(root)
        fits = former is None or former.first.record.kind == entry.record.kind
        root = root if fits else entry.record.key
        roots[entry.record.key] = root
        chains[root] = Stands(entry, former.first if former and fits else entry)
    return sorted(chains.values(), key=lambda one: (one.first.record.at, one.first.position))


def of_kinds(stands: Iterable[Stands], *kinds: str) -> Iterator[Stands]:
    """Those of these kinds."""
    return (one for one in stands if one.entry.record.kind in kinds)
