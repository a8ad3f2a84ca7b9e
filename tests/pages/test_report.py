"""Reports at a desk: every one opens in both languages, with pictures that load, their tables, and files to take away."""

from __future__ import annotations

import pytest

from app.domain.reports.making import REPORTS
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
    desk.page.wait_for_function("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
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
