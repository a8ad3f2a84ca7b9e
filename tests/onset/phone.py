"""A phone in somebody's hand: it taps, types and loses the signal; taps and time are counted and printed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.onset.company import PIN, PRODUCTION, Company

SCREEN = {"width": 390, "height": 844}
WAITS_S = 30
PER_TAP_S = 0.7
"""What a practised thumb takes for one tap that it knows; reading aloud and looking come on top."""
TIMES: list[tuple[str, int, float, float]] = []
"""What was done, in how many taps, as seconds of taps, and as seconds of this machine."""


ROOM_BYTES = 1_000_000
_FILL = """async () => {
    const database = await new Promise((settle) => {
        const asked = indexedDB.open("showclear", 1);
        asked.onsuccess = () => settle(asked.result);
    });
    let number = 0;
    const put = (size) => new Promise((settle) => {
        const filling = database.transaction("kept", "readwrite");
        const store = filling.objectStore("kept");
        store.put(crypto.getRandomValues(new Uint8Array(size)), `ballast/${number += 1}`);
        filling.oncomplete = () => settle(true);
        filling.onabort = () => settle(false);
    });
    for (const size of [60_000, 10_000, 1_000, 100, 10_000, 1_000, 100, 100, 100]) while (await put(size));
    database.close();
}"""
_EMPTY = """() => new Promise((settle) => {
    const asked = indexedDB.open("showclear", 1);
    asked.onsuccess = () => {
        const emptying = asked.result.transaction("kept", "readwrite");
        emptying.objectStore("kept").delete(IDBKeyRange.bound("ballast/", "ballast0"));
        emptying.oncomplete = () => { asked.result.close(); settle(); };
    };
})"""


@dataclass
class Phone:
    """One browser with one page, signed in as one person."""

    company: Company
    context: Any
    page: Any
    person: str
    taps: int = 0
    said: list[str] = field(default_factory=list)

    def open(self, rest: str = "today") -> None:
        """An address typed or scanned: a cold start of the page."""
        self.page.goto(f"{self.company.origin}/p/{PRODUCTION}/{rest}")
        self.ready(rest.partition("?")[0].partition("/")[0])

    def ready(self, screen: str) -> None:
        self.page.wait_for_selector(f'html[data-ready="{screen}"]', state="attached")

    def installed(self) -> None:
        """Everything that the screens are made of is on the phone."""
        self.page.wait_for_selector("html[data-installed]", state="attached")

    def synced(self) -> None:
        """The service was heard, and nothing waits."""
        self.page.locator("#sync").click()
        self.page.locator("#state", has_text="nothing waiting").wait_for()

    def send(self) -> None:
        """Everything goes now, the ten seconds too."""
        self.open("outbox")
        self.page.click("#send-now")
        self.page.locator("h1", has_text="0 waiting").wait_for()

    def tap(self, selector: str, text: str | None = None) -> None:
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        found.first.click()
        self.taps += 1

    def pick(self, item: str, label: str) -> None:
        """The chip of that item of the checklist, by the words on it."""
        chips = self.page.locator(f'[data-item="{item}"] label')
        chips.get_by_text(label, exact=True).first.click()
        self.taps += 1

    def write(self, item: str, text: str) -> None:
        self.page.locator(f'[data-item="{item}"]').locator("input, textarea").first.fill(text)
        self.taps += 2

    def pin(self) -> None:
        self.page.fill(".pin", PIN)
        self.taps += 6

    def ready_to_sign(self) -> None:
        """The form is whole: the words to sign are shown."""
        self.tap("#ready")
        self.page.locator(".pin").or_(self.page.locator("#told:not(:empty)")).first.wait_for()
        assert self.page.locator(".pin").count(), self.page.locator("#told").text_content()

    def passed_on(self) -> None:
        """The next signer has the phone."""
        self.page.wait_for_selector("[data-passing] .pin")

    def signs_later(self) -> None:
        """The next signer will sign on a phone of their own; the screen has gone on when this returns."""
        asked = self.page.wait_for_selector('[data-passing] button:has-text("Signs later")')
        asked.click()
        asked.wait_for_element_state("hidden")
        self.taps += 1

    def pick_signer(self, name: str) -> None:
        self.page.locator("[data-passing] label").get_by_text(name, exact=True).click()

    def told(self, words: str) -> None:
        self.page.locator("#told", has_text=words).wait_for()

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        before, began = self.taps, time.monotonic()
        yield
        taps = self.taps - before
        TIMES.append((what, taps, taps * PER_TAP_S, time.monotonic() - began))

    def queue(self) -> int:
        """How many records wait on it."""
        script = """() => new Promise((settle) => {
            const asked = indexedDB.open("showclear", 1);
            asked.onsuccess = () => {
                const all = asked.result.transaction("outbox").objectStore("outbox").count();
                all.onsuccess = () => { asked.result.close(); settle(all.result); };
            };
        })"""
        return int(self.page.evaluate(script))

    def all_left(self) -> None:
        """All that waited has left, by itself."""
        ends_at = time.monotonic() + WAITS_S
        while self.queue():
            assert time.monotonic() < ends_at, f"{self.queue()} still wait"
            self.page.wait_for_timeout(50)

    def until(self, expression: str) -> None:
        """That is true on the page; the browser's own way to wait evaluates text, which the pages' policy forbids."""
        ends_at = time.monotonic() + WAITS_S
        while not self.page.evaluate(expression):
            assert time.monotonic() < ends_at, expression
            self.page.wait_for_timeout(50)

    def little_room(self) -> None:
        """From now on the browser keeps no more than a megabyte; to be said before anything is opened."""
        room = {"origin": self.company.origin, "quotaSize": ROOM_BYTES}
        self.context.new_cdp_session(self.page).send("Storage.overrideQuotaForOrigin", room)

    def filled_up(self) -> None:
        """What little room there was is taken, by somebody's holiday."""
        self.page.evaluate(_FILL)

    def emptied(self) -> None:
        self.page.evaluate(_EMPTY)

    def without_signal(self) -> None:
        self.context.set_offline(True)

    def with_signal(self) -> None:
        self.context.set_offline(False)


def phone_of(browser: Any, company: Company, person: str, **options: Any) -> Phone:
    """A phone of that person, who joined with a password and has a PIN."""
    context = browser.new_context(**({"viewport": SCREEN, "has_touch": True} | options))
    cookie = {"name": "showclear-session", "value": company.session(person), "url": company.origin}
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(30_000)
    phone = Phone(company, context, page, person)
    page.on("pageerror", lambda error: phone.said.append(str(error)))
    return phone
