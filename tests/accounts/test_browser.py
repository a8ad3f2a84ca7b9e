"""A real browser with a virtual authenticator: come in by invitation, sign out, sign in again; with nobody verified, not.

Needs the `playwright` package and a Chromium (CHROMIUM, else /usr/bin/chromium). Where there is none this is left out and
says so, except under CI, where that is a failure.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import open_database
from app.protocols.catalogue import Catalogue
from app.services.caller import GOVERN, READ, WRITE, Caller
from app.services.container import Services
from app.signing.checkpoint_key import CheckpointKey
from app.web.factory import create_app
from tests.accounts.providers import openid, real_provider

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


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


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A studio's provider at another site than the service: to a browser, an address is none of `localhost`."""
    require_browser()
    with real_provider() as issuer:
        yield issuer


@pytest.fixture
def serving(tmp_path: Path, migrated_file: Path, issuer: str) -> Iterator[Serving]:
    shutil.copy(migrated_file, tmp_path / "showclear.db")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        origin = f"http://localhost:{listening.getsockname()[1]}"
        key = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
        database = open_database(f"sqlite:///{tmp_path / 'showclear.db'}")
        provider = openid(issuer, redirect=f"{origin}/sign-in/studio")
        services = services_on(database, Catalogue(None), key, ("us-base",), origin=origin, provider=provider)
        services.people.create_production("desert", "p-admin", {"timezone": "UTC"})
        services.people.add_person("desert", "p-armorer", ["armorer"], by="p-admin")
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


@pytest.fixture
def tab(serving: Serving) -> Iterator[Tab]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is one

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, headless=True)
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
        yield Tab(page, devtools, made["authenticatorId"], said)
        browser.close()


def test_come_in_sign_out_and_sign_in_again(serving: Serving, tab: Tab) -> None:
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    assert page.text_content("#invite-person") == "p-armorer"
    page.click("#join-passkey")
    page.wait_for_selector("#in:not([hidden])")
    assert (page.text_content("#who"), page.text_content("#where")) == ("p-armorer", "desert")
    assert page.locator("#code-list li").count() == 10
    assert "invite" not in page.url, "what was used up is not left in the address"
    assert page.evaluate("document.cookie") == "", "no script reads the session"

    page.fill("#pin", "294617")
    page.click("#set-pin button")
    tab.told("The PIN is set.")
    assert serving.services.accounts.pins.of("desert").check("p-armorer", "294617", "here")

    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    page.click("#with-passkey")
    page.wait_for_selector("#in:not([hidden])")
    (passkey,) = devices_of(serving)["passkeys"]
    assert passkey["used_at"] is not None
    assert not [line for line in tab.said if "Content Security Policy" in line or "TypeError" in line]


def devices_of(serving: Serving) -> dict[str, Any]:
    member = serving.services.accounts.own
    rows = serving.services.accounts.audit.newest()
    (account,) = {row.account for row in rows if row.deed == "session.begin"}
    return member.devices(Caller("p-armorer", "desert", account=account))


def test_without_the_user_verified_nobody_comes_in(serving: Serving, tab: Tab) -> None:
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    page.click("#join-passkey")
    page.wait_for_selector("#in:not([hidden])")
    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    tab.verifies(user=False)
    page.click("#with-passkey")
    tab.told("The passkey was not used.")
    assert page.is_hidden("#in")


def test_a_password_instead(serving: Serving, tab: Tab) -> None:
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    page.click("#joining summary")
    page.fill("#new-password", "colt peacemaker, six")
    page.click("#join-password button")
    page.wait_for_selector("#in:not([hidden])")
    page.click("#sign-out")
    page.click("#coming summary")
    page.fill("#production", "desert")
    page.fill("#person", "p-armorer")
    page.fill("#secret", "quite another one")
    page.click("button[value=password]")
    tab.told("do not fit together")
    page.fill("#secret", "colt peacemaker, six")
    page.click("button[value=password]")
    page.wait_for_selector("#in:not([hidden])")
    page.click("#add-passkey")
    tab.told("The passkey is registered.")


def test_come_in_through_the_studios_own_sign_in(serving: Serving, tab: Tab) -> None:
    """Over another site and back: every cookie of ours is strict, so none travels, and the page finishes from here."""
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    page.click("#join-studio")
    at_the_studio(tab)
    assert (page.text_content("#who"), page.text_content("#where")) == ("p-armorer", "desert")
    assert page.locator("#code-list li").count() == 10
    assert page.url == f"{serving.origin}/sign-in", "neither code nor state is left in the address"
    assert {cookie["sameSite"] for cookie in page.context.cookies(serving.origin)} == {"Strict"}

    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    page.click("#with-studio")
    at_the_studio(tab)
    assert [one["method"] for one in devices_of(serving)["sessions"]] == ["oidc"]

    page.goto(f"{serving.origin}/sign-in/studio?code=stolen&state=invented")
    tab.told("begin again")
    assert page.locator("#in").is_visible(), "what was made up elsewhere changes nothing here"
    assert not [line for line in tab.said if "Content Security Policy" in line or "TypeError" in line]


def at_the_studio(tab: Tab) -> None:
    """Its user signs in there."""
    tab.page.wait_for_url("http://127.0.0.1:*/**")
    tab.page.get_by_role("button", name="ada").click()
    tab.page.wait_for_selector("#in:not([hidden])")
