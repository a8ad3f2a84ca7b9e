"""Who counts by hand is not told the figure; once it is signed both are."""

from __future__ import annotations

from typing import Any

from tests.web.desert import Site


def put(site: Site, kind: str, body: dict[str, Any], **more: Any) -> str:
    record = site.record("armorer", kind, body, **more)
    answer = site.send(record)
    assert answer.status_code == 201, answer.text
    return str(record["id"])


def work(site: Site) -> None:
    rounds = [{"type": "blank", "container": "box", "count": 6}]
    put(site, "loading", {"firearm": "colt", "rounds": rounds})
    firing = {"firearm": "colt", "scene": "42", "take": 1, "inspected_before": True, "inspected_after": True}
    put(site, "firing", firing | {"rounds_fired": 4})
    back = [{"type": "blank", "container": "box", "count": 2}]
    put(site, "unloading", {"firearm": "colt", "rounds": back, "shown_empty": True})


def hand(**counted: int) -> dict[str, Any]:
    return {
        "container": "box",
        "issued": 6,
        "fired": 4,
        "returned": 2,
        "misfired": 0,
        "destroyed": 0,
    } | counted


def signature(person: str = "p-armorer", **more: Any) -> dict[str, Any]:
    at = "2026-03-02T15:00:00Z"
    return {
        "person": person,
        "role": "armorer",
        "at": at,
        "method": "token",
        "statement": "I counted.",
    } | more


def told(site: Site, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get(f"counts{query}", by="performer").json()["containers"]
    return found


def test_the_figure_is_hidden_until_the_count_is_signed(site: Site) -> None:
    work(site)
    assert told(site) == [{"container": "box", "state": "to_count"}]
    count = put(site, "round_count", hand(returned=1))
    (one,) = told(site)
    assert one["state"] == "to_sign" and "own" not in one and "differs" not in one
    declined = {"of": count, "sign_offs": [signature(declined=True)]}
    put(site, "sign_off", declined)
    assert told(site)[0]["state"] == "to_sign"
    put(site, "sign_off", {"of": count, "sign_offs": [signature()]})
    (one,) = told(site)
    assert one["state"] == "signed"
    assert one["own"] == {"loaded": 6, "unloaded": 2, "fired": 4}
    assert one["differs"] == [
        {"field": "returned", "counted": 1, "own": 2},
        {"field": "issued", "counted": 6, "own": 5},
    ]


def test_a_count_that_agrees_and_one_that_is_counted_again(site: Site) -> None:
    work(site)
    wrong = put(site, "round_count", hand(fired=6), sign_offs=[signature()])
    assert [one["field"] for one in told(site)[0]["differs"]] == ["fired", "issued"]
    more = {"corrects": {"record": wrong, "reason": "Counted twice."}}
    put(site, "round_count", hand(issued=10, returned=6), **more)
    assert told(site)[0]["state"] == "to_sign"  # counted again: hidden again until signed


def test_rounds_taken_along_and_never_loaded_came_back(site: Site) -> None:
    work(site)
    put(site, "round_count", hand(issued=10, returned=6), sign_offs=[signature()])
    assert told(site)[0]["differs"] == []


def test_shots_of_a_firearm_loaded_from_two_boxes_are_nobodys(site: Site) -> None:
    work(site)
    put(site, "loading", {"firearm": "colt", "rounds": [{"type": "blank", "container": "tin", "count": 1}]})
    put(site, "round_count", hand(), sign_offs=[signature()])
    box, tin = told(site)
    assert box["own"]["fired"] is None and box["differs"] == []
    assert tin == {"container": "tin", "state": "to_count"}
    assert told(site, "?day=2026-03-01") == []
