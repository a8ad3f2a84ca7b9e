"""A production on location with a real service behind it, and phones of its people in a real browser."""

from __future__ import annotations

import hashlib
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.bootstrap import services_on
from app.db.database import open_database
from app.services.caller import DELIVER, GOVERN, READ, WRITE, Caller
from app.services.container import Services
from app.services.filters import ViolationFilter
from app.services.outcome import Accepted
from app.signing.checkpoint_key import CheckpointKey
from app.web.factory import create_app
from tests.accounts.light import lightly
from tests.published import published

PRODUCTION = "ranch"
PIN = "294617"
PASSWORD = "colt peacemaker, six chambers"
CREW = tuple(f"v-{number}" for number in range(1, 61))
PEOPLE: dict[str, tuple[str, str]] = {
    "ada": ("Ada Quill", "armorer"),
    "ben": ("Ben Oakes", "weapons_handler"),
    "dario": ("Dario Penn", "first_ad"),
    "esther": ("Esther Vale", "safety_officer"),
    "lou": ("Lou Carver", "performer"),
    "mae": ("Mae Dunn", "performer"),
    "rhea": ("Rhea Moss", "inspector"),
} | {person: (f"Extra {person[2:]}", "performer") for person in CREW}
RUBBER = tuple(f"r-{number}" for number in range(1, 61))
HELP = {
    "help-address": "Dry Creek Ranch, 410 Old Mill Road",
    "help-coordinates": "35.6012 N, 106.1180 W",
    "help-gate": "South gate",
    "help-landing": "Field behind base camp",
    "help-medic": "Channel 3",
}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Front:
    """What stands before the service: it gives files of its next version instead of its own, and knows another process."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.files: dict[str, tuple[bytes, str]] = {}
        """By address: the bytes and their kind."""
        self.records_at = ""
        """Where records are sent on to; when nothing answers there, the next ones stay."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        given = self.files.get(path)
        answer = self._app if given is None else Response(given[0], media_type=given[1])
        if self.records_at and path.endswith("/records") and scope["method"] == "POST":
            answer = await self._elsewhere(Request(scope, receive))
        await answer(scope, receive, send)

    async def _elsewhere(self, request: Request) -> Response:
        url, self.records_at = self.records_at + request.url.path, ""
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        async with httpx.AsyncClient(timeout=20) as there:
            try:
                answer = await there.post(url, content=await request.body(), headers=headers)
            except httpx.TransportError:
                return Response("Bad gateway", 502)
        return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])


@dataclass
class Company:
    """The service on a port, and what tests ask of it from outside."""

    services: Services
    origin: str
    front: Front
    database_url: str
    signed_in: dict[str, str] = field(default_factory=dict)

    def renewed(self, name: str, before: str, after: str) -> None:
        """From now on the next version of the app is served: one file of it differs, and so the list of all."""
        file = f"/static/{name}"
        now, listed = httpx.get(self.origin + file), httpx.get(f"{self.origin}/sw.js")
        changed = now.text.replace(before, after).encode()
        assert changed != now.content
        digests = [hashlib.sha256(one).hexdigest() for one in (now.content, changed)]
        text = listed.text.replace(*digests).replace('VERSION = "showclear-', 'VERSION = "showclear-next-')
        self.front.files[file] = changed, now.headers["content-type"]
        self.front.files["/sw.js"] = text.encode(), "text/javascript"

    def caller(self, person: str) -> Caller:
        until = datetime.now(UTC) + timedelta(days=1)
        return Caller(person, PRODUCTION, frozenset({READ, WRITE, GOVERN, DELIVER}), until)

    def record(self, by: str, kind: str, body: dict[str, Any], ago: timedelta, **more: Any) -> str:
        """A record that came in by another way; its id."""
        record = {
            "id": str(uuid4()),
            "kind": kind,
            "production": PRODUCTION,
            "occurred_at": moment(datetime.now(UTC) - ago),
            "by": by,
            "body": body,
            **more,
        }
        outcome = self.services.records.submit_value(self.caller(by), PRODUCTION, record)
        assert isinstance(outcome, Accepted), outcome
        return str(record["id"])

    def session(self, person: str) -> str:
        """The secret of a session of somebody who joined with a password and has a PIN."""
        if person not in self.signed_in:
            secret, _ = self.services.accounts.invites.invite(self.caller("office"), PRODUCTION, person)
            with httpx.Client(base_url=self.origin, headers={"Origin": self.origin}) as browser:
                joined = browser.post("/api/v1/invites/accept", json={"invite": secret, "password": PASSWORD})
                assert joined.is_success, joined.text
                page = {"X-Showclear-Page": joined.json()["page_token"]}
                set_pin = browser.post("/api/v1/account/pin", json={"pin": PIN}, headers=page)
                assert set_pin.is_success, set_pin.text
                self.signed_in[person] = browser.cookies["showclear-session"]
        return self.signed_in[person]

    def records(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What the ledger holds, in its order."""
        found = self.services.reading.entries(self.caller("esther"), PRODUCTION, 0, 5_000).items
        return [one["record"] for one in found if kind in (None, one["record"]["kind"])]

    def standing(self) -> list[tuple[str, str]]:
        """Violations that stand: hazard and gravity."""
        found = self.services.reading.violations(
            self.caller("esther"), PRODUCTION, ViolationFilter(), None, 500
        ).items
        return sorted((one["hazard"], one["gravity"]) for one in found if one["status"] != "rebutted")


@contextmanager
def company(tmp_path: Path, migrated_file: Path) -> Iterator[Company]:
    """Everything that was done before today: people, papers, lessons, things taken in."""
    shutil.copy(migrated_file, tmp_path / "showclear.db")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        origin = f"http://localhost:{listening.getsockname()[1]}"
        key = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
        database_url = f"sqlite:///{tmp_path / 'showclear.db'}"
        database = open_database(database_url)
        services = services_on(database, published(), key, ("us-base",), origin=origin, beside=lightly())
        front = Front(create_app(services))
        server = uvicorn.Server(uvicorn.Config(front, log_config=None, access_log=False))
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        try:
            yield _before_today(Company(services, origin, front, database_url))
        finally:
            server.should_exit = True
            running.join()
            services.close()


def _before_today(company: Company) -> Company:
    services = company.services
    services.people.create_production(PRODUCTION, "office", {"timezone": "UTC"})
    for person, (name, role) in PEOPLE.items():
        services.people.add_person(PRODUCTION, person, [role], by="office", name=name)
    at = timedelta()
    for person in ("ada", "ben"):
        for paper in ("firearms_permit", "firearms_course"):
            body = {"person": person, "credential": paper, "issuer": "state", "expires_on": "2099-01-01"}
            company.record("esther", "credential", body, at)
    lesson = {"trainer": "ada", "subject": "handling", "planned_minutes": 30, "actual_minutes": 30}
    people = {"people": ["lou", "mae", *CREW], "firearm_class": "real", "competent": True}
    company.record("ada", "training", lesson | people, at)
    from_house = {"owner": "rental", "supplier": "Canyon"}
    colt = {"class": "real", "calibre": ".45 Colt", "chambers": 6, "can_fire_live": True}
    rubber = {"class": "rubber", "calibre": "none", "chambers": 0, "can_fire_live": False}
    for what, firearms in ((colt, ("colt-1", "colt-2")), (rubber, RUBBER)):
        for firearm in firearms:
            company.record("ada", "firearm_intake", what | from_house | {"firearm": firearm}, at)
    box = {"calibre": ".45 Colt", "supplier": "Canyon", "sealed": True, "labelled": True, "count": 50}
    for container, kind in (("dummies", "dummy"), ("blanks", "blank")):
        which = {"container": container, "type": kind, "lot": f"L-{kind}", "supplier_licensed": True}
        company.record("ada", "ammunition_intake", box | which, at)
    why = {"why_real": "Opened on camera.", "alternatives_considered": ["rubber"], "controls": ["aim off"]}
    for firearm in ("colt-1", "colt-2"):
        company.record("ada", "risk_assessment", why | {"approved_by": ["ada"], "firearm": firearm}, at)
    return company
