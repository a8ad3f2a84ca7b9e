"""Decides which signatures under a record are any, and which may count for a role; what asks for them is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.judgement.occasion import Occasion
from app.domain.judgement.state import State
from app.domain.ledger.failed import failed_in
from app.domain.records import Record, SignOff, parse_moment

GIVEN_BY_ONESELF: Final = frozenset({"token", "pin", "passkey", "paper"})
"""Methods by which a person signs; the others are somebody's word for it."""
_PLAYERS: Final = frozenset({"performer", "crew"})


@dataclass(frozen=True, slots=True)
class Given:
    """A signature, the record it came in, and what keeps it from being one."""

    sign_off: SignOff
    carrier: Record
    later: bool
    void: str = ""

    @property
    def proper(self) -> bool:
        """Whether the person gave it, and it held."""
        return not self.void and self.sign_off.method in GIVEN_BY_ONESELF


def given(record: Record, later: Iterable[Record]) -> tuple[Given, ...]:
    """Every signature under a record: its own, then those brought later, with what the service found of them."""
    brought = [(record, one, False) for one in record.sign_offs]
    brought += [(carrier, one, True) for carrier in later for one in carrier.body.sign_offs]
    failed = {(failed_in(one.proof), *_of(one)) for _, one, came_later in brought if came_later}
    return tuple(
        Given(one, carrier, came_later, _void(one, carrier, failed, later=came_later))
        for carrier, one, came_later in brought
        if not came_later or failed_in(one.proof) is None
    )


def _of(one: SignOff) -> tuple[str, str, str]:
    return (one.person, one.role, one.method)


def _void(
    one: SignOff, carrier: Record, failed: set[tuple[str | None, str, str, str]], *, later: bool
) -> str:
    if one.declined:
        return "declined"
    if (carrier.key, *_of(one)) in failed:
        return "it failed when it was checked"
    if later and one.person != carrier.by and _on_anothers_word(one, carrier):
        return "brought by somebody else without a passkey, PIN or paper"
    return ""


def _on_anothers_word(one: SignOff, carrier: Record) -> bool:
    return one.method == "token" or (one.method == "paper" and not carrier.attachments)


def why_not(occasion: Occasion, one: Given, signed: Sequence[Given]) -> str:
    """Why this signature does not count under the record of the occasion; empty when it does."""
    sign_off = one.sign_off
    if one.void:
        return one.void
    if sign_off.role not in occasion.state.roles_at(sign_off.person, parse_moment(sign_off.at)):
        return "signed by somebody who did not hold that role then"
    if sign_off.method == "spoken" and not _spoken_stands(occasion, one, signed):
        return "spoken, where only a signature does"
    if sign_off.method == "attested" and not _attested_stands(occasion, one, signed):
        return "attested, where only a signature does"
    return ""


def _spoken_stands(occasion: Occasion, one: Given, signed: Sequence[Given]) -> bool:
    """For a performer who signed in this scene today already, entered by a handler, signed by a witness."""
    performer = one.sign_off.person
    before = (occasion.scene or "", performer) in occasion.day.signed
    entered = occasion.state.handles(one.carrier.by or "", occasion.at)
    witnesses = _signers(occasion.state, signed) - {performer, one.carrier.by or ""}
    return (
        one.sign_off.role == "performer" and bool(occasion.scene) and before and entered and bool(witnesses)
    )


def _attested_stands(occasion: Occasion, one: Given, signed: Sequence[Given]) -> bool:
    """For a day player handed what cannot fire: signed by a handler and by somebody else."""
    firearms = _firearms(occasion)
    cannot_fire = firearms and not any(
        occasion.state.firearm(one).can_fire(occasion.day.id) for one in firearms
    )
    others = _signers(occasion.state, signed) - {one.sign_off.person}
    handled = any(occasion.state.handles(other, occasion.at) for other in others)
    return one.sign_off.role in _PLAYERS and bool(cannot_fire) and handled and len(others) > 1


def _signers(state: State, signed: Sequence[Given]) -> set[str]:
    """Who signed properly, in a role held then."""
    return {
        one.sign_off.person
        for one in signed
        if one.proper
        and one.sign_off.role in state.roles_at(one.sign_off.person, parse_moment(one.sign_off.at))
    }


def _firearms(occasion: Occasion) -> set[str]:
    lines = getattr(occasion.body, "lines", None) or ()
    return {line.firearm for line in lines} or ({occasion.firearm_id} if occasion.firearm_id else set())


def signed_for_scene(record: Record, later: Iterable[Record], state: State) -> frozenset[tuple[str, str]]:
    """The scene of a handover with each performer who signed it properly; a spoken word may stand for the next."""
    scene = getattr(record.body, "scene", None)
    if record.kind != "handover" or not scene:
        return frozenset()
    as_performers = [one for one in given(record, later) if one.sign_off.role == "performer"]
    return frozenset((scene, person) for person in _signers(state, as_performers))


def filled(may: Sequence[Sequence[str]]) -> list[bool]:
    """For each signature asked for, by those who may give it, whether one person each can be found; first come first."""
    by: dict[str, int] = {}

    def find(place: int, tried: set[str]) -> bool:
        for person in may[place]:
            if person not in tried:
                tried.add(person)
                if person not in by or find(by[person], tried):
                    by[person] = place
                    return True
        return False

    return [find(place, set()) for place in range(len(may))]
