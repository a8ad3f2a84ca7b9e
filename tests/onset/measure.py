"""What a phone waits for at 4x slower CPU on slow 3G: first load, first paint, one tap. `make measure` prints it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from app.db.database import open_database
from tests.accounts.real_browser import opened_browser
from tests.onset.company import Company, company
from tests.onset.phone import Phone, phone_of

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINTED = """() => new Promise((settle) => new PerformanceObserver((list) => settle(list.getEntries()[0].startTime))
    .observe({ type: "paint", buffered: true }))"""
SHOWN = """() => performance.now()"""
WEIGHT = "() => performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"


def slowly(phone: Phone) -> Any:
    devtools = phone.context.new_cdp_session(phone.page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return devtools


def told(told_of: str, phone: Phone) -> str:
    painted, shown = phone.page.evaluate(PAINTED), phone.page.evaluate(SHOWN)
    weight = phone.page.evaluate(WEIGHT) / 1000
    return (
        f"{told_of}: first paint {painted / 1000:.1f} s, screen there {shown / 1000:.1f} s, {weight:.0f} kB"
    )


def tapped(phone: Phone) -> float:
    """From a tap on Stop to its screen, in milliseconds."""
    began = phone.page.evaluate(SHOWN)
    phone.page.locator(".bar .stop").click()
    phone.ready("stop")
    return float(phone.page.evaluate(SHOWN)) - float(began)


def measure(ranch: Company, browser: Any, out: Any) -> None:
    phone = phone_of(browser, ranch, "ada")
    phone.page.set_default_timeout(120_000)
    slowly(phone)
    phone.open()
    print(told("first load, nothing on the phone", phone), file=out)
    phone.installed()
    phone.open()
    print(told("again, from the phone", phone), file=out)
    print(f"a tap on Stop to its screen: {tapped(phone):.0f} ms", file=out)
    phone.context.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        migrated = Path(place) / "template.db"
        open_database(f"sqlite:///{migrated}").close()
        at = Path(place) / "ranch"
        at.mkdir()
        with company(at, migrated) as ranch, opened_browser() as browser:
            measure(ranch, browser, sys.stdout)
