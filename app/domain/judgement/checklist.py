"""Decides whether a record that names a protocol answers its items and bears its sign-offs; fields are for rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain.judgement.awaited import Awaited
from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.judgement.signatures import Given, filled, given, why_not
from app.domain.protocol.protocol import Item, Protocol, SignOffAsked
from app.domain.protocol.rules import Cure, Expectation
from app.domain.protocol.words import Gravity
from app.domain.records import Record, parse_moment


@lru_cache(maxsize=4096)
def _rule(
    ref: str, id_: str, hazard: str, gravity: Gravity, say: str, cite: tuple[Any, ...], roles: tuple[Any, ...]
) -> Bound:
    """An item or sign-off as a rule, so that its violation cites what the item cites."""
    rule = Expectation(
        id=id_,
        kind="expectation",
        on=["any_record"],
        of="item",
        hazard=hazard,
        gravity=gravity,
        message=f"{say} ({{detail}})"[:600],
        cure=Cure(say=say, who=list(roles)),
        answers=list(roles),
        cite=list(cite),
    )
    return Bound(rule, ref)


def unmet(occasion: Occasion, protocol: Protocol) -> Iterator[Finding]:
    """One finding for each item with an answer of its own that is not as expected."""
    if occasion.record.kind not in protocol.completes:
        return
    answers = occasion.record.answers or {}
    for item in protocol.asked:
        if why := _why_unmet(item, answers):
            roles = tuple(dict.fromkeys(r for asked in protocol.sign_offs for r in asked.role)) or (
                "armorer",
            )
            bound = _rule(
                protocol.ref, item.id, item.raises, item.gravity, item.ask["en"], tuple(item.cite), roles
            )
            yield occasion.finding(bound, detail=why, subject=f"item:{item.id}")


def _why_unmet(item: Item, answers: Any) -> str:
    given = answers.get(item.id)
    if given is None:
        return "not answered" if item.mandatory else ""
    expected = item.answer.expected
    # 1 is no yes: Python alone takes it for True.
    if expected is not None and (
        given != expected or isinstance(given, bool) is not isinstance(expected, bool)
    ):
        return "answered otherwise"
    least = item.answer.at_least
    if least is not None and (
        isinstance(given, (bool, str)) or not isinstance(given, (int, float)) or given < least
    ):
        return f"less than {least}"
    return ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A signature a checklist asks for, by its number from 1; `why` nobody gave it, or empty."""

    number: int
    asked: SignOffAsked
    why: str
    declined: bool
    """Whether somebody in such a role was asked and would not."""


def slots(occasion: Occasion, protocol: Protocol, later: Iterable[Record]) -> tuple[Slot, ...]:
    """What a checklist asks to be signed, each person for one of them only; the required ones are filled first.

    Where two are required, the second is a witness's: whoever did what the record tells gives the first only. None for
    a record of a kind that the checklist does not fill.
    """
    if occasion.record.kind not in protocol.completes or not protocol.sign_offs:
        return ()
    signed = given(occasion.record, later)
    numbered = sorted(enumerate(protocol.sign_offs, 1), key=lambda one: not one[1].required)
    may = [
        _who_gave(occasion, one, signed, witness=one.required and turn > 0)
        for turn, (_, one) in enumerate(numbered)
    ]
    return tuple(
        Slot(number, one, "" if full else _why(occasion, one, signed), _declined(one, signed))
        for (number, one), full in zip(numbered, filled(may), strict=True)
    )


def unsigned(occasion: Occasion, protocol: Protocol, found: Iterable[Slot]) -> Iterator[Finding]:
    """One finding for each required sign-off that nobody gave who may."""
    for slot in found:
        asked = slot.asked
        if not (slot.why and asked.required):
            continue
        cite = tuple(protocol.items[0].cite)
        say = f"Signed by {' or '.join(asked.role)}: {asked.statement['en']}"
        name = f"sign-off-{slot.number}"
        bound = _rule(protocol.ref, name, "sign_off.missing", "serious", say, cite, tuple(asked.role))
        yield occasion.finding(bound, detail=slot.why, subject=f"sign_off:{slot.number}")


def awaited(occasion: Occasion, protocol: Protocol, found: Iterable[Slot]) -> tuple[Awaited, ...]:
    """Those still waited for: until the protocol's time is over, else the day. Who was asked and declined is not."""
    return tuple(
        Awaited(
            occasion.placed,
            protocol.ref,
            slot.number,
            tuple(slot.asked.role),
            _persons(occasion, slot.asked),
            slot.asked.required,
            dict(slot.asked.statement),
            occasion.at + slot.asked.within if slot.asked.within else occasion.day.ends_at,
            slot.why,
        )
        for slot in found
        if slot.why and (slot.asked.required or not slot.declined)
    )


def _persons(occasion: Occasion, asked: SignOffAsked) -> tuple[str, ...]:
    body = occasion.body
    named = (
        getattr(body, "to", None),
        getattr(body, "person", None),
        *(getattr(body, "witnesses", None) or ()),
    )
    by = occasion.record.by
    known = (one for one in dict.fromkeys(named) if isinstance(one, str) and one != by)
    wanted = frozenset(asked.role)
    return tuple(one for one in known if not wanted.isdisjoint(occasion.state.roles_at(one, occasion.at)))


def _who_gave(
    occasion: Occasion, asked: SignOffAsked, signed: Sequence[Given], *, witness: bool
) -> list[str]:
    return [
        one.sign_off.person
        for one in signed
        if one.sign_off.role in asked.role
        and not (witness and one.sign_off.person == occasion.record.by)
        and not (_too_late(occasion, asked, one) or why_not(occasion, one, signed))
    ]


def _too_late(occasion: Occasion, asked: SignOffAsked, one: Given) -> str:
    late = asked.within is not None and parse_moment(one.sign_off.at) > occasion.at + asked.within
    return "signed after the time there was" if late else ""


def _declined(asked: SignOffAsked, signed: Sequence[Given]) -> bool:
    return any(one.sign_off.declined and one.sign_off.role in asked.role for one in signed)


def _why(occasion: Occasion, asked: SignOffAsked, signed: Sequence[Given]) -> str:
    fitting = (one for one in signed if one.sign_off.role in asked.role)
    found = (_too_late(occasion, asked, one) or why_not(occasion, one, signed) for one in fitting)
    return next((why for why in found if why), "no such signature")
