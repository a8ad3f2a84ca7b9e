"""Decides which handovers a record tells of, and what each is: issue, use, return; it knows no rule."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.records import Handover, IssueList, Record
from app.domain.records.words import ISSUE_PURPOSES, USE_PURPOSES


@dataclass(frozen=True, slots=True)
class Hand:
    """One firearm passing from one person to another: a handover, or one line of an issue list."""

    firearm: str
    giver: str
    to: str
    purpose: str
    declared: str
    declarer: str
    scene: str | None
    in_sight: bool = False
    shared_with: tuple[str, ...] = ()

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who takes hold of it: the receiver and those it is shared with in the action."""
        return (self.to, *(p for p in self.shared_with if p != self.to))


def _of_handover(body: Handover) -> Hand:
    return Hand(
        body.firearm,
        body.from_,
        body.to,
        body.purpose,
        body.declared,
        body.declared_by or body.from_,
        body.scene,
        bool(body.in_sight),
        tuple(body.shared_with or ()),
    )


def _of_list(body: IssueList, doer: str) -> tuple[Hand, ...]:
    """A list goes out for the action and is called what it is for: things that cannot fire."""
    out = body.direction == "out"
    return tuple(
        Hand(
            line.firearm,
            doer if out else line.person,
            line.person if out else doer,
            "take" if out else "return",
            "replica",
            doer if out else line.person,
            None,
        )
        for line in body.lines
    )


def hands(record: Record) -> tuple[Hand, ...]:
    """Every handover the record tells of; none for most kinds."""
    if isinstance(record.body, Handover):
        return (_of_handover(record.body),)
    if isinstance(record.body, IssueList):
        return _of_list(record.body, record.by or "")
    return ()


def is_issue(hand: Hand, *, receiver_handles: bool, receiver_performs: bool) -> bool:
    """An issue: to no handler; or to a performer for rehearsal, line-up, take or training. Never a return."""
    if hand.purpose == "return":
        return False
    return not receiver_handles or (hand.purpose in ISSUE_PURPOSES and receiver_performs)


def is_use(hand: Hand, *, issue: bool) -> bool:
    """A use: an issue for rehearsal, line-up or take."""
    return issue and hand.purpose in USE_PURPOSES
