"""Decides what proves that an entry is in a ledger, and that an older ledger is the beginning of a newer one."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import ShowclearError
from app.domain.ledger.merkle import EMPTY_ROOT, HashAt, complete_parts, fold, node_hash


def inclusion_proof(index: int, size: int, hash_at: HashAt) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root over `size` leaves (RFC 6962, 2.1.1).

    Refused: an index outside the tree (`proof.out_of_range`).
    """
    if not 0 <= index < size:
        raise ShowclearError("proof.out_of_range", f"There is no entry {index} among {size}.")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_subtree(middle, end, hash_at))
            end = middle
        else:
            proof.append(_subtree(start, middle, hash_at))
            start = middle
    return proof[::-1]


def places_of_inclusion(index: int, size: int) -> list[tuple[int, int]]:
    """The nodes (level, index) that `inclusion_proof` asks for, so that a store can read them at once."""
    asked: list[tuple[int, int]] = []

    def note(level: int, place: int) -> bytes:
        asked.append((level, place))
        return EMPTY_ROOT

    inclusion_proof(index, size, note)
    return asked


def consistency_proof(old_size: int, size: int, hash_at: HashAt) -> list[bytes]:
    """The hashes that show that the first `old_size` leaves are still the same ones (RFC 6962, 2.1.2).

    Empty for an old size of 0 and for equal sizes. Refused: an old size beyond `size` (`proof.out_of_range`).
    """
    if not 0 <= old_size <= size:
        raise ShowclearError("proof.out_of_range", f"{old_size} entries are not the beginning of {size}.")
    proof, start, end = [], 0, size
    while old_size not in (0, end):
        middle = start + _split(end - start)
        if old_size <= middle:
            proof.append(_subtree(middle, end, hash_at))
            end = middle
        else:
            proof.append(_subtree(start, middle, hash_at))
            start = middle
    if old_size and start:
        proof.append(_subtree(start, end, hash_at))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from that leaf hash, at that index, to that root over `size` leaves (RFC 9162, 2.1.3.2)."""
    return root_of_path(leaf, index, size, proof) == root


def root_of_path(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to from that leaf hash, at that index, over `size` leaves; None where it cannot be one."""
    if not 0 <= index < size:
        return None
    node, last, grown = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return None
        if node & 1 or node == last:
            grown = node_hash(sibling, grown)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            grown = node_hash(grown, sibling)
        node, last = node >> 1, last >> 1
    return grown if last == 0 else None


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the tree of `size` leaves begins with the tree of `old_size` (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= size:
        return False
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size == size:
        return not proof and old_root == root
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    return bool(path) and _both_roots(old_size - 1, size - 1, path) == (old_root, root)


def _both_roots(node: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that a consistency path leads to; None where it has the wrong length."""
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _subtree(start: int, end: int, hash_at: HashAt) -> bytes:
    return fold([hash_at(level, index) for level, index in complete_parts(start, end)])
