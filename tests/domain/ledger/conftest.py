"""A small ledger to take apart: fixed records, a fixed key, an export; built with the ledger's own parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.domain.ledger.canonical import Json, canonical
from app.domain.ledger.checkpoint import Checkpoint, origin_of, sign_checkpoint
from app.domain.ledger.entry import entry_bytes, leaf_hash
from app.domain.ledger.export import export_lines
from app.domain.ledger.merkle import Frontier
from app.domain.ledger.signed_note import NoteKey, note_key

DATA = Path(__file__).parent / "data"


@dataclass
class SampleLedger:
    """Entries as bytes, and whoever signs them."""

    production: str = "rust-belt"
    seed: bytes = bytes(range(32))
    entries: list[bytes] = field(default_factory=list)

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def key(self) -> NoteKey:
        return note_key(origin_of(self.production), self.private.public_key().public_bytes_raw())

    def record(self, number: int, **more: Json) -> dict[str, Json]:
        return {
            "id": f"01890000-0000-7000-8000-{number:012d}",
            "kind": "statement",
            "production": self.production,
            **more,
        }

    def append(self, record: dict[str, Json], recorded_at: str = "2024-05-01T12:00:00.000000Z") -> None:
        self.entries.append(entry_bytes(len(self.entries), recorded_at, canonical(record)))

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        frontier, _ = Frontier().extend(leaf_hash(entry) for entry in self.entries[:size])
        return Checkpoint(self.key.name, frontier.size, frontier.root())

    def note(self, size: int | None = None) -> str:
        return sign_checkpoint(self.checkpoint(size), self.key, self.private.sign)

    def export(self, entries: Sequence[bytes] | None = None) -> list[bytes]:
        return list(export_lines(self.key.vkey, self.entries if entries is None else entries, self.note()))


@pytest.fixture
def data() -> Path:
    return DATA


@pytest.fixture
def empty_ledger() -> SampleLedger:
    return SampleLedger()


@pytest.fixture
def ledger() -> SampleLedger:
    """Five short entries in three commit groups."""
    sample = SampleLedger()
    for number, minute in enumerate((0, 0, 1, 2, 2)):
        sample.append(sample.record(number), f"2024-05-01T12:0{minute}:00.000000Z")
    return sample


@pytest.fixture
def golden() -> SampleLedger:
    """The ledger on disk: numbers, texts and keys of the kinds that canonical forms get wrong."""
    sample = SampleLedger()
    bodies: list[dict[str, Json]] = [
        {"class": "real", "chambers": 6, "twins": []},
        {"distance_m": 6.1, "shield": False, "note": 'a "cold" gun, 3.50 m\n'},
        {"distance_m": 1e-7, "wide": 1e21, "round": 20.0},
        {"place": "café, Straße 5", "\ufb33": 1, "\U0001f602": 2},
        {"removed": None, "rounds": [{"ok": True, "type": "dummy"}, {"ok": True, "type": "dummy"}]},
        {"control": "\x00\x1f\x7f\u2028", "<&>": "/\\"},
        {},
    ]
    for number, body in enumerate(bodies):
        second = (0, 0, 0, 1, 1, 2, 2)[number]
        sample.append(sample.record(number, body=body), f"2024-05-01T12:00:0{second}.000001Z")
    return sample


@pytest.fixture
def read_doc() -> Callable[[], str]:
    """The description of the format, as a reader has it."""
    path = Path(__file__).parents[3] / "docs" / "ledger.md"
    return lambda: path.read_text(encoding="utf-8")
