"""A studio's provider on loopback: a real one in a process of its own, and one that tells lies when it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from app.signing.openid import Client, OpenId

CLIENT, SECRET = "showclear", "a secret of the studio"
REDIRECT = "http://localhost:8000/sign-in/studio"


def openid(issuer: str, **more: Any) -> OpenId:
    """This service as that provider's client."""
    redirect = more.pop("redirect", REDIRECT)
    within_s, tick = more.pop("within_s", 2.0), more.pop("tick", time.monotonic)
    return OpenId(Client(issuer, CLIENT, SECRET, redirect, **more), within_s=within_s, tick=tick)


@contextmanager
def real_provider() -> Iterator[str]:
    """The issuer of `oidc-provider-mock`, served over HTTP by a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    claims = json.dumps({"sub": "ada", "email": "Ada@Studio.Example", "email_verified": True})
    command = [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        "-p",
        str(port),
        "-n",
        "true",
        "--user-claims",
        claims,
    ]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(issuer, running)
        yield issuer
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(issuer: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and running.poll() is None:
        try:
            httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
        except httpx.HTTPError:
            threading.Event().wait(0.05)
        else:
            return
    raise AssertionError("the provider did not begin")


def signed_in_there(address: str, subject: str = "ada") -> dict[str, str]:
    """What the real provider sends a browser back with, where its user signs in as that subject."""
    answer = httpx.post(address, data={"sub": subject})
    assert answer.status_code == 302, answer.text
    place = answer.headers["location"]
    assert place.startswith(REDIRECT + "?"), place
    return asked_in(place)


def asked_in(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@dataclass
class Liar:
    """A provider that follows the protocol but for what `lie`, `header`, `signed_with` and `says` change."""

    issuer: str = ""
    moment: datetime = datetime(2026, 3, 2, 15, tzinfo=UTC)
    key: RSAKey = field(default_factory=cache(lambda: RSAKey.generate_key(2048, {"kid": "one"})))
    metadata: dict[str, Any] = field(default_factory=dict)
    lie: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    signed_with: Any = None
    bare: str | None = None
    """The ID token itself, instead of a signed one."""
    says: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """Whole answers by path."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    silent: threading.Event | None = None
    """While it is not set, nothing is answered."""

    def signed_in(self, address: str) -> dict[str, str]:
        """As `signed_in_there`, without a form to fill in."""
        asked = asked_in(address)
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"state": asked["state"], "code": code}

    def answer(self, path: str, sent: dict[str, str], who: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        if self.silent is not None:
            self.silent.wait(20)
        if path in self.says:
            return self.says[path]
        if path == "/.well-known/openid-configuration":
            return 200, {}, json.dumps(self._metadata()).encode()
        if path == "/jwks":
            return 200, {}, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
        return self._token(sent, who)

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            # What it claims to sign with decides nothing here.
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        } | self.metadata

    def _token(self, sent: dict[str, str], who: str) -> tuple[int, dict[str, str], bytes]:
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        ours = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            asked is None
            or (asked["code_challenge"], asked["code_challenge_method"]) != (challenge, "S256")
            or (sent["redirect_uri"], asked["redirect_uri"], who) != (REDIRECT, REDIRECT, ours)
        ):
            return 400, {}, b'{"error": "invalid_grant"}'
        told = {"access_token": "x", "token_type": "Bearer", "id_token": self.bare or self._id_token(asked)}
        return 200, {}, json.dumps(told).encode()

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(self.moment.timestamp())
        claims = {
            "iss": self.issuer,
            "sub": "ada",
            "aud": CLIENT,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
        } | self.lie
        said = {name: value for name, value in claims.items() if value is not None}
        key = self.signed_with or self.key
        header = {"alg": self.algorithm, "kid": "one"}
        return jwt.encode(header, said, key, algorithms=[self.algorithm])


def shared_key() -> OctKey:
    """What signs for whoever takes the client's secret for a key."""
    return OctKey.import_key(SECRET.encode() * 4)


@contextmanager
def lying_provider() -> Iterator[Liar]:
    """The liar, served over HTTP on a free port."""
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, sent: dict[str, str]) -> None:
            found = liar.answer(urlsplit(self.path).path, sent, self.headers.get("Authorization", ""))
            status, headers, body = found
            try:
                self.send_response(status)
                for name, value in ({"Content-Type": "application/json"} | headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                return  # whoever asked has gone

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    liar.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield liar
    finally:
        if liar.silent is not None:
            liar.silent.set()
        server.shutdown()
        thread.join()
        server.server_close()
