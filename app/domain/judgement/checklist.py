"""Decides whether a record that names a protocol answers its items and bears its sign-offs; fields are for rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from app.domain.judgement.finding import Finding
from app.domain.judgement.occasion import Occasion
from app.domain.judgement.rulebook import Bound
from app.domain.judgement.signatures import Given, filled, given, why_not
from app.domain.protocol.protocol import Item, Protocol, SignOffAsked
from app.domain.protocol.rules import Cure, Expectation
from app.domain.protocol.words import Gravity
from app.domain.records import Record


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


def unsigned(occasion: Occasion, protocol: Protocol, later: Iterable[Record]) -> Iterator[Finding]:
    """One finding for each required sign-off that nobody gave who may: each person gives one.

    Where two are required, the second is a witness's: whoever did what the record tells gives the first only.
    """
    if occasion.record.kind not in protocol.completes:
        return
    signed = given(occasion.record, later)
    asked = [(number, one) for number, one in enumerate(protocol.sign_offs, 1) if one.required]
    may = [_who_gave(occasion, one, signed, witness=turn > 0) for turn, (_, one) in enumerate(asked)]
    for (number, one), full in zip(asked, filled(may), strict=True):
        if full:
            continue
        cite = tuple(protocol.items[0].cite)
        say = f"Signed by {' or '.join(one.role)}: {one.statement['en']}"
        bound = _rule(
            protocol.ref, f"sign-off-{number}", "sign_off.missing", "serious", say, cite, tuple(one.role)
        )
        yield occasion.finding(bound, detail=_why(occasion, one, signed), subject=f"sign_off:{number}")


def _who_gave(
    occasion: Occasion, asked: SignOffAsked, signed: Sequence[Given], *, witness: bool
) -> list[str]:
    return [
        one.sign_off.person
        for one in signed
        if one.sign_off.role in asked.role
        and not (witness and one.sign_off.person == occasion.record.by)
        and not why_not(occasion, one, signed)
    ]


def _why(occasion: Occasion, asked: SignOffAsked, signed: Sequence[Given]) -> str:
    found = (why_not(occasion, one, signed) for one in signed if one.sign_off.role in asked.role)
    return next((why for why in found if why), "no such signature")
