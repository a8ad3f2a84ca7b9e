"""Decides which answers belong to what was said, a correction standing for what it corrects; not whether they suffice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.domain.judgement import Entry
from app.domain.records import Record


@dataclass(frozen=True, slots=True)
class Thread:
    """One thing said, as it was said first and as it stands now, with its answers in the order they arrived."""

    first: Entry
    newest: Entry
    answers: tuple[Entry, ...]
    keys: frozenset[str]
    """The ids it is known by: its own, and those of its corrections."""


def threads(
    said: Iterable[Entry], answers: Iterable[Entry], answered: Callable[[Record], str]
) -> list[Thread]:
    """What was said in the order it arrived; `answered` is the id an answer is of.

    A correction of something that is not among them begins a thread of its own.
    """
    roots: dict[str, str] = {}
    chains: dict[str, list[Entry]] = {}
    for entry in sorted(said, key=lambda one: one.position):
        record = entry.record
        root = roots.get(record.corrects.record, record.key) if record.corrects else record.key
        roots[record.key] = root
        chains.setdefault(root, []).append(entry)
    given: dict[str, list[Entry]] = {root: [] for root in chains}
    for answer in sorted(answers, key=lambda one: one.position):
        answered_root = roots.get(answered(answer.record))
        if answered_root is not None:
            given[answered_root].append(answer)
    return [_thread(chain, given[root]) for root, chain in chains.items()]


def _thread(chain: list[Entry], answers: list[Entry]) -> Thread:
    keys = frozenset(entry.record.key for entry in chain)
    return Thread(chain[0], chain[-1], tuple(answers), keys)
