"""A service behind HTTP as tests use it: requests in one line, a clock that is moved by hand, tokens by role."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI

from app.domain.records.words import ROLES
from app.services.caller import GOVERN, READ, WRITE
from app.services.container import Services


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
        token, _ = self.services.people.issue_token(self.id, person, scopes or (READ, WRITE, GOVERN), until)
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
