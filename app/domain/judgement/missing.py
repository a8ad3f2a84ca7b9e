"""Decides what a hold still waits for, step by step, and who can give each; what ends it is decided in release."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from app.domain.judgement.release import INDEPENDENT_ROLES
from app.domain.judgement.state import State
from app.domain.judgement.trouble import Standing
from app.domain.records.words import HANDLERS, READ_ONLY_ROLES, ROLES

_SIGNERS = ROLES - READ_ONLY_ROLES - {"admin"}


class Step(NamedTuple):
    """One thing that has to come: what (a record's kind, or `signature`), in which roles, by which persons now."""

    what: str
    say: str
    roles: tuple[str, ...]
    persons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the interface shows it."""
        return {"what": self.what, "say": self.say, "roles": list(self.roles), "persons": list(self.persons)}


class Waits:
    """What one hold waits for at one moment."""

    def __init__(self, state: State, hold: Standing, at: datetime) -> None:
        self._state, self._hold, self._at = state, hold, at
        incident = state.incidents.get(hold.incident or "")
        self._involved = incident.involved if incident else frozenset()

    def steps(self) -> list[Step]:
        """Everything still missing, in the order it has to come."""
        hold = self._hold
        if hold.until == "pause":
            return self._of_a_pause()
        if hold.until == "cured":
            return self._of_a_stoppage()
        if hold.until == "resolved":
            return [self._response("a response that resolves it and says how each round was checked")]
        found: list[Step] = []
        if hold.until == "released" and hold.resolved is None:
            found.append(
                self._response("a response that resolves it with a detail, by somebody not involved")
            )
        if hold.until == "released" and hold.meeting is None:
            found.append(self._step("safety_meeting", "a post_incident meeting after that", _SIGNERS, set()))
        return [*found, *self._of_a_release()]

    def given(self) -> list[dict[str, str]]:
        """The signatures under a release that waits, which count."""
        return [{"person": person, "role": role} for person, role in sorted(self._signed())]

    def _of_a_pause(self) -> list[Step]:
        signed = self._signed()
        by_handlers = {p for p, r in signed if r in HANDLERS}
        by_first = {p for p, r in signed if r == "first_ad"}
        found = [] if by_handlers else [self._signature(HANDLERS, by_first)]
        return found if by_first else [*found, self._signature({"first_ad"}, by_handlers)]

    def _of_a_stoppage(self) -> list[Step]:
        found = [self._step("unloading", "a handler unloads it", HANDLERS, set())]
        look = "a handler inspects it in full with the bore clear, before a witness"
        return [
            *(found if self._hold.unloaded is None else []),
            self._step("round_inspection", look, HANDLERS, set()),
        ]

    def _of_a_release(self) -> list[Step]:
        """Two persons in two roles, neither involved, one of them among those the rule asks for."""
        needed = self._hold.one_of or INDEPENDENT_ROLES
        free = {(p, r) for p, r in self._signed() if p not in self._involved}
        persons, roles = {p for p, _ in free}, {r for _, r in free}
        if not free:
            return [self._signature(needed, set()), self._signature(_SIGNERS, set())]
        if roles & needed:
            return [self._signature(_SIGNERS - roles if len(roles) == 1 else _SIGNERS, persons)]
        return [self._signature(needed, persons)]

    def _signed(self) -> set[tuple[str, str]]:
        waiting = [w for w in self._state.releases.values() if w.subject == self._hold.subject]
        return {
            (s.person, s.role)
            for one in waiting
            for s in one.signed
            if s.role in self._state.roles_at(s.person, self._at)
        }

    def _response(self, say: str) -> Step:
        return self._step("response", say, _SIGNERS, set())

    def _signature(self, roles: Iterable[str], but: set[str]) -> Step:
        return self._step("signature", "a signature under the release", roles, but)

    def _step(self, what: str, say: str, roles: Iterable[str], but: set[str]) -> Step:
        wanted = frozenset(roles)
        barred = self._involved | but if what in ("response", "signature") else frozenset(but)
        able = [
            person
            for person in self._state.roles
            if person not in barred and self._state.roles_at(person, self._at) & wanted
        ]
        return Step(what, say, tuple(sorted(wanted)), tuple(sorted(able)))


def holds_told(state: State, at: datetime) -> list[dict[str, Any]]:
    """Every hold standing, with what it still waits for and who can give it."""
    found = []
    for hold in state.all_holds():
        waits = Waits(state, hold, at)
        told = {**hold.to_json(), "steps": [step.to_json() for step in waits.steps()]}
        found.append({**told, "signed": waits.given(), "pause": hold.until == "pause"})
    return found
