"""What is printed: the checklists of the day with their versions, and tags that a camera opens."""

from __future__ import annotations

import re
from pathlib import Path

from app.web.codes import qr_code
from tests.onset.company import PRODUCTION
from tests.pages.conftest import NewDesk


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
