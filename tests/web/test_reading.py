"""What is read of a production: clearance, boards, violations and their report, the ledger and its proofs."""

from __future__ import annotations

import csv
import io
from typing import Any

import rfc8785

from app.domain.ledger.checkpoint import parse_checkpoint
from app.domain.ledger.entry import leaf_hash
from app.domain.ledger.proofs import verify_consistency, verify_inclusion
from app.domain.ledger.signed_note import parse_vkey
from tests.web.desert import Site


def items(site: Site, path: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = site.get(path).json()["items"]
    return listed


def test_a_clearance_says_why_not_and_what_it_assumed(site: Site) -> None:
    answer = site.get("clearance?firearm=colt&to=p-performer").json()
    assert answer["granted"] is False
    assert all(reason["cure"] and reason["who"] for reason in answer["reasons"])
    assert set(answer["assumed"]) == {"purpose", "from", "declared", "unit", "at"}
    assert answer["as_of"] == site.size() - 1


def test_a_clearance_assumes_only_what_was_left_out(site: Site) -> None:
    said = "purpose=take&from=p-armorer&declared=cold&unit=main&at=2026-03-02T09:00:00-07:00"
    assert site.get(f"clearance?firearm=colt&to=p-performer&{said}").json()["assumed"] == {}


def test_a_plus_sign_in_a_time_need_not_be_escaped(site: Site) -> None:
    assert site.get("clearance?firearm=colt&to=p-performer&at=2026-03-02T16:05:00+01:00").status_code == 200


def test_somebody_unknown_is_told(site: Site) -> None:
    answer = site.get("clearance?firearm=colt&to=p-nobody")
    assert (answer.status_code, answer.json()["code"]) == (422, "person.unknown")


def test_the_production_and_its_people(site: Site) -> None:
    (production,) = items(site, "/api/v1/productions")
    assert (production["id"], production["timezone"]) == ("desert", "America/Denver")
    people = {person["id"]: person for person in items(site, "people")}
    assert people["p-armorer"]["name"] == "The armorer"
    assert [role["role"] for role in people["p-armorer"]["roles"]] == ["armorer"]


def test_firearms_and_ammunition_are_listed_as_taken_in(site: Site) -> None:
    firearm = {"firearm": "colt", "class": "real", "calibre": ".45", "chambers": 6, "can_fire_live": True}
    firearm |= {"owner": "rental", "supplier": "rental house"}
    container = {"container": "box-1", "type": "dummy", "calibre": ".45", "count": 50, "supplier": "x"}
    container |= {"sealed": True, "labelled": True, "supplier_licensed": True}
    site.send(site.record("armorer", "firearm_intake", firearm))
    site.send(site.record("armorer", "ammunition_intake", container))
    assert [one["intake"] for one in items(site, "firearms")] == [firearm]
    assert [one["intake"] for one in items(site, "ammunition")] == [container]


def test_the_protocols_in_force(site: Site) -> None:
    assert {"round-inspection", "safety-meeting"} <= {one["id"] for one in items(site, "protocols")}


def test_a_day_and_its_board(site: Site) -> None:
    record = site.handover()
    site.send(record)
    counted = {day["date"]: day for day in items(site, "days")}["2026-03-02"]
    assert counted["violations"]["critical"] >= 1
    board = site.get("days/2026-03-02").json()
    assert record["id"] in {entry["record"]["id"] for entry in board["records"]}
    assert {"violations", "custody", "holds", "deadlines", "as_of"} <= set(board)
    assert site.get("days/2020-01-01").json()["records"] == []


def test_violations_are_asked_by_what_they_are(site: Site) -> None:
    site.send(site.handover())
    everything = items(site, "violations?limit=500")
    assert {"critical", "serious"} <= {one["gravity"] for one in everything}
    critical = items(site, "violations?gravity=critical&limit=500")
    assert critical == [one for one in everything if one["gravity"] == "critical"]
    assert {one["hazard"] for one in items(site, "violations?hazard=meeting.missing")} == {"meeting.missing"}
    assert items(site, "violations?day=2026-02-01") == []
    first = site.get("violations?limit=1").json()
    second = site.get(f"violations?limit=1&cursor={first['next']}").json()
    assert [first["items"][0], second["items"][0]] == everything[:2]


def test_the_report_names_evidence_by_its_place_in_the_ledger(site: Site) -> None:
    receipt = site.send(site.handover()).json()
    report = site.get("reports/violations?from=2026-03-01&until=2026-03-02&hazard=meeting.missing").json()
    (violation,) = report["violations"]
    assert receipt["position"] in [one["position"] for one in violation["evidence"]]
    assert violation["citations"]
    assert {"knowledge", "answers", "message", "rule"} <= set(violation)
    assert site.get("reports/violations?until=2026-03-01").json()["violations"] == []


def test_the_report_as_a_table(site: Site) -> None:
    site.send(site.handover())
    report = site.get("reports/violations").json()
    by_format = site.get("reports/violations?format=csv")
    by_accept = site.get("reports/violations", Accept="text/csv")
    assert by_format.content == by_accept.content
    assert by_format.headers["content-type"].startswith("text/csv")
    assert "violations-desert.csv" in by_format.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(by_format.content.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == [one["id"] for one in report["violations"]]
    assert all(
        f"position: {one['evidence'][0]['position']}" in row["evidence"]
        for row, one in zip(rows, report["violations"], strict=True)
    )


def test_a_table_runs_nothing(site: Site) -> None:
    record = site.handover()
    record["body"]["place"] = '=HYPERLINK("http://x","y")'
    site.send(record)
    rows = csv.reader(
        io.StringIO(site.get("reports/violations?format=csv").text.lstrip("\ufeff"), newline="")
    )
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_every_entry_can_be_proven_by_a_reader(site: Site) -> None:
    site.send([site.incident() for _ in range(3)])
    told = site.get("ledger/checkpoint").json()
    signed = parse_checkpoint(told["checkpoint"])
    signed.check(parse_vkey(told["vkey"]))
    assert (signed.checkpoint.size, signed.checkpoint.root.hex()) == (told["size"], told["root"])
    for entry in items(site, "ledger/entries?start=2&limit=500"):
        leaf = leaf_hash(rfc8785.dumps({name: entry[name] for name in ("position", "record", "recorded_at")}))
        assert leaf.hex() == entry["leaf_hash"]
        proof = site.get(f"ledger/proof?record={entry['record']['id']}").json()
        hashes = [bytes.fromhex(one) for one in proof["hashes"]]
        assert proof == site.get(f"ledger/proof?position={entry['position']}").json()
        assert verify_inclusion(leaf, entry["position"], told["size"], hashes, signed.checkpoint.root)


def test_nothing_was_changed_since_a_checkpoint(site: Site) -> None:
    then = site.get("ledger/checkpoint").json()
    site.send([site.incident() for _ in range(5)])
    now = site.get("ledger/checkpoint").json()
    proof = site.get(f"ledger/proof?since={then['size']}").json()
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    roots = [bytes.fromhex(one["root"]) for one in (then, now)]
    assert verify_consistency(then["size"], roots[0], now["size"], roots[1], hashes)


def test_entries_come_in_pages_from_where_one_wants(site: Site) -> None:
    first = site.get("ledger/entries?start=3&limit=4").json()
    second = site.get(f"ledger/entries?start=3&limit=4&cursor={first['next']}").json()
    assert [one["position"] for one in first["items"] + second["items"]] == list(range(3, 11))


def test_the_service_says_that_it_is_well(site: Site) -> None:
    assert site.get("/healthz", by=None).json() == {"status": "ok"}
    assert site.get("/readyz", by=None).json()["status"] == "ok"
    site.send(site.incident())
    text = site.get("/metrics", by=None).text
    assert 'showclear_records_total{outcome="accepted"} 1' in text
    assert 'route="/api/v1/productions/{production}/records"' in text
    assert "desert" not in text
