"""The whole service behind HTTP: real use cases on a fresh SQLite file, a clock that the test moves, people of every role."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from app.bootstrap import services_on
from app.db.database import open_database
from app.domain.records.words import ROLES
from app.protocols.catalogue import Catalogue
from app.services.caller import READ, WRITE
from app.services.container import Services
from app.signing.checkpoint_key import CheckpointKey
from app.web.edge.rate import Rate
from app.web.factory import create_app
from app.web.limits import Limits

UNLIMITED = Rate(1e9, 1e9)
PATIENT = Limits(asked=UNLIMITED, refused=UNLIMITED, nameless=UNLIMITED)


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 2, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Site:
    """A running service. The person `p-<role>` holds that role in the production `desert`."""

    app: FastAPI
    services: Services
    clock: HandClock
    portal: BlockingPortal
    id: str = "desert"
    tokens: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        *,
        by: str | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One request. `by` is a person or a role; a path without a slash in front lies under the production."""
        sent = dict(headers or {})
        if by is not None:
            sent["Authorization"] = f"Bearer {self.token(by)}"
        if json is not None:
            content = orjson.dumps(json)
        if content is not None:
            sent.setdefault("Content-Type", "application/json")
        url = path if path.startswith("/") else f"/api/v1/productions/{self.id}/{path}"

        async def go() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url="http://test"
            ) as client:
                return await client.request(method, url, content=content, headers=sent)

        return self.portal.call(go)

    def get(self, path: str, by: str | None = "armorer", **headers: str) -> httpx.Response:
        return self.ask("GET", path, by=by, headers=headers)

    def token(self, by: str) -> str:
        person = f"p-{by}" if by in ROLES else by
        if person not in self.tokens:
            self.tokens[person] = self.issue(person)
        return self.tokens[person]

    def issue(self, person: str, days: int = 30, *scopes: str) -> str:
        until = self.clock.now + timedelta(days=days)
        token, _ = self.services.people.issue_token(self.id, person, scopes or (READ, WRITE), until)
        return token

    def record(self, by: str, kind: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A record as a client would send it, happening now."""
        return {
            "id": str(uuid.uuid4()),
            "kind": kind,
            "production": self.id,
            "occurred_at": self.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "by": f"p-{by}" if by in ROLES else by,
            "body": body,
        } | more

    def incident(self, by: str = "armorer", **more: Any) -> dict[str, Any]:
        body = {"what": "near_miss", "firearm": "colt", "injured": 0, "stop_work": True, "present": []}
        return self.record(by, "incident", body, **more)

    def handover(self, **more: Any) -> dict[str, Any]:
        body = {
            "firearm": "colt",
            "from": "p-armorer",
            "to": "p-performer",
            "purpose": "take",
            "declared": "cold",
            "place": "church",
        }
        return self.record("armorer", "handover", body, **more)

    def send(self, record: object, by: str = "armorer") -> httpx.Response:
        return self.ask("POST", "records", by=by, json=record)

    def size(self) -> int:
        """How many entries the ledger has."""
        return int(self.get("ledger/checkpoint").json()["size"])


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue(None)


@pytest.fixture(scope="session")
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture(scope="session")
def signing_key() -> CheckpointKey:
    return CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def _open(path: Path, catalogue: Catalogue, key: CheckpointKey, portal: BlockingPortal) -> Site:
    clock = HandClock()
    services = services_on(open_database(f"sqlite:///{path}"), catalogue, key, ("us-base",), clock)
    return Site(create_app(services, PATIENT), services, clock, portal)


@pytest.fixture(scope="session")
def peopled_file(
    tmp_path_factory: pytest.TempPathFactory,
    migrated_file: Path,
    catalogue: Catalogue,
    signing_key: CheckpointKey,
    portal: BlockingPortal,
) -> Path:
    """A database with two productions, `desert` with somebody of every role, and `ocean` beside it."""
    path = tmp_path_factory.mktemp("peopled") / "peopled.db"
    shutil.copy(migrated_file, path)
    site = _open(path, catalogue, signing_key, portal)
    people = site.services.people
    people.create_production("desert", "founder", {"timezone": "America/Denver"})
    for role in sorted(ROLES):
        people.add_person("desert", f"p-{role}", [role], by="founder", name=f"The {role}")
    people.create_production("ocean", "captain", {"timezone": "UTC"}, roles=("admin", "armorer"))
    site.services.close()
    return path


@pytest.fixture
def site(
    tmp_path: Path,
    peopled_file: Path,
    catalogue: Catalogue,
    signing_key: CheckpointKey,
    portal: BlockingPortal,
) -> Iterator[Site]:
    """The service on a copy of that database."""
    path = tmp_path / "site.db"
    shutil.copy(peopled_file, path)
    site = _open(path, catalogue, signing_key, portal)
    site.clock.move(minutes=5)
    yield site
    site.services.close()
