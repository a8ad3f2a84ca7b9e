"""Decides whether a release ends a hold: after what, signed by whom, neither of them involved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import permutations

from app.domain.judgement.state import State
from app.domain.judgement.trouble import Standing, Waiting
from app.domain.records import SignOff
from app.domain.records.words import HANDLERS

INDEPENDENT_ROLES = HANDLERS | {"safety_officer", "safety_advisor"}


def _signers(state: State, signed: Sequence[SignOff], at: datetime) -> set[tuple[str, str]]:
    """Person and role of everybody who signed (properly, as `Waiting` has it) in a role they hold."""
    return {(s.person, s.role) for s in signed if s.role in state.roles_at(s.person, at)}


def _two_roles(signers: set[tuple[str, str]], one_of: frozenset[str]) -> bool:
    """Two persons in two roles, one of them among those a release needs."""
    return any(p != q and r != s and r in one_of for (p, r), (q, s) in permutations(signers, 2))


def ends(state: State, hold: Standing, signed: Sequence[SignOff], at: datetime) -> bool:
    """Whether these signatures at this moment end the hold."""
    signers = _signers(state, signed, at)
    if hold.until == "pause":
        return any(
            p != q and r in HANDLERS and s == "first_ad" for (p, r), (q, s) in permutations(signers, 2)
        )
    if hold.until not in ("released", "signed"):
        return False
    if hold.until == "released" and (hold.resolved is None or hold.meeting is None):
        return False
    incident = state.incidents.get(hold.incident or "")
    free = {(p, r) for p, r in signers if incident is None or p not in incident.involved}
    return _two_roles(free, hold.one_of or INDEPENDENT_ROLES)


def _comes_after(waiting: Waiting, hold: Standing) -> bool:
    """A release comes after the response and the meeting it needs, however late its signatures."""
    return hold.until != "released" or (
        hold.meeting is not None and hold.meeting.order < waiting.release.order
    )


def end_holds(state: State, waiting: Waiting, at: datetime) -> None:
    """End the holds this release may end with the signatures it has; one whose subject is free waits no longer."""
    only = waiting.release.record.body.incident
    named = (
        h for h in state.holds.get(waiting.subject, ()) if only is None or only in h.about or not h.incident
    )
    ended = [h for h in named if _comes_after(waiting, h) and ends(state, h, waiting.signed, at)]
    for hold in ended:
        state.settle(hold.source, *hold.records(), waiting.release, *waiting.later)
    state.change_holds({id(hold): None for hold in ended})
    if not state.holds.get(waiting.subject):
        del state.releases[waiting.release.root]
