"""Decides what of the language's own rules a protocol file breaks, beside the shapes of its fields: words and ids.

The domain's models say the same, but only of a part whose every field is right; here all faults are told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.protocol.words import HAZARDS, OCCASIONS
from app.domain.records import RECORD_KINDS
from app.domain.records.faults import closest, shown
from app.protocols.faults import Path

Found = tuple[Path, str, str]
"""Where, what was found, what would be right."""

_ANSWERED = ("gravity", "message", "cure", "answers")


def check_protocol(data: object) -> Iterator[Found]:
    """Every such fault of a protocol file's data; of parts with another shape nothing is said."""
    top = data if isinstance(data, dict) else {}
    yield from _words(top.get("completes"), ("completes",), tuple(RECORD_KINDS), "record kind")
    items, rules = _mappings(top.get("items")), _mappings(top.get("rules"))
    yield from _twice(items, "items")
    yield from _twice(rules, "rules")
    for index, item in items:
        yield from _item(item, ("items", index))
    for index, rule in rules:
        yield from _rule(rule, ("rules", index))


def _item(item: dict[str, object], path: Path) -> Iterator[Found]:
    yield from _words(item.get("hazard"), (*path, "hazard"), HAZARDS, "hazard")
    fills, answer = item.get("fills"), item.get("answer")
    if fills is None:
        return
    if isinstance(fills, str) and not fills.startswith("body."):
        yield (*path, "fills"), f"{shown(fills)} is no path of a body", "a path such as body.chambers_seen"
    if item.get("hazard") is not None:
        yield (
            (*path, "hazard"),
            "an item that fills a field raises nothing itself",
            "a rule that judges the field",
        )
    if isinstance(answer, dict) and answer.get("expected") is not None:
        found = "an item that fills a field expects nothing itself"
        yield (*path, "answer", "expected"), found, "a rule that judges the field"


def _rule(rule: dict[str, object], path: Path) -> Iterator[Found]:
    yield from _words(rule.get("on"), (*path, "on"), sorted(OCCASIONS), "occasion")
    for field in ("hazard", "incomplete", "raised"):
        yield from _words(rule.get(field), (*path, field), HAZARDS, "hazard")
    for index, undone in _mappings(rule.get("undone")):
        yield from _words(undone.get("hazard"), (*path, "undone", index, "hazard"), HAZARDS, "hazard")
    if rule.get("hazard") or rule.get("incomplete") or rule.get("undone"):
        for field in _ANSWERED:
            if rule.get(field) is None:
                found = f"a rule that raises a hazard, without {field}"
                yield (*path, field), found, "gravity, message, cure and answers"


def _words(value: object, path: Path, known: Sequence[str], what: str) -> Iterator[Found]:
    """Texts among `value` (one, or a list) that are none of the known words."""
    words = (
        [(path, value)] if not isinstance(value, list) else [((*path, i), one) for i, one in enumerate(value)]
    )
    for where, word in words:
        if isinstance(word, str) and word not in known:
            near = closest(word, list(known))
            listed = f"a word of docs/protocols.md, {what}s" if near else f"one of: {', '.join(known)}"
            yield where, f"{shown(word)} is no {what}{near}", listed


def _twice(parts: list[tuple[int, dict[str, object]]], name: str) -> Iterator[Found]:
    seen: set[object] = set()
    for index, part in parts:
        key = part.get("id")
        if isinstance(key, str) and key in seen:
            yield (name, index, "id"), f"the id {shown(key)} stands here again", "another id"
        seen.add(key if isinstance(key, str) else None)


def _mappings(value: object) -> list[tuple[int, dict[str, object]]]:
    parts = value if isinstance(value, list) else []
    return [(index, part) for index, part in enumerate(parts) if isinstance(part, dict)]
