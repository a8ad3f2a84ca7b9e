"""Decides which signatures of a record count for what its checklist asks; who should have signed is the checklist's to say.

Pure: it knows roles through a function. Whether a passkey or PIN was right was asked before the record entered; where a
PIN that was typed offline turned out wrong, the ledger says so, and the record stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from app.domain.records import Record, SignOff, parse_moment

FAILED: Final = "showclear-failed/1"
"""The `form` of a proof that only the service writes: this signature, by this person at this time, was none."""
RolesAt = Callable[[str, datetime], frozenset[str]]
"""Person and moment to the roles held then."""
_WATCHED: Final = frozenset({"round_inspection"})
"""Kinds whose doer never signs as the one who watched: the second party of a checklist is somebody else."""


class Asked(Protocol):
    """What a checklist asks for: a signature in one of these roles."""

    @property
    def role(self) -> Sequence[str]:
        """The roles, any of which will do."""
        ...

    @property
    def required(self) -> bool:
        """Whether its absence is a violation, or only shown."""
        ...


class Standing(NamedTuple):
    """How a record is signed: for each asked signature the one that counts, or None; and those that count for nothing."""

    counted: tuple[SignOff | None, ...]
    others: tuple[SignOff, ...]


def holding(signatures: Iterable[SignOff]) -> tuple[SignOff, ...]:
    """The signatures without those that failed, and without the notes that say so."""
    given = tuple(signatures)
    failed = {(one.person, one.at, one.method) for one in given if is_failure(one)}
    if not failed:
        return given
    return tuple(one for one in given if (one.person, one.at, one.method) not in failed)


def is_failure(one: SignOff) -> bool:
    """Whether it says of a signature that it failed."""
    return isinstance(one.proof, dict) and one.proof.get("form") == FAILED


def standing(record: Record, asked: Sequence[Asked], later: Iterable[SignOff], roles_at: RolesAt) -> Standing:
    """Which signatures count for which of the asked ones, each person for one of them only; as many as can be met are met.

    A signature counts in a role that is asked for and that its person held when signing; a declined one for nothing.
    What was spoken stands for a performer's and for nobody else's, once the handover is signed by a witness beside the
    handler who entered it; what was attested for somebody without account, for an issue list only: no firearm on it
    can fire.
    """
    given = holding((*record.sign_offs, *later))
    good = [one for one in given if _is_good(record, one, given, roles_at)]
    places = [
        [number for number, one in enumerate(good) if _fits(record, first, one, wanted)]
        for first, wanted in ((place == 0, wanted) for place, wanted in enumerate(asked))
    ]
    chosen = _matched(places, [one.person for one in good])
    counted = tuple(good[chosen[place]] if place in chosen else None for place in range(len(asked)))
    return Standing(counted, tuple(one for one in given if not any(one is other for other in counted)))


def _is_good(record: Record, one: SignOff, given: Sequence[SignOff], roles_at: RolesAt) -> bool:
    if one.declined or one.role not in roles_at(one.person, parse_moment(one.at)):
        return False
    if one.method == "spoken":
        heard = any(_is_tapped(other) and other.person not in (one.person, record.by) for other in given)
        return record.kind == "handover" and one.role == "performer" and heard
    if one.method == "attested":
        vouched = {other.person for other in given if _is_tapped(other)} - {one.person}
        return record.kind == "issue_list" and len(vouched) > 1
    return True


def _is_tapped(one: SignOff) -> bool:
    """Given by the signer's own hand."""
    return one.method not in ("spoken", "attested") and not one.declined


def _fits(record: Record, first: bool, one: SignOff, wanted: Asked) -> bool:  # noqa: FBT001 - the first of those asked
    watched = not first and record.kind in _WATCHED
    return one.role in wanted.role and not (watched and one.person == record.by)


def _matched(places: Sequence[Sequence[int]], persons: Sequence[str]) -> dict[int, int]:
    """Place to signature, no person twice, as many places as can be filled (augmenting paths)."""
    held: dict[str, int] = {}  # person to place
    chosen: dict[int, int] = {}

    def fill(place: int, tried: set[str]) -> bool:
        for number in places[place]:
            person = persons[number]
            if person in tried:
                continue
            tried.add(person)
            if person not in held or fill(held[person], tried):
                held[person], chosen[place] = place, number
                return True
        return False

    for place in range(len(places)):
        fill(place, set())
    return chosen
