"""Without a signal: nothing is lost, nothing comes twice, and what arrives late is judged as if it had come at once."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.protocols.catalogue import Catalogue
from app.services.outcome import Accepted
from tests.onset.company import PRODUCTION, Company, company
from tests.onset.conftest import NewPhone
from tests.onset.phone import Phone

ROOT = Path(__file__).parents[2]
OPENED = {
    "call_time": "06:00",
    "scenes": [{"scene": "42", "firearms": ["colt-1", "colt-2"], "performers": ["lou", "mae"]}],
    "bulletins_attached": True,
}


@pytest.fixture
def fresh(tmp_path: Path, migrated_file: Path) -> Iterator[Company]:
    """Another production of the same people, where nothing was recorded today."""
    with company(tmp_path, migrated_file) as told:
        yield told


def kept_by(phone: Phone) -> list[dict[str, Any]]:
    """What waits on the phone, as its export has it."""
    phone.open("outbox")
    with phone.page.expect_download() as download:
        phone.page.click("a[download]")
    whole = json.loads(Path(download.value.path()).read_bytes())
    assert whole["form"] == "showclear-outbox/1"
    return [one["record"] for one in whole["records"]]


def stop(phone: Phone, button: str = "#stop-work") -> None:
    phone.open("stop")
    phone.tap(button)
    phone.page.locator("h2", has_text="Recorded. Work is stopped.").wait_for()


def inspect(phone: Phone, firearm: str) -> None:
    phone.open(f"checklist?kind=round_inspection&firearm={firearm}")
    phone.pick("rounds-out", "Yes")
    phone.pick("each-round", "Empty")
    for place in range(6):
        phone.tap(f".chamber >> nth={place}")
    phone.pick("odd-round", "No")
    for item in ("bore", "counts-agree"):
        phone.pick(item, "Yes")
    phone.pick("witnesses", "Dario Penn")
    phone.ready_to_sign()
    phone.pin()
    phone.passed_on()
    phone.pin()
    phone.ready("today")


def hand_over(phone: Phone, firearm: str, to: str) -> None:
    phone.open(f"checklist?kind=handover&firearm={firearm}")
    phone.pick("taker", to)
    phone.pick("purpose", "take")
    for item in ("opened-and-shown", "look-offered"):
        phone.pick(item, "Yes")
    phone.write("place", "church")
    phone.ready_to_sign()
    phone.pin()
    phone.passed_on()
    phone.signs_later()
    phone.ready("today")


def meet(phone: Phone) -> None:
    phone.open("meeting")
    phone.pick("before-use", "Yes")
    for name in ("Ada Quill", "Ben Oakes", "Dario Penn", "Lou Carver"):
        phone.pick("roll-call", name)
    phone.tap('[data-item="topics"] button', "All of them")
    for item in ("walk-through", "dry-run", "anyone-stops", "questions"):
        phone.pick(item, "Yes")
    phone.write("place", "church")
    phone.write("minutes", "12")
    phone.ready_to_sign()
    phone.pin()
    phone.ready("today")


def sweep(phone: Phone) -> None:
    phone.open("checklist?kind=ammunition_sweep")
    for item in ("own-things", "worn-things", "dummies-tried"):
        phone.pick(item, "Yes")
    phone.pick("loose-rounds", "No")
    phone.write("areas", "prop truck")
    for box in ("dummies", "blanks"):
        phone.pick("containers", box)
    phone.pick("found", "Searched, nothing found")
    phone.ready_to_sign()
    phone.pin()
    phone.ready("today")


def test_a_day_on_three_phones_without_a_signal(ranch: Company, fresh: Company, new_phone: NewPhone) -> None:
    ranch.record("dario", "day_opened", OPENED, timedelta())
    phones = {person: new_phone(person) for person in ("ada", "ben", "dario")}
    for phone in phones.values():
        phone.open()
        phone.installed()
        phone.without_signal()
    ada, ben, dario = phones.values()
    # They overlap: the meeting is held while the sweep goes on, both handlers inspect, and one handover has no aim plan.
    sweep(ada)
    meet(dario)
    inspect(ben, "colt-2")
    inspect(ada, "colt-1")
    hand_over(ada, "colt-1", "Lou Carver")
    hand_over(ben, "colt-2", "Mae Dunn")
    stop(dario, '[data-what="near_miss"]')
    assert [phone.queue() for phone in phones.values()] == [3, 2, 2]
    assert len(ranch.records("round_inspection")) == 0
    records = [record for phone in phones.values() for record in kept_by(phone)]
    for person in ("ben", "ada", "dario"):
        phones[person].with_signal()
        phones[person].send()
        assert phones[person].queue() == 0
    arrived = {one["id"]: one for one in ranch.records()}
    assert all(arrived[one["id"]] == one for one in records), "as they were signed, to the letter"
    online = as_they_happened(fresh, records)
    assert ranch.standing() == online
    assert ("meeting.attendee_missing", "serious") in online
    assert ("aim.no_consultation", "critical") in online


def as_they_happened(other: Company, records: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What stands where the same records came in one by one, as they happened."""
    other.record("dario", "day_opened", OPENED, timedelta())
    for record in sorted(records, key=lambda one: one["occurred_at"]):
        signed = [one | {"method": "token"} for one in record.get("sign_offs", [])]
        whole = record | ({"sign_offs": signed} if signed else {})
        taken = other.services.records.submit_value(other.caller("esther"), PRODUCTION, whole)
        assert isinstance(taken, Accepted), taken
    return other.standing()


def test_a_lost_answer_sends_nothing_twice(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("mae", service_workers="block")
    phone.open()
    before = len(ranch.records("incident"))

    def lost(route: Any) -> None:
        route.fetch()
        route.abort()

    phone.page.route("**/records", lost, times=1)
    stop(phone, '[data-what="near_miss"]')
    phone.send()
    assert len(ranch.records("incident")) == before + 1


HOTEL = {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the hotel</h1>"}
ELSEWHERE = {"status": 302, "headers": {"location": "https://hotel.example/sign-in"}}


@pytest.mark.parametrize("page_of_the_network", [HOTEL, ELSEWHERE], ids=["200", "302"])
def test_a_page_of_the_network_is_no_answer(
    ranch: Company, new_phone: NewPhone, page_of_the_network: dict[str, Any]
) -> None:
    phone = new_phone("mae", service_workers="block")
    phone.open()
    phone.page.route(re.compile("/api/"), lambda route: route.fulfill(**page_of_the_network))
    stop(phone)
    phone.page.locator("#state", has_text="Something else answers this network").wait_for()
    assert phone.queue() == 1
    phone.page.unroute(re.compile("/api/"))
    phone.send()
    assert phone.queue() == 0


def test_what_arrived_stays_on_the_screen_when_the_signal_goes_before_the_day_comes(
    ranch: Company, new_phone: NewPhone
) -> None:
    phone = new_phone("mae", service_workers="block")
    phone.open()
    phone.synced()
    phone.page.route("**/pack", lambda route: route.abort())
    held = phone.page.locator('[data-hold="day"]').count()
    stop(phone)
    phone.send()
    phone.open()
    assert phone.page.locator('[data-hold="day"]').count() == held + 1


def test_two_tabs_send_once(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("mae", service_workers="block")
    sent: list[str] = []
    phone.context.on(
        "request", lambda one: one.method == "POST" and "/records" in one.url and sent.append(one.post_data)
    )
    phone.open()
    other = phone.context.new_page()
    other.goto(phone.page.url)
    other.wait_for_selector('html[data-ready="today"]', state="attached")
    before = len(ranch.records("hold"))
    stop(phone)
    phone.all_left()
    other.locator("#state", has_text="nothing waiting").wait_for()
    assert len(ranch.records("hold")) == before + 1
    assert len(sent) == 1


def test_when_the_phone_keeps_nothing_more_it_says_so(ranch: Company, new_phone: NewPhone) -> None:
    """The browser itself refuses: not recorded, and the record gets away as a file that another phone brings in."""
    phone, spare = new_phone("mae"), new_phone("dario")
    phone.little_room()
    phone.open("stop")
    phone.installed()
    phone.filled_up()
    before = len(ranch.records("hold"))
    phone.without_signal()
    phone.tap("#stop-work")
    phone.told("NOT RECORDED")
    assert "Recorded. Work is stopped." not in phone.page.text_content("main")
    assert phone.queue() == 0
    with phone.page.expect_download() as download:
        phone.page.click("#not-kept")
    spare.open("outbox")
    spare.page.set_input_files("#bring-in", download.value.path())
    spare.send()
    assert len(ranch.records("hold")) == before + 1
    phone.with_signal()
    phone.page.locator("#sync").click()
    phone.page.locator("#state", has_text="No room on this phone").wait_for()
    phone.tap("#stop-work")
    phone.told("It was sent: the service has it.")
    assert len(ranch.records("hold")) == before + 2
    phone.emptied()
    phone.page.locator("#sync").click()
    phone.page.locator("#state", has_text="Connected").wait_for()


def test_a_clock_that_is_wrong_is_told_with_the_record(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("mae")
    phone.page.add_init_script("""(() => {
        const own = Date.now;
        const Real = Date;
        class Slow extends Real {
            constructor(...given) { if (given.length) super(...given); else super(own() - 3600e3); }
            static now() { return own() - 3600e3; }
        }
        globalThis.Date = Slow;
    })()""")
    stop(phone)
    phone.send()
    hold = ranch.records("hold")[-1]
    assert abs(hold["clock"]["offset_s"] - 3600) <= 2
    assert hold["clock"]["fixed_at"] > hold["occurred_at"]


def test_what_waits_goes_with_somebody_else_as_a_file(
    ranch: Company, new_phone: NewPhone, tmp_path: Path
) -> None:
    """Ben's phone hears nothing any more; Mae brings its file. It stays what Ben recorded and signed."""
    broken, spare = new_phone("ben"), new_phone("mae")
    for phone in (broken, spare):
        phone.open()
        phone.installed()
    broken.without_signal()
    stop(broken, '[data-what="jam"]')
    sweep(broken)
    broken.open("outbox")
    with broken.page.expect_download() as download:
        broken.page.click("a[download]")
    file = tmp_path / "queue.json"
    download.value.save_as(file)
    before = [len(ranch.records(kind)) for kind in ("incident", "ammunition_sweep")]
    stop(spare, '[data-what="near_miss"]')
    spare.open("outbox")
    spare.page.set_input_files("#bring-in", file)
    spare.told("2 brought in.")
    spare.send()
    assert [len(ranch.records(kind)) for kind in ("incident", "ammunition_sweep")] == [
        before[0] + 2,
        before[1] + 1,
    ]
    swept = ranch.records("ammunition_sweep")[-1]
    assert (swept["by"], swept["sign_offs"][0]["person"]) == ("ben", "ben")
    assert swept["id"] not in {one["body"]["of"] for one in ranch.records("sign_off")}, "the PIN held"
    broken.with_signal()
    broken.send()
    assert len(ranch.records("incident")) == before[0] + 2, "the same record from both phones is one"
    file.write_text('{"form": "holiday photos"}')
    spare.open("outbox")
    spare.page.set_input_files("#bring-in", file)
    spare.told("This is no file of waiting records")


def test_what_is_refused_stays_to_be_seen(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("mae")
    phone.open()
    phone.without_signal()
    record = {"id": "4b2f6a9e-0000-4000-8000-000000000001", "kind": "hold", "production": PRODUCTION}
    whole = record | {
        "occurred_at": "2026-01-01T00:00:00Z",
        "by": "ada",
        "body": {"subject": "day", "reason": "x"},
    }
    phone.page.evaluate(
        """(record) => new Promise((settle) => {
        const asked = indexedDB.open("showclear", 1);
        asked.onsuccess = () => {
            const kept = { record, pins: {}, photos: [], place: 1, go_at: 0, tries: 0, state: "queued" };
            const put = asked.result.transaction("outbox", "readwrite").objectStore("outbox").put(kept, record.id);
            put.onsuccess = () => { asked.result.close(); settle(); };
        };
    })""",
        whole,
    )
    phone.with_signal()
    phone.open("outbox")
    phone.page.click("#send-now")
    refused = phone.page.locator('[data-state="refused"]')
    refused.wait_for()
    assert (
        "Refused: Your roles do not allow this, or it was written by somebody else." in refused.text_content()
    )
    phone.tap('[data-state="refused"] button', "Let go of it")
    phone.page.locator("h1", has_text="0 waiting").wait_for()


def test_a_new_version_of_app_and_checklist_finds_records_of_the_old(
    fresh: Company, new_phone: NewPhone
) -> None:
    """Both come while the phone is out of reach: what was written goes as it was, and no screen changes under a thumb."""
    catalogue = Catalogue(None)
    former = next(one for one in catalogue.tree.packs if one.former and one.pack.pack == "us-base").pack
    now = timedelta()
    adopted = {"pack": "us-base", "reason": "as it was"}
    fresh.record("esther", "protocol_adopted", adopted | {"digest": catalogue.digest(former)}, now)
    fresh.record("dario", "day_opened", OPENED, now)
    phone = new_phone("dario", at=fresh)
    phone.open()
    phone.installed()
    phone.without_signal()
    phone.open("checklist?kind=day_wrapped")
    assert "day-open-and-wrap 1.0.0" in phone.page.text_content("form")
    phone.ready_to_sign()
    phone.pin()
    phone.ready("today")
    stop(phone)
    phone.open("outbox")
    phone.page.click("#send-now")
    fresh.record("esther", "protocol_adopted", adopted | {"digest": catalogue.digest("us-base")}, now)
    fresh.renewed("words/set.en.json", "Checklists", "Lists to go through")
    phone.open("checklist?kind=day_opened")
    phone.write("call-time", "07:15")
    phone.with_signal()
    note = phone.page.locator("#new-version")
    note.wait_for()
    assert "It waits until this is done." in note.text_content()
    phone.page.locator("#state", has_text="nothing waiting").wait_for(timeout=20_000)
    assert phone.page.locator('[data-item="call-time"] input').input_value() == "07:15"
    (wrapped,) = fresh.records("day_wrapped")
    assert wrapped["protocol"] == "day-open-and-wrap@1.0.0"
    assert len(fresh.records("hold")) == 1
    assert "sign_off.missing" not in {hazard for hazard, _ in fresh.standing()}
    phone.tap('[data-to="today"]')
    phone.tap("button#new-version")
    phone.told("This is the new version.")
    phone.page.locator("h2", has_text="Lists to go through").wait_for()
    phone.open("checklist?kind=day_opened")
    assert phone.page.locator('[data-item="call-time"] input').input_value() == "07:15"
    assert "day-open-and-wrap 1.1.0" in phone.page.text_content("form")
    assert len(fresh.records("hold")) == len(fresh.records("day_wrapped")) == 1


def test_the_browser_is_killed_with_a_full_queue(ranch: Company, chromium: Any, tmp_path: Path) -> None:
    options = {"executable_path": "/usr/bin/chromium", "headless": True}
    driver = chromium.browser_type
    cookie = {"name": "showclear-session", "value": ranch.session("mae"), "url": ranch.origin}
    context = driver.launch_persistent_context(tmp_path / "profile", **options)
    context.add_cookies([cookie])
    phone = Phone(ranch, context, context.new_page(), "mae")
    phone.open("stop")
    phone.installed()
    phone.without_signal()
    for number in range(12):
        phone.tap('[data-what="jam"]')
        phone.page.locator("#state", has_text=f"{number + 1} waiting on this phone").wait_for()
    assert phone.queue() == 12
    with pytest.raises(Exception, match=r"closed|crash|Target"):
        context.new_cdp_session(phone.page).send("Browser.crash")
    before = len(ranch.records("incident"))
    again = driver.launch_persistent_context(tmp_path / "profile", **options)
    again.add_cookies([cookie])
    phone = Phone(ranch, again, again.new_page(), "mae")
    phone.open("outbox")
    phone.page.click("#send-now")
    phone.page.locator("h1", has_text="0 waiting").wait_for()
    assert len(ranch.records("incident")) == before + 12
    again.close()


def test_the_server_is_killed_in_the_midst_of_a_batch(ranch: Company, new_phone: NewPhone) -> None:
    command = [sys.executable, "-m", "tests.onset.dying", ranch.database_url, ranch.origin]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as dying:
        phone = new_phone("mae")
        phone.open("stop")
        phone.installed()
        phone.without_signal()
        for number in range(4):
            phone.tap('[data-what="squib"]')
            phone.page.locator("#state", has_text=f"{number + 1} waiting on this phone").wait_for()
        before = len(ranch.records("incident"))
        assert dying.stdout is not None
        ranch.front.records_at = f"http://localhost:{dying.stdout.readline().strip()}"
        phone.with_signal()
        assert dying.wait(20) == -signal.SIGKILL
    assert phone.queue() == 4
    assert len(ranch.records("incident")) == before
    phone.send()
    assert len(ranch.records("incident")) == before + 4


def test_a_checklist_goes_on_where_the_phone_was_locked(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("ada")
    phone.open("checklist?kind=round_inspection&firearm=colt-2")
    phone.pick("rounds-out", "Yes")
    phone.pick("each-round", "Dummy, rattled")
    for place in (0, 3):
        phone.tap(f".chamber >> nth={place}")
    phone.pick("bore", "No")
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.open("checklist?kind=round_inspection&firearm=colt-2")
    assert phone.page.locator(".chamber.seen").count() == 2
    assert phone.page.locator('[data-item="bore"] label:has(:checked)').text_content() == "No"
    assert phone.page.locator('[data-item="odd-round"] :checked').count() == 0
