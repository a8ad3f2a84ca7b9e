"""Decides what records would have given under other packs, beside what was found then; it changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from app.domain.judgement.chronicle import Chronicle
from app.domain.judgement.entry import Entry
from app.domain.judgement.rulebook import Rulebooks
from app.domain.judgement.violation import Violation

_MOMENT = timedelta(microseconds=1)
_TELLS = ("id", "hazard", "gravity", "status", "day", "subject", "message", "protocol", "rule", "records")
_COMPARED = ("hazard", "gravity", "status", "message")


@dataclass(frozen=True, slots=True)
class Differences:
    """Found and would have been found, side by side; each violation as plain JSON."""

    only_found: tuple[Mapping[str, Any], ...]
    """Found then; the other packs would not have."""
    only_other: tuple[Mapping[str, Any], ...]
    """Not found then; the other packs would have."""
    changed: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]
    """In both, with another gravity, state or words: as found, and as it would have been."""
    same: int

    def to_json(self) -> dict[str, Any]:
        """As it is told: only what a reader compares."""
        return {
            "only_found": [_told(one) for one in self.only_found],
            "only_other": [_told(one) for one in self.only_other],
            "changed": [{"found": _told(one), "other": _told(other)} for one, other in self.changed],
            "same": self.same,
        }


def judged_under(
    production: str, entries: Iterable[Entry], books: Rulebooks, until: datetime
) -> Sequence[Violation]:
    """Every violation that the entries give under these rulebooks, as they became known, up to a moment.

    What the production adopted is left out, so that the packs given hold on every day.
    """
    chronicle = Chronicle(production, books)
    kept = (entry for entry in entries if entry.record.kind != "protocol_adopted")
    for recorded_at, group in groupby(kept, key=lambda entry: entry.recorded_at):
        chronicle.advance(recorded_at)
        chronicle.receive(list(group))
    chronicle.advance(until + _MOMENT)
    return list(chronicle.violations())


def differences(found: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]]) -> Differences:
    """What was found beside what would have been. The same violation has the same id under every version of its rule."""
    before, after = ({one["id"]: one for one in some} for some in (found, other))
    both = [(before[id_], after[id_]) for id_ in before if id_ in after]
    changed = tuple(pair for pair in both if any(pair[0].get(key) != pair[1].get(key) for key in _COMPARED))
    return Differences(
        only_found=tuple(one for id_, one in before.items() if id_ not in after),
        only_other=tuple(one for id_, one in after.items() if id_ not in before),
        changed=changed,
        same=len(both) - len(changed),
    )


def _told(violation: Mapping[str, Any]) -> dict[str, Any]:
    return {key: violation[key] for key in _TELLS if key in violation}
