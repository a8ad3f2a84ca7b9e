"""What each person on set has to be able to do, by thumb, in a real browser, against the real service.

The tests of this module are one morning, in their order. Limits are on taps: what a machine takes says nothing of a thumb.
"""

from __future__ import annotations

from datetime import timedelta

from tests.onset.company import HELP, PRODUCTION, RUBBER, Company
from tests.onset.conftest import NewPhone
from tests.onset.phone import PER_TAP_S

_NOW = timedelta()


def within(seconds: float, taps: int) -> bool:
    return taps * PER_TAP_S <= seconds


def test_the_first_ad_opens_the_day(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("dario")
    phone.open("checklist?kind=day_opened")
    page = phone.page
    phone.write("call-time", "06:00")
    phone.tap('[data-item="scenes"] button', "Add")
    scene = page.locator('[data-item="scenes"] .card')
    scene.locator("input").first.fill("42")
    for label in ("colt-1", "colt-2", "Lou Carver", "Mae Dunn"):
        scene.get_by_text(label, exact=True).click()
    phone.pick("bulletins", "Yes")
    page.click("summary:has-text('If it applies')")
    for item, text in HELP.items():
        phone.write(item, text)
    phone.tap("#ready")
    phone.pin()
    phone.told("Day opened")
    phone.send()
    (opened,) = ranch.records("day_opened")
    assert opened["answers"] == HELP
    assert opened["protocol"] == "day-open-and-wrap@1.1.0"
    assert opened["body"]["scenes"] == [
        {"scene": "42", "firearms": ["colt-1", "colt-2"], "performers": ["lou", "mae"]}
    ]


def test_the_armorer_sweeps_and_plans(ranch: Company, new_phone: NewPhone) -> None:
    ranch.session("dario")
    phone = new_phone("ada")
    phone.open("checklist?kind=ammunition_sweep")
    for item in ("own-things", "worn-things", "dummies-tried"):
        phone.pick(item, "Yes")
    phone.pick("loose-rounds", "No")
    phone.write("areas", "prop truck\ncart")
    for box in ("dummies", "blanks"):
        phone.pick("containers", box)
    phone.pick("found", "Searched, nothing found")
    phone.ready_to_sign()
    phone.pin()
    phone.told("Sweep")
    for firearm in ("colt-1", "colt-2"):
        phone.open(f"checklist?kind=aim_plan&firearm={firearm}")
        phone.write("aim-point", "the bottle")
        phone.pick("in-line", "Nobody")
        phone.write("distance", "7,5")
        phone.pick("shield", "No")
        phone.pick("load", "none")
        for item in ("line-up-too", "all-told"):
            phone.pick(item, "Yes")
        phone.ready_to_sign()
        phone.pin()
        phone.told("Aim plan")
    phone.send()
    (sweep,) = ranch.records("ammunition_sweep")
    assert sweep["body"] == {
        "areas": ["prop truck", "cart"],
        "containers": ["dummies", "blanks"],
        "found": [],
    }
    assert [one["body"]["distance_m"] for one in ranch.records("aim_plan")] == [7.5, 7.5]


def test_a_meeting_with_a_roll_call_of_everybody(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("dario")
    phone.open("meeting")
    with phone.timed("safety meeting, roll call of all"):
        phone.pick("before-use", "Yes")
        phone.tap('[data-item="roll-call"] button', "All of them")
        phone.tap('[data-item="topics"] button', "All of them")
        for item in ("walk-through", "dry-run", "anyone-stops", "questions"):
            phone.pick(item, "Yes")
        phone.write("place", "church")
        phone.write("minutes", "12")
        phone.ready_to_sign()
        phone.pin()
        phone.told("Meeting with 66 recorded.")
    assert within(30, phone.taps)
    phone.send()
    (meeting,) = ranch.records("safety_meeting")
    assert len(meeting["body"]["attendees"]) == 66
    assert meeting["body"]["scope"] == "day"


def test_people_check_in_with_their_own_phone(ranch: Company, new_phone: NewPhone) -> None:
    held, own = new_phone("dario"), new_phone("mae")
    held.open("meeting")
    held.page.click("summary:has-text('own phone')")
    code = held.page.locator('img[src*="check-in.svg"]')
    code.evaluate("drawing => drawing.decode()")
    meeting = str(code.get_attribute("src")).partition("meeting=")[2]
    own.open(f"check-in?meeting={meeting}")
    own.tap("#here")
    own.told("Noted: you are here.")
    own.send()
    box = held.page.locator('[data-item="roll-call"] input[value="mae"]')
    held.page.wait_for_selector('[data-item="roll-call"] label:has(input[value="mae"]:checked)')
    assert box.is_checked()
    assert not held.page.locator('[data-item="roll-call"] input[value="lou"]').is_checked()


def test_the_next_set_up_is_one_line_for_the_radio(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("dario")
    phone.open()
    line = phone.page.locator("#radio").text_content()
    assert line.startswith("42: 2 of 4 ready; needs colt-1: ")
    assert "inspection" in line
    assert "handlers" in phone.page.locator("#next li").first.text_content()


def test_the_armorer_inspects_a_revolver(ranch: Company, new_phone: NewPhone) -> None:
    ranch.session("dario")
    phone = new_phone("ada")
    phone.open()
    with phone.timed("round inspection, six chambers"):
        phone.tap('[data-firearm="colt-1"] a', "Inspect")
        phone.ready("checklist")
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
    assert within(25, phone.taps)
    phone.passed_on()
    phone.pin()
    phone.told("Round inspection")
    phone.send()
    (inspection,) = ranch.records("round_inspection")
    assert (inspection["body"]["chambers"], inspection["body"]["chambers_seen"]) == (6, 6)
    assert [one["person"] for one in inspection["sign_offs"]] == ["ada", "dario"]
    assert ranch.standing() == []


def test_the_armorer_hands_it_over(ranch: Company, new_phone: NewPhone) -> None:
    ranch.session("lou")
    phone = new_phone("ada")
    phone.open()
    with phone.timed("handover"):
        phone.tap('[data-firearm="colt-1"] a', "Hand over")
        phone.ready("checklist")
        phone.pick("taker", "Lou Carver")
        phone.pick("purpose", "take")
        for item in ("opened-and-shown", "look-offered"):
            phone.pick(item, "Yes")
        phone.write("place", "church")
        phone.page.locator("#clearance", has_text="Steps recorded. Open it and show it.").wait_for()
        phone.ready_to_sign()
        phone.pin()
    assert within(12, phone.taps)
    assert "Looked into by Ada Quill" in phone.page.locator("#clearance").text_content()
    phone.passed_on()
    phone.signs_later()
    phone.told("Handover")
    phone.send()
    assert ranch.standing() == []


def test_the_performer_sees_who_showed_it_and_signs(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("lou")
    phone.open()
    with phone.timed("performer's receipt"):
        phone.tap("a.button", "Handover")
        phone.ready("receipt")
        assert "Recorded as shown by Ada Quill" in phone.page.text_content("main")
        phone.page.fill(".pin", "294617")
    assert phone.taps == 1, "one tap to the record, and the PIN"
    phone.told("Signed, on this phone.")
    phone.send()
    (later,) = ranch.records("sign_off")
    assert later["body"]["sign_offs"][0]["person"] == "lou"
    assert "proof" not in later["body"]["sign_offs"][0], "a failed one would carry one"


def test_between_takes_one_card(ranch: Company, new_phone: NewPhone) -> None:
    for witness in ("dario", "lou"):
        ranch.session(witness)
    phone = new_phone("ada")
    phone.open("reset?firearm=colt-1")
    phone.pick("type", "dummy")
    phone.pick("box", "dummies (dummy)")
    phone.pick("witness", "Dario Penn")
    phone.page.locator('[data-item="loaded"] input').fill("2")
    with phone.timed("reset between takes"):
        phone.page.locator('[data-item="fired"] input').fill("0")
        phone.taps += 1
        phone.pick("each-round", "Dummy, rattled")
        for place in (0, 1):
            phone.tap(f".chamber >> nth={place}")
        phone.pick("each-round", "Empty")
        for place in (2, 3, 4, 5):
            phone.tap(f".chamber >> nth={place}")
        for legend in phone.page.locator("form fieldset:has(span:text-is('Yes'))").all():
            item = legend.get_attribute("data-item")
            phone.pick(item, "No" if item == "odd-round" else "Yes")
        phone.ready_to_sign()
        phone.pin()
    phone.passed_on()
    phone.pin()
    phone.page.wait_for_timeout(300)
    if phone.page.locator("[data-passing]").count():
        phone.signs_later()
    phone.told("colt-1: reset recorded.")
    phone.send()
    kinds = [one["kind"] for one in ranch.records()][-5:]
    assert kinds == ["handover", "unloading", "loading", "round_inspection", "handover"]
    back, *_, out = [one for one in ranch.records() if one["kind"] == "handover"][-2:]
    assert (back["body"]["purpose"], out["body"]["to"], out["body"]["declared"]) == ("return", "lou", "cold")
    assert {"person": "lou", "method": "spoken"}.items() <= out["sign_offs"][-1].items() or any(
        one["person"] == "lou" and one["method"] == "spoken" for one in out["sign_offs"]
    )
    assert ranch.standing() == []


def test_rounds_are_counted_before_the_figure_is_shown(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("ada")
    phone.open("count")
    box = phone.page.locator('[data-box="dummies"]')
    assert "not counted yet" in box.text_content()
    assert "loaded" not in box.text_content()
    phone.tap('[data-box="dummies"] a', "Count by hand")
    phone.ready("checklist")
    for item, number in (("issued", 2), ("fired", 0), ("returned", 1), ("misfired", 0), ("destroyed", 0)):
        phone.page.locator(f'[data-item="{item}"] input').fill(str(number))
    phone.ready_to_sign()
    phone.pin()
    phone.told("Round count")
    phone.send()
    phone.open("count")
    told = box.text_content()
    assert "loaded: 2" in told
    assert "Does not agree" in told
    (count,) = ranch.records("round_count")
    correct = {"record": count["id"], "reason": "One lay under the cloth."}
    ranch.record("ada", "round_count", count["body"] | {"returned": 2}, _NOW, corrects=correct)


def test_a_rack_goes_out_on_one_card_and_comes_back(ranch: Company, new_phone: NewPhone) -> None:
    ranch.record(
        "ben",
        "storage",
        {"items": list(RUBBER), "state": "unlocked", "place": "set", "key_holder": "ben"},
        _NOW,
    )
    for firearm in RUBBER:
        body = {"firearm": firearm, "chambers": 0, "chambers_seen": 0, "removed": False, "rounds": []}
        ranch.record("ben", "round_inspection", body | {"barrel_clear": None, "witnesses": ["dario"]}, _NOW)
    phone = new_phone("ben")
    for direction, words in (("Out", "Who takes them"), ("Back", "Which way")):
        phone.open("rack")
        assert words in phone.page.text_content("main")
        with phone.timed(f"rack of sixty, {direction.lower()}"):
            phone.pick("direction", direction)
            scan = phone.page.get_by_label("Scan or type a tag")
            scan.fill(f"{ranch.origin}/p/ranch/firearms/r-7")
            scan.press("Enter")
            phone.page.locator("[role=status]", has_text="1 ticked").wait_for()
            phone.tap("button", "All of them")
            phone.ready_to_sign()
            phone.pin()
        phone.told("60 recorded on one list.")
        phone.send()
    out, back = ranch.records("issue_list")
    assert {one["firearm"]: one["person"] for one in out["body"]["lines"]} == {
        f"r-{n}": f"v-{n}" for n in range(1, 61)
    }
    assert len(back["body"]["lines"]) == 60
    assert ranch.standing() == []


def test_anyone_stops_work_in_two_taps_without_a_signal(ranch: Company, new_phone: NewPhone) -> None:
    phone, other = new_phone("mae"), new_phone("dario")
    phone.open()
    other.open()
    phone.installed()
    phone.without_signal()
    with phone.timed("stop work"):
        phone.tap(".bar .stop")
        phone.tap("#stop-work")
        phone.page.locator("h2", has_text="Recorded. Work is stopped.").wait_for()
    assert phone.taps == 2
    assert "You need not explain now." in phone.page.text_content("main")
    assert phone.queue() == 1
    phone.open("today")
    phone.page.locator("#banner.held", has_text="HOLD").wait_for()
    phone.with_signal()
    phone.synced()
    other.page.locator("#banner.held", has_text="HOLD").wait_for(timeout=3_000)
    (hold,) = ranch.records("hold")
    assert (hold["by"], hold["body"]["subject"]) == ("mae", "day")
    assert "incident" not in hold["body"]


def test_a_pause_ends_with_two_sentences(ranch: Company, new_phone: NewPhone) -> None:
    ranch.session("dario")
    phone = new_phone("ada")
    phone.open()
    phone.tap("[data-hold] a", "Sign the release")
    phone.ready("checklist")
    phone.write("reason", "The cable is out of the way.")
    phone.ready_to_sign()
    phone.pin()
    phone.passed_on()
    phone.pick_signer("Dario Penn")
    phone.pin()
    phone.told("Release")
    phone.send()
    phone.open()
    phone.page.locator("#banner", has_text="NO HOLD").wait_for()
    assert ranch.standing() == [], "a pause costs nothing"


def test_somebody_is_hurt_first_what_to_read(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("mae")
    phone.open("stop")
    phone.without_signal()
    phone.tap("#hurt")
    told = phone.page.locator("#call").text_content()
    assert all(text in told for text in HELP.values())
    phone.tap("button", "injury")
    assert phone.queue() == 1, "who and why are asked nowhere"
    phone.with_signal()
    phone.send()
    (incident,) = ranch.records("incident")
    assert (incident["body"]["what"], incident["body"]["care"]) == ("injury", "unknown")


def test_what_is_held_is_said_before_a_handover(ranch: Company, new_phone: NewPhone) -> None:
    phone = new_phone("ada")
    phone.open("checklist?kind=handover&firearm=colt-2")
    phone.pick("taker", "Lou Carver")
    phone.pick("purpose", "take")
    refused = phone.page.locator("#clearance", has_text="Missing first")
    refused.wait_for()
    assert "release" in refused.text_content().lower()
    page = phone.page.text_content("body").lower()
    assert "is clear" not in page and "is safe" not in page


def test_who_has_to_know_reads_it_on_the_screen(ranch: Company, new_phone: NewPhone) -> None:
    """An incident of twenty minutes ago that nobody acknowledged: the first rung was told."""
    body = {"what": "near_miss", "firearm": "colt-2", "injured": 0, "stop_work": True, "present": []}
    ranch.record("mae", "incident", body, timedelta(minutes=20))
    ranch.services.watch.look()
    phone = new_phone("esther")
    phone.open()
    phone.page.locator("[data-message]").first.wait_for()
    count = phone.page.locator("[data-message]").count()
    phone.tap("[data-message] button", "Seen")
    phone.page.locator("[data-message]").nth(count - 1).wait_for(state="detached")
    later = {"what": "near_miss", "firearm": "colt-1", "injured": 0, "stop_work": True, "present": []}
    ranch.record("mae", "incident", later, timedelta(minutes=20))
    ranch.services.watch.look()
    phone.synced()
    phone.page.locator("[data-message] a").first.click()
    phone.page.wait_for_selector("html[data-framed]", state="attached")
    assert "/escalations?m=" in phone.page.url
    sent = ranch.services.delivery.messages.mine(ranch.caller("esther"), PRODUCTION, None, 50).items
    assert {one["state"] for one in sent if one["id"] in phone.page.url} == {"opened"}
