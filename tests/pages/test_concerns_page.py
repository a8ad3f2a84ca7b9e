"""Concerns, requests and what a regulator is owed, at a desk: who hears the words, who answers, what is written down."""

from __future__ import annotations

from typing import Any

from tests.pages.conftest import NewDesk, Ranch
from tests.pages.happened import NOW


def test_words_are_for_whoever_may_hear_them_and_answers_for_all(new_desk: NewDesk, ranch: Ranch) -> None:
    told: dict[str, Any] = {"category": "firearms", "channel": "app", "about": "dario"}
    ranch.company.record("ada", "concern", told | {"detail": "The gate of the range stood open."}, NOW)
    desk = new_desk("esther")
    desk.open("concerns")
    assert "The gate of the range stood open." in desk.text()
    card = desk.page.locator("article", has_text="The gate of the range")
    card.locator("[data-action=investigate]").click()
    desk.page.fill("#detail", "Who had the key, and when?")
    desk.page.click("#answer button:not(.plain)")
    desk.page.locator("article", has_text="Who had the key").wait_for()
    about = new_desk("dario")
    about.open("concerns")
    assert "The gate of the range" not in about.text() and "Who had the key, and when?" in about.text()


def test_a_request_shows_who_refused_it(new_desk: NewDesk, ranch: Ranch) -> None:
    asked = {"topic": "time", "about": "one more hour with colt-1", "addressed_to": "dario"}
    request = ranch.company.record("ada", "request", asked, NOW)
    refused = {"to": request, "action": "deny", "detail": "The light goes."}
    ranch.company.record("dario", "response", refused, NOW)
    desk = new_desk("esther")
    desk.open("concerns")
    assert "Refused by dario." in desk.page.locator("article", has_text="one more hour").inner_text()


def test_a_receiver_is_named_and_the_call_sheet_has_its_code(new_desk: NewDesk) -> None:
    desk = new_desk("esther")
    desk.open("concerns")
    assert desk.page.evaluate("document.querySelector('img.code').naturalWidth") > 0
    assert "stands in" in desk.page.locator("#receivers").inner_text()
    desk.page.fill("#receiver-person", "ben")
    desk.page.click("#receiver button")
    desk.page.wait_for_selector("html[data-ready] [data-end=ben]")
    desk.page.locator("#receivers [data-end=ben]").click()
    desk.page.locator("#receivers", has_text="stands in").wait_for()


def test_a_notice_is_written_down_with_its_number(new_desk: NewDesk, ranch: Ranch) -> None:
    hurt = {"what": "injury", "injured": 1, "care": "hospital", "stop_work": True, "present": ["dario"]}
    ranch.company.record("ada", "incident", hurt | {"detail": "A fall from the cart."}, NOW)
    desk = new_desk("esther")
    desk.open("regulator")
    card = desk.page.locator("article", has_text="A fall from the cart.")
    assert "No notice yet." in card.inner_text() and "find it out before the call" in card.inner_text()
    card.locator("[data-incident]").click()
    desk.page.fill("#channel", "telephone, area office")
    desk.page.fill("#reference", "A-1174")
    desk.page.click("#notice button:not(.plain)")
    desk.page.locator("article", has_text="Number A-1174.").wait_for()
    assert "Notice given in time." in desk.text()
    desk.open("regulator?received_on=2026-11-20")
    assert "15 working days" in desk.text()
