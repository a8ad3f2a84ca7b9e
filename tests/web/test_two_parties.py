"""A record enters with its first signature; the board tells who is awaited until the others have come."""

from __future__ import annotations

from typing import Any

from tests.web.desert import Site

CARD = "round-inspection@1.0.0"


def sign(site: Site, role: str, method: str = "token", **more: Any) -> dict[str, Any]:
    at = site.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"person": f"p-{role}", "role": role, "at": at, "method": method, "statement": "Seen.", **more}


def inspection(site: Site, *signed: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {
        "firearm": "colt",
        "chambers": 6,
        "chambers_seen": 6,
        "removed": True,
        "rounds": [],
        "barrel_clear": True,
        "witnesses": ["p-first_ad"],
    }
    answers = {"odd-round": False, "counts-agree": True}
    told = {"protocol": CARD, "answers": answers, "sign_offs": list(signed)}
    return site.record("armorer", "round_inspection", body, **(told | more))


def later(site: Site, of: dict[str, Any], by: str, *signed: dict[str, Any]) -> Any:
    return site.send(site.record(by, "sign_off", {"of": of["id"], "sign_offs": list(signed)}), by=by)


def missing(site: Site, of: dict[str, Any]) -> dict[str, str]:
    """The status of each `sign_off.missing` of a record, by its subject."""
    found = site.get("violations?hazard=sign_off.missing").json()["items"]
    return {one["subject"]: one["status"] for one in found if of["id"] in one["records"]}


def awaited(site: Site, by: str = "armorer") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = site.get("sign-offs", by=by).json()["items"]
    return items


def test_a_record_enters_by_its_first_party_and_the_second_is_awaited(site: Site) -> None:
    look = inspection(site, sign(site, "armorer"))
    receipt = site.send(look)
    assert receipt.status_code == 201
    assert [one["hazard"] for one in receipt.json()["raised"]] == ["sign_off.missing"]
    (one,) = awaited(site)
    assert (one["record"], one["number"], one["required"]) == (look["id"], 2, True)
    assert "first_ad" in one["roles"] and one["persons"] == ["p-first_ad"]
    assert one["due_at"] > one["occurred_at"] and one["statement"]["es"]
    assert site.get("days/2026-03-02").json()["awaited"] == [one]
    assert awaited(site, "inspector") == [one]

    site.clock.move(minutes=5)
    signed = later(site, look, "first_ad", sign(site, "first_ad"))
    assert signed.status_code == 201
    assert len(signed.json()["resolved"]) == 1
    assert awaited(site) == []
    assert missing(site, look) == {"sign_off:2": "rebutted"}
    found = site.get(f"records?record={look['id']}").json()["items"]
    assert [entry["record"]["kind"] for entry in found] == ["sign_off"]


def test_somebody_elses_word_is_no_signature(site: Site) -> None:
    look = inspection(site, sign(site, "armorer"))
    site.send(look)
    assert later(site, look, "armorer", sign(site, "first_ad")).status_code == 403
    office = later(site, look, "safety_officer", sign(site, "first_ad"))
    assert office.status_code == 201, "governance may record it"
    assert missing(site, look) == {"sign_off:2": "open"}
    (one,) = awaited(site)
    assert one["why"] == "brought by somebody else without a passkey, PIN or paper"


def test_whoever_only_looks_or_runs_the_account_signs_nothing_later(site: Site) -> None:
    look = inspection(site, sign(site, "armorer"))
    site.send(look)
    assert later(site, look, "inspector", sign(site, "inspector")).status_code == 403
    for by in ("performer", "crew", "medic", "director", "first_ad"):
        assert later(site, look, by, sign(site, by)).status_code == 201, by


def test_what_is_not_signed_in_the_day_is_awaited_no_more(site: Site) -> None:
    site.send(inspection(site, sign(site, "armorer")))
    assert len(awaited(site)) == 1
    site.clock.move(hours=30)
    assert awaited(site) == []


def test_who_declines_is_recorded_and_no_longer_awaited(site: Site) -> None:
    out = site.handover(protocol="armorer-handover@1.0.0", sign_offs=[sign(site, "armorer")])
    assert site.send(out).status_code == 201
    assert [(one["roles"], one["persons"]) for one in awaited(site)] == [(["performer"], ["p-performer"])]
    declined = sign(site, "performer", declined=True)
    assert later(site, out, "performer", declined).status_code == 201
    assert awaited(site) == []
    assert missing(site, out) == {}


# --- corrections ---


def corrected(
    site: Site, of: dict[str, Any], *signed: dict[str, Any], by: str = "armorer", **changed: Any
) -> dict[str, Any]:
    body = of["body"] | changed
    why = {"record": of["id"], "reason": "I tapped the wrong line."}
    again = site.record(by, of["kind"], body, corrects=why, sign_offs=list(signed))
    return {key: of[key] for key in ("protocol", "answers") if key in of} | again


def both(site: Site) -> list[dict[str, Any]]:
    return [sign(site, "armorer"), sign(site, "first_ad")]


def test_a_correction_is_a_new_version_that_is_signed_anew(site: Site) -> None:
    look = inspection(site, *both(site))
    assert site.send(look).json()["raised"] == []
    site.clock.move(minutes=1)
    again = corrected(site, look, chambers=5, chambers_seen=5)
    receipt = site.send(again)
    assert receipt.status_code == 201
    assert [one["hazard"] for one in receipt.json()["raised"]] == ["sign_off.missing"] * 2
    assert {one["record"] for one in awaited(site)} == {again["id"]}
    assert later(site, look, "first_ad", sign(site, "first_ad")).status_code == 201
    assert set(missing(site, again).values()) == {"open"}, (
        "a signature under the old text is none under the new"
    )
    for by in ("armorer", "first_ad"):
        assert later(site, again, by, sign(site, by)).status_code == 201
    assert awaited(site) == []
    assert set(missing(site, again).values()) == {"rebutted"}


def test_both_versions_stay_visible_and_name_each_other(site: Site) -> None:
    look = inspection(site, *both(site))
    again = corrected(site, look, *both(site), chambers_seen=5)
    for record in (look, again):
        assert site.send(record).status_code == 201
    for record in (look, again):
        assert site.get(f"records/{record['id']}").json()["record"] == record
    found = site.get(f"records?record={look['id']}").json()["items"]
    assert [entry["record"]["id"] for entry in found] == [again["id"]]
    board = site.get("days/2026-03-02").json()["records"]
    assert {look["id"], again["id"]} <= {entry["record"]["id"] for entry in board}


def test_nobody_washes_the_board_by_amending_their_own_record(site: Site) -> None:
    look = inspection(site)
    site.send(look)
    site.clock.move(minutes=11)
    assert site.send(corrected(site, look, *both(site))).status_code == 201
    assert missing(site, look) == {"sign_off:1": "contested", "sign_off:2": "contested"}

    def answer(by: str) -> None:
        for one in site.get("violations?hazard=sign_off.missing").json()["items"]:
            told = {"to": one["id"], "action": "resolve", "detail": "I compared it with the sheet."}
            assert site.send(site.record(by, "response", told), by=by).status_code == 201

    answer("armorer")
    assert set(missing(site, look).values()) == {"contested"}, "not by the author"
    answer("safety_officer")
    assert "contested" not in missing(site, look).values()


def test_leaving_the_checklist_out_of_a_correction_washes_nothing_either(site: Site) -> None:
    look = inspection(site)
    site.send(look)
    site.clock.move(minutes=11)
    without = corrected(site, look)
    del without["protocol"], without["answers"]
    assert site.send(without).status_code == 201
    assert set(missing(site, look).values()) == {"contested"}


def test_a_wrong_tap_within_ten_minutes_is_rebutted_and_stays_in_the_ledger(site: Site) -> None:
    look = inspection(site)
    site.send(look)
    site.clock.move(minutes=9)
    receipt = site.send(corrected(site, look, *both(site)))
    assert len(receipt.json()["resolved"]) == 2
    assert set(missing(site, look).values()) == {"rebutted"}
    assert site.get(f"records/{look['id']}").json()["record"] == look


def test_somebody_elses_quick_correction_is_no_wrong_tap(site: Site) -> None:
    look = inspection(site)
    site.send(look)
    site.clock.move(minutes=1)
    assert (
        site.send(corrected(site, look, *both(site), by="weapons_handler"), by="weapons_handler").status_code
        == 201
    )
    assert set(missing(site, look).values()) == {"contested"}


def test_a_correction_of_something_else_takes_no_place(site: Site) -> None:
    look = inspection(site)
    site.send(look)
    site.clock.move(minutes=1)
    assert site.send(corrected(site, look, *both(site), firearm="other")).status_code == 201
    assert set(missing(site, look).values()) == {"open"}


def test_of_a_chain_the_newest_counts(site: Site) -> None:
    look = inspection(site, *both(site))
    second = corrected(site, look)
    third = corrected(site, second, *both(site))
    assert [len(site.send(one).json()["raised"]) for one in (look, second)] == [0, 2]
    site.send(third)
    assert set(missing(site, look).values()) <= {"rebutted"}
    assert awaited(site) == []


def test_a_correction_may_add_violations_at_once(site: Site) -> None:
    found = site.record("armorer", "ammunition_sweep", {"areas": ["truck"], "containers": [], "found": []})
    assert site.send(found).json()["raised"] == []
    live = corrected(site, found, found=[{"type": "live", "count": 1, "place": "truck"}])
    assert "live.found" in {one["hazard"] for one in site.send(live).json()["raised"]}


def test_a_signature_is_not_taken_back_by_correcting_it(site: Site) -> None:
    look = inspection(site, sign(site, "armorer"))
    site.send(look)
    given = site.record("first_ad", "sign_off", {"of": look["id"], "sign_offs": [sign(site, "first_ad")]})
    site.send(given, by="first_ad")
    assert missing(site, look) == {"sign_off:2": "rebutted"}
    for by in ("safety_officer", "first_ad"):
        undone = {"of": look["id"], "sign_offs": [sign(site, by, declined=True)]}
        why = {"record": given["id"], "reason": "It was not so."}
        answer = site.send(site.record(by, "sign_off", undone, corrects=why), by=by)
        assert answer.status_code == 201
        assert missing(site, look) == {"sign_off:2": "rebutted"}
