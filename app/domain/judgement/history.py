"""Decides which records of a firearm must be told again so that custody, load and who had it come out the same; no rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.domain.judgement.entry import Placed
from app.domain.judgement.hands import hands
from app.domain.judgement.timeline import Judged, Order
from app.domain.records import RoleGiven, parse_moment
from app.domain.records.words import HANDLERS


def touched(placed: Placed) -> set[str]:
    """Firearms and containers whose custody, load or inspection the record may change."""
    body, kind = placed.record.body, placed.record.kind
    if kind in ("handover", "issue_list"):
        return {hand.firearm for hand in hands(placed.record)}
    if kind in ("storage", "departure"):
        return set(body.items)
    if kind in ("round_inspection", "loading", "unloading"):
        return {body.firearm, *(r.container for r in body.rounds if r.container)}
    return guns(placed) if kind in ("firing", "incident", "firearm_intake") else set()


def guns(placed: Placed) -> set[str]:
    """The firearms among them, as far as the record itself says so."""
    named = getattr(placed.record.body, "firearm", None)
    return {named} if named else {hand.firearm for hand in hands(placed.record)}


def shown_by(placed: Placed) -> set[str]:
    """Persons whom the record shows to have had, given, loaded, inspected, witnessed or declared a firearm."""
    body, kind, by = placed.record.body, placed.record.kind, placed.record.by or ""
    if kind == "round_inspection":
        return {by, *body.witnesses}
    if kind == "loading":
        return {by}
    return {p for hand in hands(placed.record) for p in (hand.giver, hand.declarer, *hand.receivers)}


class Histories:
    """The records before a moment, by the firearm or container they are about."""

    def __init__(self, judged: Sequence[Judged]) -> None:
        self._of: dict[str, list[Judged]] = {}
        self._roles: dict[str, list[Placed]] = {}
        for one in judged:
            if one.placed.record.kind == "role":
                self._roles.setdefault(one.placed.record.body.person, []).append(one.placed)
            for item in touched(one.placed):
                self._of.setdefault(item, []).append(one)

    def of(self, item: str) -> list[Judged]:
        """Everything about it, oldest first."""
        return self._of.get(item, [])

    def since_surely_back(self, firearm: str, order: Order | None) -> Iterator[Placed]:
        """All since it was last surely with a handler, or locked, before that place; and when it was last shown empty.

        From there on its custody follows from the records alone, whatever came before.
        """
        placed = [one.placed for one in self.of(firearm)]
        before = len(placed) if order is None else sum(1 for p in placed if p.order < order)
        start = next((i for i in reversed(range(before)) if self._ends_out(placed[i], firearm)), 0)
        if start == 0 and not (placed and self._ends_out(placed[0], firearm)):
            yield from placed
            return
        yield from placed[start:]
        yield from next(([p] for p in reversed(placed[:start]) if _shown_empty(p)), [])

    def up_to(self, firearm: str, last: Placed) -> Iterator[Placed]:
        """What made custody and load what they were when the record came."""
        placed = [one.placed for one in self.of(firearm) if one.placed.order <= last.order]
        empty = next((i for i in reversed(range(len(placed))) if _emptied(placed, i)), -1)
        loads = [p for p in placed[empty + 1 :] if p.record.kind in ("loading", "unloading")]
        for one in self.since_surely_back(firearm, min(p.order for p in (*loads, last))):
            if one.order <= last.order:
                yield one

    def first_shown(self, firearm: str, last: Placed) -> Iterator[Placed]:
        """The first record of the date, up to that record, for each person who had to do with the firearm."""
        date = next((one.day[1] for one in reversed(self.of(firearm)) if one.placed is last), None)
        persons: set[str] = set()
        for one in self.of(firearm):
            if one.day[1] == date and one.placed.order < last.order and not shown_by(one.placed) <= persons:
                persons |= shown_by(one.placed)
                yield one.placed

    def _ends_out(self, placed: Placed, item: str) -> bool:
        """Locked, gone, or returned to somebody who was then known as a handler."""
        body, kind = placed.record.body, placed.record.kind
        if kind == "storage":
            return bool(body.state == "locked")
        if kind in ("handover", "issue_list"):
            return any(
                h.firearm == item and h.purpose == "return" and self._handled(h.to, placed)
                for h in hands(placed.record)
            )
        return kind == "departure"

    def _handled(self, person: str, placed: Placed) -> bool:
        """By the roles recorded before that record; a role said again takes the place of the former."""
        spans: dict[tuple[str, str], RoleGiven] = {}
        for told in self._roles.get(person, ()):
            if told.order < placed.order:
                spans[told.record.body.role, told.record.body.from_at] = told.record.body
        return any(_handles(given, placed.at) for given in spans.values())


def _handles(given: RoleGiven, at: datetime) -> bool:
    until_at = parse_moment(given.until_at) if given.until_at else None
    return (
        given.role in HANDLERS and parse_moment(given.from_at) <= at and (until_at is None or at <= until_at)
    )


def _shown_empty(placed: Placed) -> bool:
    return placed.record.kind == "unloading" and bool(placed.record.body.shown_empty)


def _emptied(placed: Sequence[Placed], index: int) -> bool:
    """Shown empty, or come back from outside, where it begins anew."""
    earlier = next((p for p in reversed(placed[:index]) if p.record.kind != "firearm_intake"), None)
    gone = earlier is not None and earlier.record.kind == "departure"
    return _shown_empty(placed[index]) or (gone and placed[index].record.kind == "firearm_intake")
