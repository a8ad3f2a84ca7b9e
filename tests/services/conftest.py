"""A production on a fresh database: its desk, a clock that the test moves, and people of a few roles."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import Database
from app.db.store import SqlStore
from app.protocols.catalogue import Catalogue
from app.services.caller import DELIVER, FOUND, GOVERN, READ, WRITE, Caller
from app.services.container import Services
from app.services.escalations import Escalations
from app.services.judges import Judges
from app.services.outcome import Accepted, Outcome, Refused
from app.services.ports import OpenJudge
from app.services.record import RecordDesk
from app.signing.checkpoint_key import CheckpointKey
from tests.published import published
from tests.services.climbing import climbing_on
from tests.services.plain_judge import open_plain_judge
from tests.services.signers import sign_off_proofs

PEOPLE = {
    "ana": "armorer",
    "first": "first_ad",
    "safe": "safety_officer",
    "pat": "performer",
    "prod": "producer",
    "looker": "inspector",
}


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 2, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass
class Production:
    """One production to write to."""

    desk: RecordDesk
    judges: Judges
    store: SqlStore
    clock: HandClock
    id: str = "desert"
    sent: list[dict[str, Any]] = field(default_factory=list)

    def caller(self, person: str | None, *scopes: str) -> Caller:
        return Caller(person, self.id, frozenset(scopes or {READ, WRITE, GOVERN}))

    def record(self, by: str | None, kind: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A record as a client would send it, happening now."""
        record = {
            "id": str(uuid.uuid4()),
            "kind": kind,
            "production": self.id,
            "occurred_at": self.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "by": by,
            "body": body,
        } | more
        return {key: value for key, value in record.items() if value is not None}

    def send(self, record: dict[str, Any], *scopes: str, by: str | None = None) -> Outcome:
        caller = self.caller(by or record.get("by"), *scopes)
        return self.desk.submit(caller, self.id, orjson.dumps(record))

    def take(self, record: dict[str, Any], *scopes: str) -> dict[str, Any]:
        """The receipt of a record that has to be accepted."""
        outcome = self.send(record, *scopes)
        assert isinstance(outcome, Accepted), outcome
        self.sent.append(record)
        receipt: dict[str, Any] = orjson.loads(outcome.receipt)
        return receipt

    def refused(self, record: dict[str, Any], *scopes: str, by: str | None = None) -> str:
        """The code a record is refused with."""
        outcome = self.send(record, *scopes, by=by)
        assert isinstance(outcome, Refused), outcome
        return outcome.error.code

    def deliver(self, records: list[dict[str, Any]], by: str = "ana") -> list[Outcome]:
        return self.desk.submit_batch(self.caller(by, READ, WRITE, DELIVER, GOVERN), self.id, records)

    def handover(self, **more: Any) -> dict[str, Any]:
        body = {
            "firearm": "colt",
            "from": "ana",
            "to": "pat",
            "purpose": "take",
            "declared": "cold",
            "place": "church",
        }
        return self.record("ana", "handover", body, **more)

    def inspection(self, **more: Any) -> dict[str, Any]:
        body = {
            "firearm": "colt",
            "chambers": 6,
            "chambers_seen": 6,
            "removed": True,
            "rounds": [],
            "barrel_clear": True,
            "witnesses": ["first"],
        }
        return self.record("ana", "round_inspection", body, **more)

    def incident(self, **more: Any) -> dict[str, Any]:
        body = {"what": "misfire", "firearm": "colt", "injured": 0, "stop_work": True, "present": []}
        return self.record("ana", "incident", body, **more)


def open_desk(
    store: SqlStore,
    clock: HandClock,
    open_judge: OpenJudge = open_plain_judge,
    climbing: Escalations | None = None,
) -> tuple[RecordDesk, Judges]:
    """A desk as another process would have it."""
    judges = Judges(store, open_judge)
    proofs = sign_off_proofs(store)
    climbing = climbing or climbing_on(store.database)
    desk = RecordDesk(
        store, judges, clock, KEY, lambda ref: ref == "armorer-handover@1.0.0", proofs, climbing
    )
    return desk, judges


KEY = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def found(production: Production) -> None:
    """Its people and setting, as the first records of its ledger."""
    with production.store.writing() as writer:
        writer.create(production.id, production.clock.now)
    for person, role in PEOPLE.items():
        body = {"person": person, "role": role, "from_at": "2026-01-01T00:00:00Z"}
        production.take(production.record("ana", "role", body), READ, WRITE, FOUND)
    production.take(production.record("ana", "production_set", {"timezone": "UTC"}), READ, WRITE, FOUND)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return published()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(database: Database) -> SqlStore:
    return SqlStore(database)


@pytest.fixture
def production(store: SqlStore, clock: HandClock) -> Production:
    desk, judges = open_desk(store, clock)
    made = Production(desk, judges, store, clock)
    found(made)
    return made


@pytest.fixture
def services(database: Database, catalogue: Catalogue, clock: HandClock) -> Services:
    """Every use case over the real judgement."""
    return services_on(database, catalogue, KEY, ("us-base",), clock)


@pytest.fixture
def shoot(services: Services, store: SqlStore, clock: HandClock) -> Production:
    """A production judged by `us-base`."""
    made = Production(services.records, services.judges, store, clock)
    found(made)
    return made
