"""Decides what a signature under records binds: whose, under which words, in which role, when; it checks no signature."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.ledger.canonical import Json, canonical
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.merkle import hash_at_over, root_of
from app.domain.ledger.proofs import inclusion_proof, root_of_path
from app.domain.ledger.sign_off_codes import SignOffCode, refused

CHALLENGE_PREFIX = b"showclear/sign-off/v1\n"  # keeps what is signed apart from every other SHA-256 in here
MOST_RECORDS = 500


@dataclass(frozen=True, slots=True)
class Bound:
    """What one person says of one record. Texts are as they stand in the sign-off; digests are SHA-256.

    `record` has 32 bytes (`record_digest`); `protocol_digest` is hexadecimal, of the published file; None: no protocol.
    """

    record: bytes
    person: str
    role: str
    at: str
    method: str
    statement: str
    language: str
    protocol_digest: str | None = None
    declined: bool = False

    def to_json(self) -> dict[str, Json]:
        """The object whose canonical bytes are hashed."""
        return {
            "at": self.at,
            "declined": self.declined,
            "language": self.language,
            "method": self.method,
            "person": self.person,
            "protocol_digest": self.protocol_digest,
            "record": self.record.hex(),
            "role": self.role,
            "statement": self.statement,
        }

    def leaf(self) -> bytes:
        """The 32 bytes that stand for it in the tree of one signature."""
        return leaf_hash(canonical(self.to_json()))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands among those of one signature: which of how many, and the hashes up to their root."""

    index: int = 0
    records: int = 1
    path: tuple[bytes, ...] = ()


def bind(bounds: Sequence[Bound]) -> tuple[bytes, list[Place]]:
    """The 32 bytes that one signature under all of these has to sign, and the place of each.

    Refused: none, or more than 500 (`sign_off.malformed`).
    """
    if not 1 <= len(bounds) <= MOST_RECORDS:
        raise refused(SignOffCode.MALFORMED, f"One signature stands under 1 to {MOST_RECORDS} records.")
    leaves = [bound.leaf() for bound in bounds]
    hash_at, count = hash_at_over(leaves), len(leaves)
    root = root_of(b"".join(leaves))
    places = [Place(index, count, tuple(inclusion_proof(index, count, hash_at))) for index in range(count)]
    return _challenge(count, root), places


def challenge_at(bound: Bound, place: Place) -> bytes:
    """The 32 bytes that were signed, if this stood at that place. Refused: no such place (`sign_off.malformed`)."""
    root = root_of_path(bound.leaf(), place.index, place.records, place.path)
    if root is None or place.records > MOST_RECORDS:
        raise refused(SignOffCode.MALFORMED, "The path does not lead from its place to a root.")
    return _challenge(place.records, root)


def _challenge(records: int, root: bytes) -> bytes:
    return hashlib.sha256(CHALLENGE_PREFIX + canonical({"records": records, "root": root.hex()})).digest()
