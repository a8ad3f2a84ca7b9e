"""Decides how choices follow from a seed: the same seed, the same choices, on every machine; it knows nothing of records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")
_MASK = 2**64 - 1


class Choices(Protocol):
    """Where a generator's choices come from; `random.Random` is one."""

    def randint(self, a: int, b: int, /) -> int:
        """A whole number from a to b, both included."""
        ...

    def choice(self, seq: Sequence[T], /) -> T:
        """One of a sequence that is not empty."""
        ...


class Dice:
    """A small sequence of numbers from a seed (SplitMix64, public domain)."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def _next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def randint(self, a: int, b: int, /) -> int:
        """A whole number from a to b, both included."""
        return a + self._next() % (b - a + 1)

    def choice(self, seq: Sequence[T], /) -> T:
        """One of a sequence that is not empty."""
        return seq[self.randint(0, len(seq) - 1)]


def chance(choices: Choices, percent: int) -> bool:
    """True in so many of a hundred."""
    return choices.randint(1, 100) <= percent


def some(choices: Choices, of: Sequence[T], count: int) -> list[T]:
    """So many different ones, in the order they stand."""
    left = list(range(len(of)))
    while len(left) > count:
        left.pop(choices.randint(0, len(left) - 1))
    return [of[i] for i in left]
