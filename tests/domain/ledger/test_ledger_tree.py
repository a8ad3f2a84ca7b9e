"""The tree against the published roots and proofs, and against a plain recursive reading of RFC 6962."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ShowclearError
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.merkle import EMPTY_ROOT, Frontier, HashAt, hash_at_over, root_at
from app.domain.ledger.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion

# The eight leaves and the roots that the Certificate Transparency implementations test against.
CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CT_CONSISTENCY = {
    (1, 1): [],
    (1, 8): CT_INCLUSION[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [leaf_hash(b"%d" % number) for number in range(65)]


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = naive_split(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = naive_split(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old_size: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if old_size == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = naive_split(len(leaves))
    if old_size <= k:
        return [*naive_subproof(old_size, leaves[:k], whole=whole), naive_root(leaves[k:])]
    return [*naive_subproof(old_size - k, leaves[k:], whole=False), naive_root(leaves[:k])]


def naive_split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


class NodeStore:
    """What a database keeps: leaf hashes by position, and the nodes that appending completed; counts the reads."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.reads = 0
        frontier = Frontier()
        for position, leaf in enumerate(leaves):
            self._keep(0, position, leaf)
            frontier, completed = frontier.append(leaf)
            for node in completed:
                self._keep(node.level, node.index, node.hash)

    def _keep(self, level: int, index: int, value: bytes) -> None:
        assert (level, index) not in self.nodes, "a node is completed once"
        self.nodes[level, index] = value

    def hash_at(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.nodes[level, index]


@pytest.fixture(scope="module")
def store() -> NodeStore:
    return NodeStore(LEAVES)


def test_published_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES]
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT == bytes.fromhex(CT_ROOTS[0])
    for leaf, root in zip(leaves, CT_ROOTS[1:], strict=True):
        frontier, _ = frontier.append(leaf)
        assert frontier.root().hex() == root


def test_published_proofs() -> None:
    hash_at = hash_at_over([leaf_hash(bytes.fromhex(leaf)) for leaf in CT_LEAVES])
    for (index, size), path in CT_INCLUSION.items():
        assert [step.hex() for step in inclusion_proof(index, size, hash_at)] == path
    for (old, new), path in CT_CONSISTENCY.items():
        assert [step.hex() for step in consistency_proof(old, new, hash_at)] == path


@pytest.mark.parametrize("size", range(65))
def test_roots_of_every_size(size: int, store: NodeStore) -> None:
    expected = naive_root(LEAVES[:size])
    frontier, _ = Frontier().extend(LEAVES[:size])
    assert frontier.root() == root_at(size, store.hash_at) == root_at(size, hash_at_over(LEAVES)) == expected
    assert Frontier.from_bytes(frontier.to_bytes()) == frontier == Frontier.at(size, store.hash_at)
    assert len(frontier.peaks) == size.bit_count()


@pytest.mark.parametrize("size", range(1, 65))
def test_inclusion_of_every_leaf(size: int, store: NodeStore) -> None:
    root = naive_root(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, store.hash_at)
        assert proof == naive_path(index, LEAVES[:size])
        assert verify_inclusion(LEAVES[index], index, size, proof, root)
        for wrong in _spoilt(proof):
            assert not verify_inclusion(LEAVES[index], index, size, wrong, root)
        assert not verify_inclusion(LEAVES[64], index, size, proof, root)
        assert not verify_inclusion(LEAVES[index], index, size, proof, LEAVES[64])
        assert not any(
            verify_inclusion(LEAVES[index], other, size, proof, root) for other in {index ^ 1, index + 1, -1}
        )


@pytest.mark.parametrize("size", range(65))
def test_consistency_of_every_pair(size: int, store: NodeStore) -> None:
    root = naive_root(LEAVES[:size])
    for old in range(size + 1):
        old_root = naive_root(LEAVES[:old])
        proof = consistency_proof(old, size, store.hash_at)
        assert proof == (naive_subproof(old, LEAVES[:size], whole=True) if old else [])
        assert verify_consistency(old, old_root, size, root, proof)
        for wrong in _spoilt(proof):
            assert not verify_consistency(old, old_root, size, root, wrong)
        assert not verify_consistency(old, LEAVES[64], size, root, proof)
        assert old == 0 or not verify_consistency(old, old_root, size, LEAVES[64], proof)


def _spoilt(proof: list[bytes]) -> list[list[bytes]]:
    """The proof with a hash too many, one too few, and each hash changed."""
    changed = [[*proof[:at], bytes(32), *proof[at + 1 :]] for at in range(len(proof))]
    return [[*proof, bytes(32)], *([proof[:-1], proof[1:]] if proof else []), *changed]


def test_a_proof_is_bound_to_the_sizes_it_was_made_for(store: NodeStore) -> None:
    root_2, root_4 = naive_root(LEAVES[:2]), naive_root(LEAVES[:4])
    to_2, to_4 = inclusion_proof(0, 2, store.hash_at), inclusion_proof(0, 4, store.hash_at)
    assert not verify_inclusion(LEAVES[0], 0, 4, to_2, root_2)
    assert not verify_inclusion(LEAVES[0], 0, 2, to_4, root_4)
    assert not verify_inclusion(LEAVES[1], 0, 1, [LEAVES[0]], root_2)
    from_1_to_2, from_1_to_4 = consistency_proof(1, 2, store.hash_at), consistency_proof(1, 4, store.hash_at)
    assert not verify_consistency(1, LEAVES[0], 4, root_2, from_1_to_2)
    assert not verify_consistency(1, LEAVES[0], 2, root_4, from_1_to_4)


def test_a_path_longer_than_its_tree_is_refused_though_the_hashes_fit(store: NodeStore) -> None:
    stranger = LEAVES[64]
    assert not verify_inclusion(LEAVES[0], 0, 1, [stranger], naive_root([stranger, LEAVES[0]]))
    proof = consistency_proof(3, 4, store.hash_at)
    roots = [naive_root(LEAVES[:3]), naive_root(LEAVES[:4])]
    assert verify_consistency(3, roots[0], 4, roots[1], proof)
    grown = [hashlib.sha256(b"\x01" + stranger + root).digest() for root in roots]
    assert not verify_consistency(3, grown[0], 4, grown[1], [*proof, stranger])


def test_a_fork_has_no_consistency_proof(store: NodeStore) -> None:
    forked = NodeStore([*LEAVES[:20], leaf_hash(b"another"), *LEAVES[21:40]])
    old_root = root_at(30, forked.hash_at)
    for source in (store, forked):
        proof = consistency_proof(30, 40, source.hash_at)
        assert not verify_consistency(30, old_root, 40, root_at(40, store.hash_at), proof)


@given(st.lists(st.binary(max_size=4), max_size=200), st.integers(0, 200))
def test_a_frontier_is_the_naive_root_however_it_was_grown(contents: list[bytes], cut: int) -> None:
    leaves = [leaf_hash(content) for content in contents]
    first, completed = Frontier().extend(leaves[:cut])
    stored = Frontier.from_bytes(first.to_bytes())
    whole, more = stored.extend(leaves[cut:])
    assert whole.root() == naive_root(leaves)
    assert (*completed, *more) == Frontier().extend(leaves)[1]


def test_a_frontier_is_not_changed_by_growing() -> None:
    before, _ = Frontier().extend(LEAVES[:7])
    copy = replace(before)
    before.append(LEAVES[7])
    assert before == copy


def test_the_node_an_append_completes() -> None:
    frontier, _ = Frontier().extend(LEAVES[:3])
    _, completed = frontier.append(LEAVES[3])
    assert [(node.level, node.index) for node in completed] == [(1, 1), (2, 0)]
    assert completed[-1].hash == naive_root(LEAVES[:4])


def test_proofs_read_few_nodes() -> None:
    size = 5000
    big = NodeStore([leaf_hash(b"%d" % number) for number in range(size)])
    for ask in (0, 1, 2047, 2048, 4095, 4096, 4998):
        assert _reads(big, lambda hash_at, at=ask: inclusion_proof(at, size, hash_at)) <= 26
        assert _reads(big, lambda hash_at, at=ask: consistency_proof(at, size, hash_at)) <= 26


def _reads(store: NodeStore, ask: object) -> int:
    store.reads = 0
    assert callable(ask)
    ask(store.hash_at)
    return store.reads


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_for_what_is_not_there(index: int, size: int, store: NodeStore) -> None:
    hash_at: HashAt = store.hash_at
    with pytest.raises(ShowclearError) as refused:
        inclusion_proof(index, size, hash_at)
    assert refused.value.code == "proof.out_of_range"
    assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


@pytest.mark.parametrize(("old", "size"), [(4, 3), (-1, 3)])
def test_no_consistency_with_what_is_not_there(old: int, size: int, store: NodeStore) -> None:
    with pytest.raises(ShowclearError):
        consistency_proof(old, size, store.hash_at)
    assert not verify_consistency(old, LEAVES[0], size, LEAVES[0], [])


@pytest.mark.parametrize("data", [b"", b"\x00" * 7, bytes(8) + b"x", (3).to_bytes(8, "big") + bytes(32)])
def test_a_damaged_frontier_is_refused(data: bytes) -> None:
    with pytest.raises(ShowclearError) as refused:
        Frontier.from_bytes(data)
    assert refused.value.code == "frontier.malformed"
