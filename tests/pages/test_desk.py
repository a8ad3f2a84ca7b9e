"""What each page at a desk does beyond being read: the queue is live and answered by keys, entries are proven, and so on."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest

from app.domain.ledger.archive import check, opened
from tests.onset.company import PASSWORD, PRODUCTION
from tests.pages.conftest import NewDesk, Ranch
from tests.pages.happened import left


def test_the_queue_tells_why_who_knew_and_who_answers(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.open("queue")
    told = desk.text()
    assert "Found by rule from these records; not a finding of fault or law." in told
    assert "Not met: colt-1 was issued and nobody had recorded a sweep" in told
    assert "Must answer: armorer, UPM" in told
    assert "Earlier records on this hazard: 1" in told
    assert told.index("Can cure it:") < told.index("Not met: colt-1")
    assert "HOLD" in told
    assert "canyon" in told
    assert "safe" not in told.lower().replace("safety", "")


@pytest.mark.parametrize(("person", "first"), [("esther", "queue"), ("rhea", "queue"), ("ada", "today")])
def test_who_works_at_a_desk_sees_first_what_is_not_met(
    new_desk: NewDesk, ranch: Ranch, person: str, first: str
) -> None:
    page = new_desk(person).page
    page.goto(f"{ranch.company.origin}/app")
    page.wait_for_url(ranch.at(first))
    page.wait_for_selector("h1")


def test_news_is_there_within_a_second_and_a_bit(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk()
    desk.open("queue")
    desk.page.wait_for_selector("html[data-live]", state="attached")
    before = desk.page.locator("ol.queue > li").count()
    began = time.monotonic()
    left(ranch.company, "colt-2")
    desk.page.locator("ol.queue > li").nth(before).wait_for()
    assert time.monotonic() - began < 3, "the service looks each second; this machine is slow"


def test_an_answer_by_keys_alone(new_desk: NewDesk, ranch: Ranch) -> None:
    desk, one = new_desk(), ranch.of("live.sweep_missing")
    desk.open(f"violations/{one['id']}")
    desk.page.wait_for_selector("html[data-ready]", state="attached")
    assert "Earlier records on this hazard" in desk.text()
    _tab_to(desk.page, "input[name=action]")
    desk.page.keyboard.press("ArrowRight")
    desk.page.keyboard.press("ArrowRight")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.type("The sweep was done and not written down.")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    desk.page.locator("#told", has_text="Recorded.").wait_for()
    desk.page.locator("#status", has_text="corrected").wait_for()
    desk.page.locator("#answers", has_text="not written down").wait_for()
    sent = ranch.company.records("response")[-1]
    assert (sent["by"], sent["body"]["to"], sent["body"]["action"]) == ("esther", one["id"], "correct")


def test_what_climbs_is_answered_where_it_says_who_was_told(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk()
    desk.page.goto(ranch.at("today"))
    line = desk.page.locator("#screen a", has_text="incident waits for an acknowledgement. Told: Esther Vale")
    assert line.get_attribute("href").startswith("/p/ranch/escalations#climb-")
    desk.open("queue")
    line = desk.page.locator("#news p.card", has_text="incident waits for an acknowledgement")
    assert "Told: esther" in line.inner_text()
    line.locator("a").click()
    desk.page.wait_for_selector("html[data-ready][data-live]", state="attached")
    card = desk.page.locator("article", has_text="incident waits for an acknowledgement")
    assert "Rung 1: esther" in card.inner_text()
    assert "07d559cf747ebc45" in card.inner_text()  # the pack as it was then
    card.locator("b", has_text=" min").wait_for()
    card.locator("button", has_text="Acknowledge").click()
    desk.page.keyboard.type("Seen. Work stands.")
    desk.page.locator("#answer button:not([type])").click()
    card.locator("a", has_text="Answered by esther").wait_for()
    assert "acknowledged" in card.inner_text()
    body = ranch.company.records("response")[-1]["body"]
    assert (body["action"], body["to"]) == ("acknowledge", ranch.company.records("incident")[0]["id"])


def test_duty_is_handed_over_and_loses_no_other_duty(new_desk: NewDesk, ranch: Ranch) -> None:
    other = {"person": "esther", "state": "on", "other_duties": ["first aid", "traffic"]}
    ranch.company.record("esther", "duty", other, timedelta())
    desk = new_desk()
    desk.open("escalations")
    desk.page.wait_for_selector("html[data-ready][data-live]", state="attached")
    assert "Nobody on a ladder has confirmed an address yet" in desk.text()
    desk.page.select_option("#duty-state", "away")
    desk.page.fill("#duty-covered", "dario")
    desk.page.click("#duty button")
    desk.page.locator("#told", has_text="Recorded").wait_for()
    sent = ranch.company.records("duty")[-1]["body"]
    assert sent == other | {"state": "away", "covered_by": "dario"}
    ranch.company.record("esther", "duty", other, timedelta())


def test_a_drill_is_begun_entered_marked_everywhere_and_ended(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk()
    desk.open("queue")
    assert desk.page.locator("#drill").count() == 0
    desk.page.locator("nav a", has_text="Drills").click()
    desk.page.wait_for_selector("html[data-ready]", state="attached")
    desk.page.locator("input[value=rust-morning]").check()
    desk.page.click("#begin button")
    desk.page.click("#enter")
    desk.page.wait_for_selector('html[data-ready="today"]', state="attached")
    drill = desk.page.url.split("/")[4]
    for rest in ("today", "queue", "print/checklists"):
        desk.page.goto(ranch.at(rest, drill))
        desk.page.locator("#drill", has_text="DRILL. Nothing here is real.").wait_for()
        desk.page.mouse.wheel(0, 2000)
        assert desk.page.locator("#drill").bounding_box()["y"] == 0, rest
    desk.page.goto(f"{ranch.company.origin}/concern/{drill}")
    assert desk.page.locator(".banner.drill").is_visible()
    desk.open("drills")
    desk.page.locator("summary").click()
    desk.page.locator("input[value=ada]").check()
    desk.page.click("#end button")
    desk.page.locator("ol li", has_text="Attended: ada").wait_for()
    assert ranch.company.records("training")[-1]["body"]["people"] == ["ada"]


def test_nothing_is_sent_without_words(new_desk: NewDesk, ranch: Ranch) -> None:
    desk, one = new_desk(), ranch.of("aim.no_consultation")
    before = len(ranch.company.records("response"))
    desk.open(f"violations/{one['id']}")
    desk.page.wait_for_selector("html[data-ready]", state="attached")
    desk.page.locator("input[value=contest]").check()
    desk.page.fill("#detail", "   ")
    desk.page.click("#answer button")
    desk.page.locator("#told", has_text="say it in words").wait_for()
    assert len(ranch.company.records("response")) == before


def test_an_inspector_reads_and_is_asked_for_nothing(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk("rhea")
    desk.open(f"violations/{ranch.violations[0]['id']}")
    assert desk.page.locator("#answer").count() == 0
    desk.open("ledger")
    assert desk.page.locator("#export").count() == 0
    assert desk.page.locator("nav a", has_text="People").count() == 0


def test_who_is_not_signed_in_comes_back_to_the_page(new_desk: NewDesk, ranch: Ranch) -> None:
    ranch.company.session("dario")
    desk = new_desk(None)
    desk.page.goto(ranch.at("queue?show=corrected"))
    desk.page.wait_for_selector("html[data-ready]", state="attached")
    assert desk.page.url == f"{ranch.company.origin}/sign-in"
    desk.page.locator("summary", has_text="recovery").click()
    desk.page.fill("#production", PRODUCTION)
    desk.page.fill("#person", "dario")
    desk.page.fill("#secret", PASSWORD)
    desk.page.click("button[value=password]")
    desk.page.wait_for_url(ranch.at("queue?show=corrected"))


def test_it_comes_back_to_no_other_place(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk(None)
    desk.page.goto(f"{ranch.company.origin}/sign-in")
    desk.page.wait_for_selector("html[data-ready]", state="attached")
    said = """(after) => new Promise((settle) => {
        window.addEventListener("hashchange", () => settle(sessionStorage.getItem("after-sign-in")), { once: true });
        location.hash = `after=${encodeURIComponent(after)}`;
    })"""
    hostile = (
        "https://example.com/",
        "//example.com/p/",
        "/p/../\\example.com",
        "javascript:alert(1)",
        "/api/v1/me",
    )
    assert [desk.page.evaluate(said, one) for one in hostile] == [None] * len(hostile)
    assert desk.page.evaluate(said, "/p/ranch/queue?show=corrected") == "/p/ranch/queue?show=corrected"


def test_an_entry_is_proven_in_the_browser_and_one_changed_letter_is_found(
    new_desk: NewDesk, ranch: Ranch
) -> None:
    desk = new_desk()
    for entry in (
        ranch.company.records()[0],
        ranch.company.records("handover")[0],
        ranch.company.records()[-1],
    ):
        desk.open(f"ledger/{entry['id']}")
        desk.page.click("#prove")
        desk.page.locator("#proven", has_text="It holds").wait_for()
    desk.page.evaluate("document.getElementById('bytes').textContent += ' '")
    desk.page.click("#prove")
    desk.page.locator("#proven", has_text="NOT hold").wait_for()


def test_what_is_not_for_a_reader_is_not_on_the_page(new_desk: NewDesk, ranch: Ranch) -> None:
    desk, concern = new_desk("mae"), ranch.company.records("concern")[0]
    desk.open(f"ledger/{concern['id']}")
    assert "A cart stood open." not in desk.page.content()
    assert desk.page.locator("#prove").count() == 0


def test_the_whole_ledger_is_taken_with_a_reason(new_desk: NewDesk) -> None:
    desk = new_desk()
    desk.open("ledger")
    desk.page.fill("#reason", "The regulator asked.")
    with desk.page.expect_download() as taken:
        desk.page.click("#export button")
    assert taken.value.suggested_filename == f"{PRODUCTION}.zip"
    assert "names nobody who keeps its record" in desk.text() and "5 whole years" in desk.text()
    desk.page.fill("#archive-reason", "Wrap.")
    with desk.page.expect_download() as taken:
        desk.page.click("#archive button")
    with taken.value.path().open("rb") as file, opened(file) as archive:
        assert check(archive).production == PRODUCTION
    desk.open("ledger")
    assert "sha256:" in desk.text()


def test_versions_are_compared_and_a_pack_adopted(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk()
    desk.open("protocols/day-open-and-wrap@1.1.0?against=day-open-and-wrap@1.0.0")
    assert "What changed since day-open-and-wrap@1.0.0" in desk.text()
    assert desk.page.locator("#changes + .scrolls tbody tr").count() > 1
    desk.open("protocols")
    form = desk.page.locator("form.adopt[data-pack=us-base]")
    form.locator("input").fill("The newest of it.")
    form.locator("button").click()
    desk.page.locator("#told", has_text="next day that opens").wait_for()
    assert ranch.company.records("protocol_adopted")[-1]["body"]["reason"] == "The newest of it."


def test_my_day_tells_what_i_did_and_gives_it_to_me(new_desk: NewDesk) -> None:
    desk = new_desk("lou")
    desk.open("my-day")
    assert "Named in: Handover" in desk.text()
    with desk.page.expect_download() as taken:
        desk.page.locator("a[download]").click()
    lines = [json.loads(line) for line in taken.value.path().read_text(encoding="utf-8").splitlines()]
    assert lines[0]["person"] == "lou"


def test_people_are_invited_by_a_code_and_given_roles(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk()
    desk.open("people")
    desk.page.click("[data-invite=ben]")
    desk.page.locator("#invitation:not([hidden])").wait_for()
    assert "/sign-in#invite=" in desk.page.locator("#link").inner_text()
    assert desk.page.evaluate("document.getElementById('code').decode().then(() => true)")
    desk.page.fill("#person", "newcomer")
    desk.page.select_option("#role", "crew")
    desk.page.click("#give button")
    desk.page.locator("#told", has_text="Recorded").wait_for()
    assert ranch.company.records("role")[-1]["body"]["person"] == "newcomer"


def test_a_spreadsheet_is_looked_through_and_taken_in(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk()
    desk.open("import")
    desk.page.locator("input[value=people]").check()
    sheet = b"role,person,name\ncrew,grip-1,Pim Sutter\nwizard,grip-2,Nobody\n"
    desk.page.set_input_files("#file", {"name": "people.csv", "mimeType": "text/csv", "buffer": sheet})
    desk.page.click("#sheet button")
    desk.page.locator("#counts", has_text="ready: 1").wait_for()
    assert "wrong: 1" in desk.page.locator("#counts").inner_text()
    desk.page.click("#take")
    desk.page.locator("#counts", has_text="taken in: 1").wait_for()
    assert "grip-1" in [one["body"]["person"] for one in ranch.company.records("role")]


def test_refusals_are_pages(new_desk: NewDesk) -> None:
    desk = new_desk("mae")
    for path, status, words in (
        ("people", 403, "Not for your roles"),
        ("nowhere", 404, "Nothing here"),
        ("violations/none", 404, "Nothing here"),
        ("ledger?start=-1", 422, "This cannot be answered"),
        ("queue?sort=x", 422, "This cannot be answered"),
    ):
        answer = desk.page.goto(desk.ranch.at(path))
        assert (answer.status, words in desk.text()) == (status, True), path
        assert answer.headers["content-type"].startswith("text/html")


def test_another_production_is_not_there(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk("mae")
    assert desk.page.goto(ranch.at("queue", "canyon")).status == 404


def test_a_concern_without_a_name_leaves_nothing_and_can_be_come_back_to(
    new_desk: NewDesk, ranch: Ranch
) -> None:
    desk = new_desk(None)
    sent: list[dict[str, str]] = []
    desk.page.on("request", lambda asked: sent.append(asked.all_headers()))
    desk.page.goto(f"{ranch.company.origin}/concern/{PRODUCTION}")
    desk.page.locator("input[value=ammunition]").check()
    desk.page.fill("#detail", "Loose rounds in the truck.")
    desk.page.click("#raise button")
    desk.page.locator("#given:not([hidden])").wait_for()
    code = desk.page.locator("#new-code").inner_text()
    desk.page.reload()
    desk.page.fill("#code", code.lower())
    desk.page.click("#back button")
    desk.page.locator("#said", has_text="Loose rounds").wait_for()
    desk.page.fill("#more-detail", "Still there after lunch.")
    desk.page.click("#more button")
    desk.page.locator("#said", has_text="after lunch").wait_for()
    assert desk.page.context.cookies() == []
    assert desk.page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    assert not any("cookie" in headers for headers in sent)


def test_no_cookie_goes_along_with_a_concern_of_somebody_signed_in(new_desk: NewDesk, ranch: Ranch) -> None:
    desk = new_desk("mae")
    desk.page.goto(f"{ranch.company.origin}/concern/{PRODUCTION}?language=es")
    with desk.page.expect_request("**/concerns/**") as asked:
        desk.page.fill("#code", "0000-0000-0000-0000")
        desk.page.click("#back button")
    assert "cookie" not in asked.value.all_headers()
    desk.page.locator("#told", has_text="Ninguna inquietud").wait_for()


def _tab_to(page: object, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")  # type: ignore[attr-defined]
        if page.evaluate(f"document.activeElement?.matches('{selector}')"):  # type: ignore[attr-defined]
            return
    raise AssertionError(f"no key leads to {selector}")


def test_an_address_is_added_confirmed_by_its_code_and_removed(ranch: Ranch, new_desk: NewDesk) -> None:
    desk = new_desk("esther")
    desk.open("contacts")
    assert "You have no address." in desk.text()
    desk.page.select_option("#channel", "webhook")
    desk.page.fill("#address", "http://10.0.0.1/told")
    desk.page.click("#add button")
    told = desk.page.locator("#told:not(:empty)")
    told.wait_for()
    assert "http" in told.text_content() or "address" in told.text_content().lower()
    assert desk.page.locator("[data-contact]").count() == 0
