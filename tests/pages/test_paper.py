"""What is printed: the checklists of the day with their versions, and tags that a camera opens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from app.services.caller import READ, WRITE, Caller
from app.services.histories import CONSENT
from app.services.outcome import Accepted
from app.web.codes import qr_code
from tests.onset.company import PRODUCTION, moment
from tests.pages.conftest import NewDesk, Ranch
from tests.pages.happened import OTHER


def test_sheets_say_which_version_they_are(new_desk: NewDesk, tmp_path: Path) -> None:
    desk = new_desk()
    desk.open("print/checklists")
    sheets = desk.page.locator("section.sheet")
    told = desk.ranch.company.services.day_packs.for_paper(PRODUCTION, "main")[0]["protocols"]
    assert sheets.count() == len(told) > 5
    assert told[0]["digest"] in sheets.first.inner_text()
    assert f"{told[0]['id']}@{told[0]['version']}" in sheets.first.inner_text()
    desk.page.emulate_media(media="print")
    assert not desk.page.locator("header.desk").is_visible()
    printed = tmp_path / "sheets.pdf"
    desk.page.pdf(path=printed, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) >= len(told)  # one to a page at least


def test_one_alone_in_spanish_and_none_that_is_not_there(new_desk: NewDesk) -> None:
    desk = new_desk(locale="es")
    desk.open("print/checklists?protocol=round-inspection")
    assert desk.page.locator("section.sheet").count() == 1
    assert "Pasado por" in desk.text()
    desk.open("print/checklists?protocol=none")
    assert "No hay tal lista." in desk.text()


def test_each_tag_opens_its_own_page(new_desk: NewDesk) -> None:
    desk = new_desk(viewport={"width": 320, "height": 700})
    desk.open("print/tags")
    services = desk.ranch.company.services
    ids = [one["id"] for one in services.reading.firearms(desk.ranch.company.caller("esther"), PRODUCTION)]
    shown = desk.page.locator("li.tag b").all_inner_texts()
    assert ids and set(ids) <= set(shown)
    drawn = desk.page.locator("li.tag", has=desk.page.locator(f"b:text-is('{ids[0]}')")).locator("svg")
    address = f"{services.accounts.origin}/p/{PRODUCTION}/firearms/{ids[0]}"
    assert drawn.locator("path").last.get_attribute("d") in qr_code(address)
    box = drawn.bounding_box()
    assert box["width"] == box["height"] > 150  # 4 cm: seen from a step away
    assert drawn.locator("path").last.bounding_box()["width"] > 120
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    said = " ".join(desk.page.locator("h1, h1 + p, .tags").all_inner_texts()).lower()
    assert "opens what is recorded" in said and "clear" not in said and "safe" not in said


COLT: dict[str, Any] = {
    "firearm": "colt-9",
    "class": "real",
    "calibre": ".45 Colt",
    "chambers": 6,
    "can_fire_live": True,
}
COLT |= {"owner": "rental", "supplier": "Canyon", "serial": "C-1873"}


def test_a_history_goes_from_one_production_to_the_next(new_desk: NewDesk, ranch: Ranch) -> None:
    there = ranch.company
    intake = there.record("ada", "firearm_intake", COLT, timedelta())
    seen = {"firearm": "colt-9", "chambers": 6, "chambers_seen": 6, "removed": True, "rounds": []}
    there.record("ada", "round_inspection", seen | {"witnesses": ["ben"], "barrel_clear": True}, timedelta())
    squib = {"what": "squib", "firearm": "colt-9", "injured": 0, "stop_work": True, "present": []}
    there.record("ada", "incident", squib, timedelta())
    desk = new_desk()
    desk.open("histories/firearm:colt-9")
    assert "no record says that its owner agrees" in desk.text() and CONSENT in desk.text()
    agreed = {"about": intake, "stance": "confirms", "claim": CONSENT}
    there.record("ada", "statement", agreed, timedelta(), attachments=["ab" * 32])
    desk.open("histories/firearm:colt-9")
    box = desk.page.locator(".code svg").bounding_box()
    assert box["width"] == box["height"] > 400  # a code of 1,400 bytes has to be larger than a tag's
    with desk.page.expect_download() as taken:
        desk.page.get_by_role("link", name="Take the file").click()
    at_other(there)
    desk.page.goto(ranch.at("histories/firearm:prop", OTHER))
    desk.page.locator("#file").set_input_files(taken.value.path())
    desk.page.get_by_role("button", name="Check and keep").click()
    desk.page.get_by_text(f"Brought along, signed by {PRODUCTION}").wait_for()
    told = desk.text()
    assert "Not judged here" in told and "squib" in told and "bore looked through: nothing in it" in told
    desk.page.locator("#text").fill(taken.value.path().read_text().replace('"faults":1', '"faults":0'))
    desk.page.get_by_role("button", name="Check and keep").click()
    desk.page.get_by_text("The history does not hold").wait_for()
    assert desk.page.locator("article").count() == 1


def at_other(there: Any) -> None:
    """The same firearm, taken in at the second production under another id."""
    record = {
        "id": str(uuid4()),
        "kind": "firearm_intake",
        "production": OTHER,
        "occurred_at": moment(datetime.now(UTC)),
        "by": "props",
        "body": COLT | {"firearm": "prop", "serial": "c 1873"},
    }
    caller = Caller("props", OTHER, frozenset({READ, WRITE}))
    assert isinstance(there.services.records.submit_value(caller, OTHER, record), Accepted)
