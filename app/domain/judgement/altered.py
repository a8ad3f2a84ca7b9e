"""Decides how a remembered value becomes another that differs in some fields; it changes none."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def altered(value: T, **changes: object) -> T:
    """A copy of a frozen dataclass without slots, with other values in these fields; AttributeError for one it has not.

    `dataclasses.replace` goes through every field twice, and this is done several times for each record.
    """
    fields = vars(value)
    if not changes.keys() <= fields.keys():
        raise AttributeError(f"{type(value).__name__} has not all of these: {', '.join(changes)}")
    made = object.__new__(type(value))
    made.__dict__.update(fields, **changes)
    return made
