"""Decides what one commit group writes and answers: entries, tree, checkpoint, receipts, and what the ruling changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain.ledger.canonical import canonical
from app.domain.ledger.checkpoint import Checkpoint, origin_of
from app.domain.ledger.entry import entry_bytes, leaf_hash, recorded_at_text
from app.domain.records import Record
from app.services.admission import Draft
from app.services.judged import Judged
from app.services.listing import stored_violation
from app.services.receipts import receipt_bytes
from app.services.ruling import Ruling
from app.services.settling import Settled
from app.services.stored import Head, NewEntry, Written

SignCheckpoint = Callable[[Checkpoint], str]


@dataclass(frozen=True, slots=True)
class Composed:
    """What goes into the store, what is kept in memory once it is there, and the receipts in the drafts' order."""

    written: Written
    kept: Judged
    receipts: tuple[bytes, ...]
    new_day: bool
    """Whether a segment began that is newer than all before."""
    ruling: Ruling

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        done = self.written
        return not (
            done.entries or done.violations or done.holds or done.deadlines or self.kept.judge is None
        )


def compose(
    production: str,
    head: Head,
    judged: Judged,
    settled: Settled,
    ruling: Ruling,
    moment: datetime,
    sign: SignCheckpoint,
) -> Composed:
    """Everything that one group changes. `judged` is what the ruling was made from."""
    at = recorded_at_text(moment)
    lines = [
        entry_bytes(head.size + offset, at, draft.canonical) for offset, draft in enumerate(settled.drafts)
    ]
    leaves = [leaf_hash(line) for line in lines]
    frontier, nodes = head.frontier.extend(leaves)
    note = head.checkpoint
    if leaves:
        note = sign(Checkpoint(origin_of(production), frontier.size, frontier.root()))
    dates = [_segment(settled, ruling, draft.record) for draft in settled.drafts]
    late = [_segment(settled, ruling, entry.record) for entry in judged.unjudged]
    carried, changed = _segments(judged, ruling, [*late, *dates])
    receipts = _receipts(head, settled, leaves, note, ruling)
    entries = [
        _new_entry(head.size + offset, moment, *parts)
        for offset, parts in enumerate(zip(settled.drafts, dates, lines, leaves, receipts, strict=True))
    ]
    stands = ruling.stands
    holds, holds_changed = judged.holds.replaced(stands.holds if stands else None)
    deadlines, deadlines_changed = judged.deadlines.replaced(stands.deadlines if stands else None)
    size = head.size + len(entries)
    judged_size = size if ruling.judge else head.judged_size
    next_at = stands.next_at if stands else head.next_at
    written = Written(
        Head(size, judged_size, frontier, moment, note, next_at),
        entries,
        nodes,
        [stored_violation(told, settled.setting) for told in ruling.violations.values()],
        holds_changed,
        deadlines_changed,
        changed,
    )
    kept = Judged(
        size,
        moment,
        ruling.judge,
        settled.roster,
        settled.setting,
        carried,
        holds,
        deadlines,
        climbs=tuple(stands.climbs) if stands else None,
    )
    if not (entries or written.violations or holds_changed or deadlines_changed):
        kept = replace(kept, moment_at=head.moment_at)
    new_day = bool(judged.carried) and max(carried) > max(judged.carried)
    return Composed(written, kept, receipts, new_day, ruling)


def _segment(settled: Settled, ruling: Ruling, record: Record) -> date:
    return ruling.judge.segment_of(record) if ruling.judge else settled.setting.date_of(record.at)


def _segments(
    judged: Judged, ruling: Ruling, touched: Sequence[date]
) -> tuple[dict[date, tuple[int, ...]], dict[date, Sequence[int]]]:
    """What each segment in memory is judged with, and which of it changed: new segments, and those after a late record."""
    carried = dict(judged.carried)
    changed: dict[date, Sequence[int]] = {}
    if not touched or ruling.judge is None:
        return (
            carried,
            changed,
        )  # unjudged, a new segment stays unknown: loading then begins before it
    first = min(touched)
    for segment in sorted(carried.keys() | set(touched)):
        if segment in carried and segment <= first:
            continue
        selected = ruling.judge.selection(segment)
        if carried.get(segment) != selected:
            carried[segment] = changed[segment] = selected
    return carried, changed


def _receipts(
    head: Head,
    settled: Settled,
    leaves: Sequence[bytes],
    note: str | None,
    ruling: Ruling,
) -> tuple[bytes, ...]:
    checkpoint = canonical(note) if note else b""
    holds = canonical([one.to_json() for one in ruling.stands.holds]) if ruling.stands else b"[]"
    return tuple(
        receipt_bytes(
            draft.record.id,
            head.size + offset,
            leaves[offset],
            checkpoint=checkpoint,
            raised=ruling.raised.get(draft.record.key, ()),
            resolved=ruling.resolved.get(draft.record.key, ()),
            holds=holds,
        )
        for offset, draft in enumerate(settled.drafts)
    )


def _new_entry(
    position: int,
    moment: datetime,
    draft: Draft,
    segment: date,
    line: bytes,
    leaf: bytes,
    receipt: bytes,
) -> NewEntry:
    record = draft.record
    return NewEntry(
        position,
        record.key,
        record.kind,
        record.unit,
        segment,
        record.at,
        moment,
        line,
        leaf,
        receipt,
        draft.names,
    )
