"""Reports at a desk: every one opens in both languages, with pictures that load, their tables, and files to take away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.reports.making import REPORTS
from tests.attachments.files import PICTURE, PICTURE_DIGEST
from tests.onset.company import PRODUCTION
from tests.pages.conftest import NewDesk


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_report_opens(locale: str, new_desk: NewDesk) -> None:
    desk = new_desk(locale=locale)
    for name in REPORTS:
        answer = desk.open(f"report?name={name}&span=all")
        assert answer.status == 200, name
        assert desk.page.locator("nav a[aria-current=page]").count() >= 1
        root = desk.page.locator("dd.exact").first.inner_text()
        assert len(root) == 64


def test_the_pictures_load_and_have_their_numbers_behind_them(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.open("report?name=violations&span=all")
    desk.page.evaluate("Promise.all([...document.images].map((one) => one.decode()))")
    pictures = desk.page.locator("figure img")
    assert pictures.count() >= 2
    assert all(pictures.nth(n).get_attribute("alt") for n in range(pictures.count()))
    assert desk.page.locator("details table").count() == pictures.count()


def test_a_report_is_taken_away(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.open("report?name=daily&span=all")
    with desk.page.expect_download() as taken:
        desk.page.click("text=CSV")
    assert taken.value.suggested_filename.startswith("daily-")


def test_a_photo_stands_small_beside_its_position_and_who_was_told_below(new_desk: NewDesk) -> None:
    desk = new_desk()
    company = desk.ranch.company
    company.services.attachments.append(
        company.caller("ada"), PRODUCTION, PICTURE_DIGEST, 0, len(PICTURE), PICTURE
    )
    body = {"what": "near_miss", "firearm": "colt-1", "injured": 0, "stop_work": False, "present": []}
    company.record("ada", "incident", body, timedelta(), attachments=[PICTURE_DIGEST, "ab" * 32])
    desk.open("report?name=incident&span=all")
    desk.page.evaluate("Promise.all([...document.images].map((one) => one.decode()))")
    assert desk.page.locator("a.small img").first.get_attribute("alt").startswith("Photograph of the record")
    assert "ab" * 32 in desk.text()
    assert "Beside the ledger: who was told, and when" in desk.text()
    assert "showclear verify EXPORT --report FILE" in desk.text()
    assert desk.page.locator("main a[href='/verify']").count() >= 1


def test_the_ledger_gives_the_receipt_of_each_record(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.open("ledger")
    assert desk.page.locator("main a[href='/verify']").count() >= 1
    with desk.page.expect_download() as taken:
        desk.page.locator("main td a[href$='/receipt']").first.click()
    assert taken.value.path().read_text(encoding="utf-8").startswith("c2sp.org/tlog-proof@v1")
