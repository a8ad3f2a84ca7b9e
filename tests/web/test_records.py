"""Records over HTTP: receipts as stored, sent again harmlessly, batches in order, read back as they were sent."""

from __future__ import annotations

import httpx
import orjson

from tests.web.desert import Site


def test_one_record_is_answered_with_its_receipt(site: Site) -> None:
    before = site.size()
    answer = site.send(site.incident())
    assert answer.status_code == 201
    receipt = answer.json()
    assert set(receipt) >= {"id", "position", "leaf_hash", "raised", "resolved", "holds"}
    assert receipt["position"] == before == site.size() - 1
    assert answer.headers["content-type"] == "application/json"
    assert "idempotent-replayed" not in answer.headers


def test_bad_news_is_taken_and_judged(site: Site) -> None:
    receipt = site.send(site.handover()).json()
    assert {"meeting.missing", "rounds.not_inspected"} <= {one["hazard"] for one in receipt["raised"]}


def test_the_same_record_again_is_the_same_receipt_byte_for_byte(site: Site) -> None:
    record = site.incident()
    first = site.send(record)
    site.send(site.incident())
    reordered = dict(reversed(record.items()))
    for again in (record, reordered):
        answer = site.send(again)
        assert (answer.status_code, answer.content) == (200, first.content)
        assert answer.headers["idempotent-replayed"] == "true"
    assert site.size() == first.json()["position"] + 2


def test_the_same_id_with_anything_else_is_a_conflict(site: Site) -> None:
    record = site.incident()
    site.send(record)
    answer = site.send(record | {"note": "one word more"})
    assert (answer.status_code, answer.json()["code"]) == (409, "record.conflict")


def test_an_array_is_answered_one_by_one_in_its_order(site: Site) -> None:
    first, second = site.incident(), site.incident()
    site.send(first)
    before = site.size()
    bad = site.incident() | {"colour": "red"}
    sent = [first, bad, second, first | {"note": "else"}, 7, second]
    answer = site.send(sent)
    assert answer.status_code == 200
    told = answer.json()
    assert [one["status"] for one in told] == [200, 422, 201, 409, 422, 200]
    assert told[0]["receipt"]["id"] == first["id"]
    assert told[1]["problem"]["errors"][0]["field"] == "colour"
    assert told[2]["receipt"] == told[5]["receipt"]
    assert site.size() == before + 1


def test_a_record_that_cannot_be_canonical_does_not_sink_its_neighbours(site: Site) -> None:
    good = orjson.dumps(site.incident())
    body = b"[" + good + b',{"id": 1, "id": 2},{"a": 1e999}]'
    told = site.ask("POST", "records", by="armorer", content=body).json()
    assert [one["status"] for one in told] == [201, 400, 400]
    assert [one["problem"]["code"] for one in told[1:]] == ["json.duplicate_key", "json.number_range"]


def test_five_hundred_at_once(site: Site) -> None:
    answer = site.send(
        [site.record("armorer", "fitness", {"person": "p-crew", "fit": True}) for _ in range(500)]
    )
    assert {one["status"] for one in answer.json()} == {201}


def test_it_is_read_back_as_it_was_sent(site: Site) -> None:
    record = site.incident() | {"note": "ünïcode ✓"}
    receipt = site.send(record).json()
    entry = site.get(f"records/{record['id'].upper()}").json()
    assert entry["record"] == record
    assert (entry["position"], entry["leaf_hash"]) == (receipt["position"], receipt["leaf_hash"])
    assert entry["receipt"] == receipt


def follow(site: Site, path: str) -> list[httpx.Response]:
    """Every page of a list."""
    pages = [site.get(path)]
    while (cursor := pages[-1].json()["next"]) is not None:
        pages.append(site.get(f"{path}&cursor={cursor}"))
    return pages


def test_pages_hold_everything_once_and_in_order(site: Site) -> None:
    site.send([site.incident() for _ in range(7)])
    pages = follow(site, "records?limit=3")
    positions = [item["position"] for page in pages for item in page.json()["items"]]
    assert positions == list(range(site.size()))
    assert all(len(page.json()["items"]) <= 3 for page in pages)


def test_what_is_recorded_meanwhile_moves_no_page(site: Site) -> None:
    first = site.get("records?kind=role&limit=5").json()
    site.send(site.incident())
    second = site.get(f"records?kind=role&limit=5&cursor={first['next']}").json()
    assert first["items"][-1]["position"] < second["items"][0]["position"]


def test_a_cursor_is_good_for_its_own_list_only(site: Site) -> None:
    cursor = site.get("records?kind=role&limit=5").json()["next"]
    for path in (
        f"records?limit=5&cursor={cursor}",
        f"records?kind=incident&cursor={cursor}",
        f"violations?cursor={cursor}",
    ):
        answer = site.get(path)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor.invalid")


def test_lists_are_asked_by_day_kind_firearm_and_person(site: Site) -> None:
    mine, others = site.incident(), site.incident(by="medic")
    others["body"]["firearm"] = "winchester"
    site.send(mine)
    site.send(others, by="medic")

    def ids(query: str) -> set[str]:
        return {item["record"]["id"] for item in site.get(f"records?limit=500&{query}").json()["items"]}

    assert ids("kind=incident") == {mine["id"], others["id"]}
    assert ids("firearm=colt") == {mine["id"]}
    assert ids("kind=incident&person=p-medic") == {others["id"]}
    assert {mine["id"], others["id"]} <= ids("day=2026-03-02")
    assert ids("day=2026-03-01&kind=incident") == set()


def test_an_unchanged_list_is_not_sent_again(site: Site) -> None:
    first = site.get("records")
    again = site.get("records", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    site.send(site.incident())
    assert site.get("records", **{"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_words_of_a_concern_are_for_those_it_is_for(site: Site) -> None:
    body = {"category": "firearms", "channel": "app", "detail": "hush"}
    record = site.record("crew", "concern", body)
    assert site.send(record, by="crew").status_code == 201
    for role in ("crew", "safety_officer", "inspector"):
        assert site.get(f"records/{record['id']}", by=role).json()["record"] == record
    for path in (
        "records?limit=500",
        f"records/{record['id']}",
        "ledger/entries?limit=500",
        "days/2026-03-02",
    ):
        answer = site.get(path, by="armorer")
        assert "hush" not in answer.text
        assert "body.detail" in answer.text
    assert "firearms" in site.get(f"records/{record['id']}", by="armorer").text
