"""Decides where two reports differ, named so that a person finds the place; equal is only what is equal throughout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """One place in a report, what it says there, and what the ledger gives. None where there is nothing."""

    place: str
    says: Any
    derived: Any


def differences(says: Any, derived: Any, place: str = "") -> Iterator[Difference]:
    """Every place where they differ, in the order of the report. Violations are known by their ids, not their turn."""
    if type(says) is not type(derived):
        yield Difference(place or "report", says, derived)
    elif isinstance(says, dict):
        for name in [*says, *(name for name in derived if name not in says)]:
            inner = f"{place}.{name}" if place else name
            if (name in says) != (name in derived) and says.get(name) is None and derived.get(name) is None:
                yield Difference(f"{inner} (the name)", name in says, name in derived)
            yield from differences(says.get(name), derived.get(name), inner)
    elif isinstance(says, list):
        yield from _lists(says, derived, place)
    elif says != derived:
        yield Difference(place or "report", says, derived)


def _lists(says: list[Any], derived: list[Any], place: str) -> Iterator[Difference]:
    names, others = _ids(says), _ids(derived)
    if names is None or others is None:
        longest = max(len(says), len(derived))
        names, others = [str(n) for n in range(longest)], [str(n) for n in range(longest)]
    elif names != others and sorted(names) == sorted(others):
        yield Difference(f"{place} (order)", names, others)
    one, other = dict(zip(names, says, strict=False)), dict(zip(others, derived, strict=False))
    for name in dict.fromkeys([*names, *others]):
        yield from differences(one.get(name), other.get(name), f"{place}[{name}]")


def _ids(items: list[Any]) -> list[str] | None:
    """The ids of a list whose items all have their own; None for other lists."""
    found = [str(one["id"]) for one in items if isinstance(one, dict) and "id" in one]
    return found if len(found) == len(items) == len(set(found)) else None
