"""Every screen on set: no fault that axe-core knows, nothing cut off at 320 px, Spanish throughout, keys alone suffice.

With SCREENS set to a directory each screen is kept there as a picture (`make screens`).
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from tests.onset.company import HELP, PIN, Company
from tests.onset.conftest import NewPhone
from tests.onset.phone import Phone, phone_of

SCREENS = {
    "today": "today",
    "firearm": "firearms/colt-1",
    "inspection": "checklist?kind=round_inspection&firearm=colt-1",
    "handover": "checklist?kind=handover&firearm=colt-1",
    "opening": "checklist?kind=day_opened",
    "sweep": "checklist?kind=ammunition_sweep",
    "reset": "reset?firearm=colt-2",
    "rack": "rack",
    "meeting": "meeting",
    "stop": "stop",
    "outbox": "outbox",
}
SIZES = {"small": {"width": 320, "height": 640}, "tablet": {"width": 820, "height": 1180}}
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"


@pytest.fixture(scope="module")
def morning(ranch: Company) -> Company:
    """A morning with a hold on nothing, one revolver out, and a late performer."""
    scene = {"scene": "42", "firearms": ["colt-1", "r-1"], "performers": ["lou", "mae"]}
    body = {"call_time": "06:00", "scenes": [scene], "bulletins_attached": True}
    now = timedelta()
    ranch.record("dario", "day_opened", body, now, protocol="day-open-and-wrap@1.1.0", answers=HELP)
    ranch.record("ada", "ammunition_sweep", {"areas": ["truck"], "containers": ["dummies"], "found": []}, now)
    there = {"attendees": ["ada", "ben", "dario", "lou"], "walk_through": True, "dry_run": False}
    topics = ["action", "deviations", "abort", "emergency", "chain_of_command"]
    meeting = {"scope": "day", "place": "church", "minutes": 10, "topics": topics} | there
    ranch.record("dario", "safety_meeting", meeting, now)
    seen = {"chambers": 6, "chambers_seen": 6, "removed": True, "rounds": [], "barrel_clear": True}
    given = {"from": "ada", "to": "lou", "purpose": "take", "declared": "empty", "place": "church"}
    for firearm in ("colt-1", "colt-2"):
        ranch.record("ada", "round_inspection", seen | {"firearm": firearm, "witnesses": ["dario"]}, now)
    ranch.record("ada", "handover", given | {"firearm": "colt-2", "declared_by": "ada"}, now)
    ranch.record(
        "ben", "request", {"topic": "staffing", "about": "A second handler.", "addressed_to": "dario"}, now
    )
    return ranch


@pytest.fixture(scope="module")
def phone(chromium: Any, morning: Company) -> Iterator[Phone]:
    made = phone_of(chromium, morning, "ada")
    made.open()
    yield made
    assert made.said == []
    made.context.close()


def picture(phone: Phone, name: str) -> None:
    if place := os.environ.get("SCREENS"):
        Path(place).mkdir(parents=True, exist_ok=True)
        drawn = Image.open(io.BytesIO(phone.page.screenshot(full_page=True)))
        drawn.convert("RGB").quantize(48).save(Path(place) / f"{name}.png", optimize=True)


@pytest.mark.parametrize("name", SCREENS)
def test_each_screen_has_no_fault_that_axe_knows(phone: Phone, name: str) -> None:
    phone.open(SCREENS[name])
    phone.page.wait_for_timeout(150)
    found = Axe().run(phone.page)
    picture(phone, name)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("light", ["sun", "night"])
def test_colours_do_in_the_sun_and_at_night(phone: Phone, light: str) -> None:
    for name in ("today", "stop"):
        phone.open(SCREENS[name])
        phone.page.evaluate(f"document.documentElement.dataset.light = '{light}'")
        found = Axe().run(phone.page, options={"runOnly": ["color-contrast"]})
        picture(phone, f"{name}-{light}")
        assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off(phone: Phone, size: str) -> None:
    phone.page.set_viewport_size(SIZES[size])
    for name, rest in SCREENS.items():
        phone.open(rest)
        if name == "rack":
            phone.pick("direction", "Out")
        phone.page.wait_for_timeout(50)
        wide, there = phone.page.evaluate(WIDTHS)
        assert wide <= there, name
        if name in ("today", "inspection") or (name, size) == ("rack", "small"):
            picture(phone, f"{name}-{size}")
    phone.page.set_viewport_size({"width": 390, "height": 844})


def test_targets_are_large_enough_for_a_thumb(phone: Phone) -> None:
    script = """(what) => [...document.querySelectorAll(what)]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
        .map((one) => one.outerHTML.slice(0, 90))"""
    typed = "input:not([type=checkbox]):not([type=radio])"
    what = f"button, .button, .chips label, {typed}, select, summary"
    for name in ("today", "inspection", "stop", "rack"):
        phone.open(SCREENS[name])
        assert phone.page.evaluate(script, what) == [], name


def test_it_speaks_spanish(morning: Company, new_phone: NewPhone) -> None:
    phone = new_phone("ada", locale="es-MX")
    for name, rest in SCREENS.items():
        phone.open(rest)
        phone.page.wait_for_timeout(50)
        told = phone.page.inner_text("body")
        assert phone.page.get_attribute("html", "lang") == "es"
        for english in ("Hand over", "NO HOLD", "Ready to sign", "Connected", "Which", "Who ", "Yes"):
            assert english not in told, (name, english)
        if name in ("today", "inspection"):
            picture(phone, f"{name}-es")
    assert "SIN ESPERA" in phone.page.inner_text("#banner")


def test_keys_alone_suffice_for_a_handover(morning: Company, new_phone: NewPhone) -> None:
    morning.session("lou")
    phone = new_phone("ada")
    phone.open("checklist?kind=handover&firearm=colt-1")
    page, keys = phone.page, phone.page.keyboard
    answers = {"taker": 0, "purpose": 2, "opened-and-shown": 0, "look-offered": 0, "status": 2}
    for item, place in answers.items():
        page.locator(f'[data-item="{item}"] input').nth(place).focus()
        keys.press("Space")
    page.locator('[data-item="place"] input').focus()
    keys.type("church")
    for _ in range(40):
        keys.press("Tab")
        if page.evaluate("document.activeElement.id") == "ready":
            break
    keys.press("Enter")
    page.wait_for_selector(".pin")
    assert page.evaluate("document.activeElement.className") == "pin"
    keys.type(PIN)
    phone.passed_on()
    phone.signs_later()
    phone.told("Handover")
    phone.send()
    assert morning.records("handover")[-1]["body"]["firearm"] == "colt-1"
