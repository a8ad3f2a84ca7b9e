"""Decides how what follows now is told against what was published before: raised, altered, answered, contested, rebutted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.domain.judgement.answers import settled, with_status
from app.domain.judgement.entry import Entry
from app.domain.judgement.violation import Violation
from app.domain.records import Record

Told = tuple[dict[str, Violation], dict[str, tuple[Violation, ...]], dict[str, tuple[str, ...]]]
"""Changed violations by id; what was first raised, by its trigger; ids that ended, by the record that ended them."""


class Published:
    """The violations made known so far, and the responses to them."""

    def __init__(self, standing: Iterable[Violation], older: Callable[[str], Violation | None]) -> None:
        self._known = {v.id: v for v in standing}
        self._older = older
        self._responses: dict[str, tuple[Record, ...]] = {}

    def copy(self) -> Published:
        """One that can go its own way."""
        other = Published((), self._older)
        other._known = self._known.copy()
        other._responses = self._responses.copy()
        return other

    def all(self) -> tuple[Violation, ...]:
        """Every one, rebutted ones too."""
        return tuple(self._known.values())

    def find(self, id_: str) -> Violation | None:
        """The violation of that id, if need be from before what is at hand."""
        return self._known.get(id_) or self._older(id_)

    def hear(self, record: Record) -> None:
        """A response may answer a violation that follows now, or later."""
        if record.kind == "response":
            to = record.body.to
            self._responses[to] = (*self._responses.get(to, ()), record)

    def fire(self, expired: Iterable[Violation]) -> dict[str, Violation]:
        """Deadlines that ran out: each is flagged at its own end."""
        changed = {}
        for violation in expired:
            before = self._known.get(violation.id)
            if before is None or before.status == "rebutted":
                changed[violation.id] = self._now(violation, before)
        self._known.update(changed)
        return changed

    def _now(self, violation: Violation, before: Violation | None) -> Violation:
        """As it follows now; flagged when it first did."""
        flagged_at = before.flagged_at if before else violation.flagged_at
        known = with_status(violation, before, self._responses.get(violation.id, ()))
        return replace(known, flagged_at=flagged_at)

    def tell(
        self,
        now: Mapping[str, Violation],
        gone: Iterable[str],
        moment: datetime,
        entries: Sequence[Entry],
        stays: Callable[[str], bool],
        authors: Callable[[Violation], set[str | None]],
    ) -> Told:
        """One moment of knowledge. `stays` says whether a violation ended by a correction alone; `authors` whose it is."""
        changed, raised = self._raise(now, moment, {e.record.key for e in entries})
        by = next((e.record.key for e in entries), "")
        resolved: dict[str, tuple[str, ...]] = {}
        for id_ in dict.fromkeys(gone):
            ended = self._end(id_, by, stays)
            if ended is not None:
                changed[id_] = ended
                resolved[by] = (*resolved.get(by, ()), *((id_,) if ended.status == "rebutted" else ()))
        for id_, violation in self._answer(entries, changed, authors).items():
            changed[id_] = violation
        self._known.update(changed)
        return changed, raised, resolved

    def _raise(
        self, now: Mapping[str, Violation], moment: datetime, arrived: set[str]
    ) -> tuple[dict[str, Violation], dict[str, tuple[Violation, ...]]]:
        changed: dict[str, Violation] = {}
        raised: dict[str, tuple[Violation, ...]] = {}
        for id_, violation in now.items():
            before = self._known.get(id_)
            after = self._now(violation.flagged(moment), before)
            if after != before:
                changed[id_] = after
            if (before is None or before.status == "rebutted") and violation.records[0] in arrived:
                raised[violation.records[0]] = (*raised.get(violation.records[0], ()), after)
        return changed, raised

    def _end(self, id_: str, by: str, stays: Callable[[str], bool]) -> Violation | None:
        """What no longer follows: contested if only a correction says so, rebutted otherwise."""
        before = self._known.get(id_)
        if before is None or before.status == "rebutted":
            return None
        if stays(id_):
            return None if before.by_correction else replace(before, status="contested", by_correction=True)
        return replace(before, status="rebutted", rebutted_by=by, by_correction=False)

    def _answer(
        self,
        entries: Sequence[Entry],
        changed: Mapping[str, Violation],
        authors: Callable[[Violation], set[str | None]],
    ) -> dict[str, Violation]:
        """The violations that responses in the group answer, as they are after them."""
        after: dict[str, Violation] = {}
        for entry in entries:
            if entry.record.kind != "response":
                continue
            id_ = entry.record.body.to
            before = after.get(id_) or changed.get(id_) or self.find(id_)
            if before is not None and before.status != "rebutted":
                after[id_] = settled(
                    before, [entry.record], authors(before) if before.by_correction else set()
                )
        return after
