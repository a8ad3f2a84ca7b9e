"""A browser as the service sees it: it keeps cookies, names its origin, and sends the page's token."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from app.services.accounts.rows import AuditRow
from tests.accounts.phone import ORIGIN, Phone
from tests.web.desert import Site

PASSWORD = "colt peacemaker, six chambers"


@dataclass
class Browser:
    """One browser of somebody."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    page_token: str | None = None
    origin: str | None = ORIGIN
    set_cookies: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, json: object = None, **headers: str) -> httpx.Response:
        sent = {"User-Agent": "a browser"} | headers
        if self.origin is not None and method != "GET":
            sent.setdefault("Origin", self.origin)
        if self.page_token is not None:
            sent.setdefault("X-Showclear-Page", self.page_token)
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        content = None if json is None else orjson.dumps(json)
        answer = self.site.ask(method, path, content=content, headers=sent)
        self._keep(answer)
        return answer

    def post(self, path: str, json: object = None, **headers: str) -> httpx.Response:
        return self.ask("POST", f"/api/v1{path}", json, **headers)

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", f"/api/v1{path}")

    def took(self, path: str, json: object = None) -> dict[str, Any]:
        """The answer to a write that has to be taken."""
        answer = self.post(path, json)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refused(self, path: str, json: object = None, **headers: str) -> str:
        """The code a write is refused with."""
        answer = self.post(path, json, **headers)
        assert answer.status_code >= 400, answer.text
        return str(answer.json()["code"])

    def sign_in(self, person: str, password: str = PASSWORD, production: str = "desert") -> httpx.Response:
        who = {"production": production, "person": person, "password": password}
        return self.post("/sessions/password", who)

    def with_passkey(self, phone: Phone) -> httpx.Response:
        options = self.took("/sessions/passkey/begin")
        return self.post("/sessions/passkey/finish", {"credential": phone.get(options)})

    def _keep(self, answer: httpx.Response) -> None:
        self.set_cookies = answer.headers.get_list("set-cookie")
        for line in self.set_cookies:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        kind = answer.headers.get("content-type", "")
        if answer.is_success and kind == "application/json" and "page_token" in answer.json():
            self.page_token = answer.json()["page_token"]


@dataclass
class Office:
    """A production's office and whom it lets in."""

    site: Site

    def browser(self) -> Browser:
        return Browser(self.site)

    def invite(self, person: str, **more: Any) -> str:
        """The secret of a new invitation, made by a program of the office."""
        answer = self.site.ask("POST", "invites", by="p-admin", json={"person": person, **more})
        assert answer.status_code == 201, answer.text
        link = str(answer.json()["link"])
        assert link.startswith(f"{ORIGIN}/sign-in#invite=")
        return link.partition("#invite=")[2]

    def joined(self, person: str) -> Browser:
        """Somebody's browser, in with a password."""
        browser = self.browser()
        browser.took("/invites/accept", {"invite": self.invite(person), "password": PASSWORD})
        return browser

    def joined_with(self, person: str, phone: Phone) -> Browser:
        """Somebody's browser, in with a passkey."""
        browser, invite = self.browser(), self.invite(person)
        credential = phone.create(browser.took("/invites/passkey/begin", {"invite": invite}))
        browser.took("/invites/passkey/finish", {"invite": invite, "credential": credential})
        return browser

    def audited(self) -> list[AuditRow]:
        return list(self.site.services.accounts.audit.newest())

    def refusals(self, deed: str) -> list[str | None]:
        """The codes that deed was refused with, the newest first."""
        return [row.refused for row in self.audited() if row.deed == deed and row.refused]
