"""Decides how a protocol and its changes read on a terminal, in the order a person does them; it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.domain.protocol.diff import Change
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Answer, Item, Protocol
from app.domain.protocol.values import Citation
from app.protocols.sentences import duration_in_words, in_words


def protocol_lines(protocol: Protocol, language: str = "en") -> Iterator[str]:
    """The checklist item by item with what each rests on, then who signs, then the rules as sentences."""
    yield f"{protocol.title.get(language, protocol.title['en'])}  ({protocol.ref})"
    yield protocol.purpose.get(language, protocol.purpose["en"])
    yield f"Fills: {', '.join(protocol.completes) or 'no record'}. Due: {protocol.due.replace('_', ' ')}."
    yield ""
    for number, item in enumerate(protocol.items, 1):
        yield from _item(number, item, language)
    for sign_off in protocol.sign_offs:
        must = "must sign" if sign_off.required else "is asked to sign"
        yield f"  {' or '.join(sign_off.role)} {must}: {sign_off.statement.get(language, sign_off.statement['en'])}"
    yield ""
    yield f"Rules ({len(protocol.rules)})"
    for rule in protocol.rules:
        yield f"  {rule.id} [{rule.kind}; {_rests_on(rule.cite)}]"
        yield f"      {in_words(rule)}"
        if rule.cure and rule.answers:
            yield f"      Cure: {rule.cure.say} ({', '.join(rule.cure.who)}). Answers: {', '.join(rule.answers)}."
    yield ""
    yield f"This version: {protocol.changes.what} Why: {protocol.changes.why}"


def pack_lines(pack: Pack, digest: str) -> Iterator[str]:
    """What a production adopts with this pack."""
    yield f"{pack.title['en']}  ({pack.pack}, digest {digest})"
    for name, version in pack.protocols.items():
        yield f"  {name}@{version}"
    for name, parameter in pack.parameters.items():
        value = parameter.value
        told = str(value) if isinstance(value, int | float) else duration_in_words(value)
        yield f"  @{name} = {told} ({parameter.unit}; {_rests_on(parameter.cite)})"


def change_line(change: Change) -> str:
    """One difference in one line."""
    named = f"{change.part.replace('_', '-')} {change.id}"
    if change.what == "explained":
        return f"{change.id}: {change.after['what']} Why: {change.after['why']}"
    if change.what == "moved":
        return f"moved    {named}: from place {change.before} to {change.after}"
    if change.what == "changed":
        return f"changed  {named}, {change.field}: {_short(change.before)} -> {_short(change.after)}"
    return f"{change.what:8} {named}"


def _item(number: int, item: Item, language: str) -> Iterator[str]:
    must = "" if item.mandatory else ", may be left out"
    yield f"{number:3}. {item.ask.get(language, item.ask['en'])}"
    to = f"fills {item.fills}" if item.fills else f"else {item.raises} ({item.gravity})"
    proof = "" if item.evidence == "none" else f"; evidence: {item.evidence}"
    yield f"     {item.kind}: {_answer(item.answer)}{must}; {to}{proof}"
    yield f"     {_rests_on(item.cite)}"


def _answer(answer: Answer) -> str:
    told = f"one of {', '.join(answer.choices)}" if answer.choices else answer.type
    told += f" in {answer.unit}" if answer.unit else ""
    told += f", expected {_short(answer.expected)}" if answer.expected is not None else ""
    return told + (f", at least {answer.at_least}" if answer.at_least is not None else "")


def _rests_on(cited: list[Citation]) -> str:
    """Strength, authority and how well each source was read."""
    told = []
    for cite in cited:
        section = f" {cite.section}" if cite.section else ""
        told.append(
            f"{cite.strength} ({cite.authority}, read: {cite.read}) {cite.document}{section} [{cite.source}]"
        )
    return "; ".join(told)


def _short(value: object) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
