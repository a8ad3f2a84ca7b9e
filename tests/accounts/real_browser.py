"""A real browser with a virtual authenticator, and a service on a port for it.

Needs the `playwright` package and a Chromium (CHROMIUM, else Debian's). Where there is none, what needs it is left
out and says so, except under CI, where that is a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import open_database
from app.services.caller import GOVERN, READ, WRITE, Caller
from app.services.container import Services
from app.signing.checkpoint_key import CheckpointKey
from app.web.factory import create_app
from tests.accounts.light import lightly
from tests.accounts.providers import openid
from tests.published import published

SHELL, WHOLE = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
CHROMIUM = os.environ.get("CHROMIUM") or (SHELL if Path(SHELL).exists() else WHOLE)
"""Debian's own: the same engine without windows where it is there, for it is lighter."""


def require_browser() -> None:
    has_driver = importlib.util.find_spec("playwright") is not None
    if has_driver and Path(CHROMIUM).exists():
        return
    lacking = f"No browser: install playwright and Chromium at {CHROMIUM}, or name one in CHROMIUM."
    if os.environ.get("CI"):
        pytest.fail(lacking)
    pytest.skip(lacking)


@dataclass
class Serving:
    """A service on a port of this machine, reached by its name: an authenticator takes no bare address."""

    services: Services
    origin: str

    def invite(self, person: str) -> str:
        until = datetime.now(UTC) + timedelta(days=1)
        office = Caller("p-admin", "desert", frozenset({READ, WRITE, GOVERN}), until)
        secret, _ = self.services.accounts.invites.invite(office, "desert", person)
        return f"{self.origin}/sign-in#invite={secret}"


@contextmanager
def served(tmp_path: Path, migrated_file: Path, issuer: str) -> Iterator[Serving]:
    require_browser()
    shutil.copy(migrated_file, tmp_path / "showclear.db")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        origin = f"http://localhost:{listening.getsockname()[1]}"
        key = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
        database = open_database(f"sqlite:///{tmp_path / 'showclear.db'}")
        provider = openid(issuer, redirect=f"{origin}/sign-in/studio")
        services = services_on(
            database, published(), key, ("us-base",), origin=origin, beside=lightly(provider)
        )
        services.people.create_production("desert", "p-admin", {"timezone": "UTC"})
        for role in ("armorer", "performer"):
            services.people.add_person("desert", f"p-{role}", [role], by="p-admin")
        config = uvicorn.Config(create_app(services), log_config=None, access_log=False)
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        yield Serving(services, origin)
        server.should_exit = True
        running.join()
        services.close()


@dataclass
class Tab:
    """A page of the browser, and its authenticator."""

    page: Any
    devtools: Any
    authenticator: str
    said: list[str]

    def open(self, url: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(url)
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def told(self, words: str) -> None:
        """Wait until the page says so."""
        self.page.locator("#told", has_text=words).wait_for()

    def verifies(self, *, user: bool) -> None:
        sent = {"authenticatorId": self.authenticator, "isUserVerified": user}
        self.devtools.send("WebAuthn.setUserVerified", sent)


@contextmanager
def opened_browser() -> Iterator[Any]:
    """A browser without pages; Debian's Chromium, which brings no driver of its own."""
    require_browser()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is one

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, headless=True)
        yield browser
        browser.close()


def new_tab(browser: Any) -> Tab:
    """A page in a browser of its own, with an authenticator that knows whom it belongs to."""
    page = browser.new_context().new_page()
    page.set_default_timeout(20_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return Tab(page, devtools, made["authenticatorId"], said)
