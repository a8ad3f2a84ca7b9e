"""Decides the tree over an append-only list (RFC 6962, 2.1): its nodes, growth and roots; it hashes hashes, never entries.

A node is named `(level, index)`: level 0 holds the leaf hashes, `(level, index)` covers the leaves from
`index << level` up to `(index + 1) << level`. Only complete nodes have a name, and they never change; so a
store keeps the leaf hash with each entry and the nodes that `Frontier.append` says were completed, and
answers `hash_at(level, index)`. Every root and proof then takes O(log n) reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.domain.errors import ShowclearError

HASH_LENGTH = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

HashAt = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class Node:
    """A complete inner node, to be stored once and never changed; `level` is 1 or more."""

    level: int
    index: int
    hash: bytes


def node_hash(left: bytes, right: bytes) -> bytes:
    """The 32 bytes over two children (RFC 6962, 2.1)."""
    return _node_over(left + right)


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that appending needs: how many leaves, and the complete subtrees they form, the largest first.

    At most 64 hashes however long the ledger. `to_bytes` is the size (8 bytes, big-endian), then the hashes.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[Node, ...]]:
        """The frontier with one leaf hash more, and the inner nodes that leaf completed (lowest level first)."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> tuple[Frontier, tuple[Node, ...]]:
        """The frontier with these leaf hashes more, and the inner nodes they completed, in order of completion."""
        peaks, size, completed = list(self.peaks), self.size, list[Node]()
        for leaf in leaves:
            index, level, size, grown = size, 0, size + 1, leaf
            while index & 1:  # a left sibling of the same height waits
                index, level, grown = index >> 1, level + 1, node_hash(peaks.pop(), grown)
                completed.append(Node(level, index, grown))
            peaks.append(grown)
        return Frontier(size, tuple(peaks)), tuple(completed)

    def root(self) -> bytes:
        """The 32 bytes over everything so far; over nothing, SHA-256 of nothing."""
        return fold(self.peaks) if self.peaks else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        """A form to store with the head of the ledger."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        """The frontier that `to_bytes` wrote. Refused: a length that does not fit the size (`frontier.malformed`)."""
        size = int.from_bytes(data[:8], "big")
        if len(data) != 8 + HASH_LENGTH * size.bit_count():
            raise ShowclearError(
                "frontier.malformed", "The stored frontier has another length than its size asks for."
            )
        return cls(size, tuple(data[at : at + HASH_LENGTH] for at in range(8, len(data), HASH_LENGTH)))

    @classmethod
    def at(cls, size: int, hash_at: HashAt) -> Frontier:
        """The frontier as it was at that size, from stored nodes."""
        return cls(size, tuple(hash_at(level, index) for level, index in complete_parts(0, size)))


def root_at(size: int, hash_at: HashAt) -> bytes:
    """The root over the first `size` leaves, from stored nodes."""
    return Frontier.at(size, hash_at).root()


def root_of(leaves: bytes) -> bytes:
    """The root over leaf hashes that stand one after the other; over nothing, SHA-256 of nothing.

    Level by level, and a node without a right sibling goes up as it is: the same tree as RFC 6962's, in one pass.
    """
    level = leaves or EMPTY_ROOT
    while len(level) > HASH_LENGTH:
        pairs = len(level) // (2 * HASH_LENGTH) * 2 * HASH_LENGTH
        grown = [_node_over(level[at : at + 2 * HASH_LENGTH]) for at in range(0, pairs, 2 * HASH_LENGTH)]
        level = b"".join([*grown, level[pairs:]])
    return level


def _node_over(children: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + children).digest()


def hash_at_over(leaves: Sequence[bytes]) -> HashAt:
    """`hash_at` for someone who has only the leaf hashes: each call hashes what it covers."""

    def hash_at(level: int, index: int) -> bytes:
        return root_of(b"".join(leaves[index << level : (index + 1) << level]))

    return hash_at


def complete_parts(start: int, end: int) -> list[tuple[int, int]]:
    """The complete nodes that cover the leaves from `start` up to `end`, the largest first."""
    parts = []
    while start < end:
        level = (end - start).bit_length() - 1
        parts.append((level, start >> level))
        start += 1 << level
    return parts


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, the largest first."""
    grown = hashes[-1]
    for left in reversed(hashes[:-1]):
        grown = node_hash(left, grown)
    return grown
