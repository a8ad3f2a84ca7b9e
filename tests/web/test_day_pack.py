"""What a phone takes along: the day as recorded, the next set-up with what it lacks, and which phones were heard from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.web.desert import Site

SCENE = {"scene": "42", "firearms": ["colt"], "performers": ["p-performer", "p-stunt_coordinator"]}


def opened(site: Site, **answers: str) -> dict[str, Any]:
    """The pack of a day that was opened with one scene."""
    body = {"call_time": "06:00", "scenes": [SCENE], "bulletins_attached": True}
    more = {"protocol": "day-open-and-wrap@1.1.0", "answers": answers} if answers else {}
    assert site.send(site.record("first_ad", "day_opened", body, **more), "first_ad").status_code == 201
    told: dict[str, Any] = site.get("pack").json()
    return told


def test_it_tells_whom_to_call_in_the_words_of_the_day(site: Site) -> None:
    told = opened(site, **{"help-address": "410 Old Mill Road"})
    assert told["opened"]["answers"] == {"help-address": "410 Old Mill Road"}
    assert told["opened"]["scenes"] == [SCENE]


def test_the_next_set_up_tells_lacks_where_they_belong(site: Site) -> None:
    following = opened(site)["next"]
    assert (following["scene"], following["ready"], following["of"]) == ("42", 0, 3)
    assert "meeting.missing" in {one["hazard"] for one in following["lacks"]}
    lacks = {one["item"]: {lack["hazard"] for lack in one["lacks"]} for one in following["items"]}
    assert "rounds.not_inspected" in lacks["firearm:colt"]
    assert all(lack["who"] for one in following["items"] for lack in one["lacks"])


def test_it_looks_twenty_minutes_ahead(site: Site) -> None:
    """A stand-in whose hours end before the set-up lacks nothing yet."""
    for person, minutes in (("p-medic", 15), ("p-crew", 45)):
        ends = site.clock.now + timedelta(minutes=minutes)
        span = {"from_at": "2026-03-01T00:00:00Z", "until_at": ends.isoformat().replace("+00:00", "Z")}
        body = {"person": person, "role": "performer"} | span
        assert site.send(site.record("admin", "role", body), "admin").status_code == 201
    scene = {"scene": "42", "firearms": ["colt"], "performers": ["p-performer", "p-medic", "p-crew"]}
    body = {"call_time": "06:00", "scenes": [scene], "bulletins_attached": True}
    assert site.send(site.record("first_ad", "day_opened", body), "first_ad").status_code == 201
    told = site.get("pack").json()["next"]
    (lapsing,) = told["lapsing"]
    assert lapsing["item"] == "person:p-medic"
    assert lapsing["lacks"]


def test_every_performer_of_it_is_asked_about(site: Site) -> None:
    opened(site)
    meeting = {
        "scope": "day",
        "place": "set",
        "minutes": 10,
        "topics": ["action", "deviations", "abort", "emergency", "chain_of_command"],
        "attendees": ["p-armorer", "p-first_ad", "p-performer"],
        "walk_through": True,
        "dry_run": True,
    }
    site.send(site.record("first_ad", "safety_meeting", meeting), "first_ad")
    items = {one["item"]: one["lacks"] for one in site.get("pack").json()["next"]["items"]}
    assert "meeting.attendee_missing" not in {lack["hazard"] for lack in items["person:p-performer"]}
    assert "meeting.attendee_missing" in {lack["hazard"] for lack in items["person:p-stunt_coordinator"]}


def test_without_a_day_it_says_so(site: Site) -> None:
    told = site.get("pack").json()
    assert (told["next"], told["hold"], told.get("opened")) == (None, False, None)


def test_it_tells_in_one_line_who_was_told_of_what_climbs(site: Site) -> None:
    assert site.get("pack").json()["climbing"] == []
    dropped = {"what": "near_miss", "firearm": "colt", "injured": 0, "stop_work": False, "present": []}
    site.send(site.record("crew", "incident", dropped), by="crew")
    (one,) = site.get("pack").json()["climbing"]
    assert (one["hazard"], one["next_tells"]) == ("incident.unanswered", ["safety_officer", "upm"])
    assert sorted(one["told"]) == ["p-safety_officer", "p-upm"]


def test_the_checklists_are_those_the_day_pinned(site: Site) -> None:
    told = opened(site)
    checklists = site.get("checklists").json()
    assert checklists["digest"] == told["checklists"]
    versions = {one["id"]: one["version"] for one in checklists["protocols"]}
    assert versions["day-open-and-wrap"] == "1.1.0"
    assert all(len(one["digest"]) == 64 and "rules" not in one for one in checklists["protocols"])
    assert checklists["kinds"]["handover"] | {"from": True, "scene": False} == checklists["kinds"]["handover"]


def test_phones_are_told_by_their_newest_word(site: Site) -> None:
    for queued in (3, 1):
        answer = site.ask("POST", "phones", by="performer", json={"device": "phone-1", "queued": queued})
        assert answer.status_code == 200
    site.clock.move(hours=1)
    (phone,) = site.get("pack").json()["phones"]
    assert (phone["device"], phone["person"], phone["queued"]) == ("phone-1", "p-performer", 1)
    site.clock.move(hours=20)
    assert site.get("pack").json()["phones"] == []


def test_a_phone_that_is_none_is_refused(site: Site) -> None:
    for wrong in (
        {"device": "", "queued": 0},
        {"device": "x" * 65, "queued": 0},
        {"device": "x", "queued": -1},
    ):
        answer = site.ask("POST", "phones", by="performer", json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "request.malformed")
    assert site.ask("POST", "phones", by="performer", json={"device": "x", "queued": True}).status_code == 422


def test_one_is_given_ones_own_passkeys_only(site: Site) -> None:
    assert set(site.get("pack").json()["signing"]) == {"sealing_key", "rp", "keys", "carry"}
    assert site.get("pack").json()["signing"]["keys"] == {}
