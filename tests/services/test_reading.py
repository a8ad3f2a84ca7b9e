"""What is told to those who may look: pages, filters, what is withheld, proofs, reports."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.bootstrap import services_on
from app.db.database import Database
from app.domain.ledger.checkpoint import parse_checkpoint
from app.domain.ledger.proofs import verify_consistency, verify_inclusion
from app.domain.ledger.signed_note import parse_vkey
from app.domain.ledger.verify import verify
from app.domain.reports.world import Asked
from app.protocols.catalogue import Catalogue
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services
from app.services.filters import RecordFilter, ViolationFilter
from app.signing.checkpoint_key import CheckpointKey
from tests.services.conftest import PEOPLE, Production
from tests.services.test_shoot import INTAKE, a_day

CONCERN = {"category": "hours", "channel": "verbal", "detail": "16 h", "addressed_to": "first"}


@pytest.fixture
def told(shoot: Production) -> Production:
    shoot.take(shoot.record("ana", "firearm_intake", INTAKE))
    a_day(shoot)
    shoot.clock.move(hours=22)
    shoot.take(shoot.record("pat", "concern", CONCERN))
    return shoot


def positions(page: Any) -> list[int]:
    return [entry["position"] for entry in page.items]


def test_records_are_found_by_day_kind_firearm_and_person(told: Production, services: Services) -> None:
    caller = told.caller("ana", READ)

    def found(**asked: Any) -> list[str]:
        page = services.reading.records(caller, told.id, RecordFilter(**asked), None, 100)
        return [entry["record"]["kind"] for entry in page.items]

    assert found(kind="incident") == ["incident"]
    assert found(firearm="colt") == ["firearm_intake", "round_inspection", "handover", "incident"]
    assert found(person="pat") == ["role", "handover"]  # whose concern it is is not for an armorer
    assert found(person="pat", firearm="colt") == ["handover"]
    assert found(day=date(2026, 3, 3)) == ["concern"]
    assert found(day=date(2026, 3, 4)) == []
    page = services.reading.records(told.caller("safe", READ), told.id, RecordFilter(person="pat"), None, 100)
    assert [entry["record"]["kind"] for entry in page.items] == ["role", "handover", "concern"]
    handover = next(one for one in told.sent if one["kind"] == "handover")
    own = {
        "person": "pat",
        "role": "performer",
        "at": handover["occurred_at"],
        "method": "token",
        "statement": "s",
    }
    told.take(told.record("pat", "sign_off", {"of": handover["id"].upper(), "sign_offs": [own]}))
    assert found(record=handover["id"]) == ["sign_off"]
    assert found(record=told.sent[-1]["id"]) == []


def test_pages_follow_one_another(told: Production, services: Services) -> None:
    caller, place, seen = told.caller("ana", READ), None, []
    while True:
        page = services.reading.records(caller, told.id, RecordFilter(), place, 4)
        seen += positions(page)
        place = page.following
        if place is None:
            break
    assert seen == list(range(14))
    first = services.reading.entries(caller, told.id, 3, 5)
    assert (positions(first), first.following) == ([3, 4, 5, 6, 7], 8)
    assert services.reading.entries(caller, told.id, 13, 5).following is None
    assert services.reading.entries(caller, told.id, 99, 5).items == []


def test_a_concerns_words_are_for_those_it_is_meant_to_reach(told: Production, services: Services) -> None:
    def seen(person: str) -> dict[str, Any]:
        return services.reading.record(told.caller(person, READ), told.id, told.sent[-1]["id"].upper())

    for person in ("pat", "first", "safe", "looker"):
        assert seen(person)["record"]["body"] == CONCERN
    hidden = seen("ana")
    assert "by" not in hidden["record"] and hidden["record"]["body"] == {
        "category": "hours",
        "channel": "verbal",
    }
    assert set(hidden["withheld"]) == {"by", "body.detail", "body.addressed_to"}
    assert hidden["leaf_hash"] == seen("pat")["leaf_hash"] == hidden["receipt"]["leaf_hash"]


def test_nobody_looks_into_another_production_or_without_a_role(told: Production, services: Services) -> None:
    reading = services.reading
    asked = [
        lambda caller: reading.production(caller, told.id),
        lambda caller: reading.people(caller, told.id),
        lambda caller: reading.firearms(caller, told.id),
        lambda caller: reading.ammunition(caller, told.id),
        lambda caller: reading.days(caller, told.id),
        lambda caller: reading.board(caller, told.id, date(2026, 3, 2)),
        lambda caller: reading.protocols(caller, told.id),
        lambda caller: reading.records(caller, told.id, RecordFilter(), None, 1),
        lambda caller: reading.record(caller, told.id, told.sent[0]["id"]),
        lambda caller: reading.violations(caller, told.id, ViolationFilter(), None, 1),
        lambda caller: services.reports.report(caller, told.id, "violations", Asked()),
        lambda caller: reading.checkpoint(caller, told.id),
        lambda caller: reading.entries(caller, told.id, 0, 1),
        lambda caller: reading.inclusion(caller, told.id, 0, None),
        lambda caller: reading.consistency(caller, told.id, 0, None),
    ]
    for ask in asked:
        with pytest.raises(Exception, match="not_found"):
            ask(Caller("ana", "elsewhere"))
        for caller in (told.caller("ana", WRITE), told.caller("nobody", READ), told.caller(None, READ)):
            with pytest.raises(Exception, match=r"permission\.denied"):
                ask(caller)
        for person in PEOPLE:
            assert ask(told.caller(person, READ)) is not None
    with pytest.raises(Exception, match="not_found"):
        reading.record(told.caller("ana", READ), told.id, "01890a5d-ac96-774b-bcce-b302099a8057")


def test_things_are_told_with_intake_and_custody(told: Production, services: Services) -> None:
    (colt,) = services.reading.firearms(told.caller("ana", READ), told.id)
    assert colt["intake"] == INTAKE
    assert (colt["id"], colt["holder"], colt["locked"]) == ("colt", "pat", False)
    assert [hold["subject"] for hold in colt["holds"]] == ["firearm:colt"]
    assert services.reading.ammunition(told.caller("ana", READ), told.id) == []


def test_the_board_of_a_day(told: Production, services: Services) -> None:
    board = services.reading.board(told.caller("ana", READ), told.id, date(2026, 3, 2))
    assert len(board["records"]) == 13
    assert "meeting.missing" in {one["hazard"] for one in board["violations"]}
    assert [hold["subject"] for hold in board["holds"]] == ["firearm:colt"]
    assert board["judgement"] == "current"
    days = services.reading.days(told.caller("ana", READ), told.id)
    assert [(day["date"], day["records"]) for day in days] == [("2026-03-03", 1), ("2026-03-02", 13)]
    assert days[1]["violations"]["critical"] > 0


def test_violations_are_filtered_and_paged(told: Production, services: Services) -> None:
    caller = told.caller("ana", READ)

    def found(**asked: Any) -> list[dict[str, Any]]:
        return services.reading.violations(caller, told.id, ViolationFilter(**asked), None, 100).items

    everything = found()
    assert [one["flagged_at"] for one in everything] == sorted(
        (o["flagged_at"] for o in everything), reverse=True
    )
    assert {one["hazard"] for one in found(hazard="meeting.missing")} == {"meeting.missing"}
    assert {one["gravity"] for one in found(gravity="critical")} == {"critical"}
    assert len(found(firearm="colt")) + len([o for o in everything if o.get("firearm") != "colt"]) == len(
        everything
    )
    assert len(found(day=date(2026, 3, 2))) + len(found(day=date(2026, 3, 3))) == len(everything)
    assert found(status="rebutted") == []
    first = services.reading.violations(caller, told.id, ViolationFilter(), None, 3)
    rest = services.reading.violations(caller, told.id, ViolationFilter(), first.following, 500)
    assert first.items + rest.items == everything and rest.following is None


def test_proofs_lead_to_the_signed_root(told: Production, services: Services) -> None:
    caller = told.caller("looker", READ)
    now = services.reading.checkpoint(caller, told.id)
    signed = parse_checkpoint(now["checkpoint"])
    signed.check(parse_vkey(now["vkey"]))
    assert (
        (signed.checkpoint.size, signed.checkpoint.root.hex())
        == (now["size"], now["root"])
        == (14, now["root"])
    )
    for asked in (5, told.sent[5]["id"], told.sent[5]["id"].upper()):
        proof = services.reading.inclusion(caller, told.id, asked, None)
        hashes = [bytes.fromhex(one) for one in proof["hashes"]]
        leaf = bytes.fromhex(proof["leaf_hash"])
        assert verify_inclusion(leaf, 5, 14, hashes, signed.checkpoint.root)
    for since in (1, 7, 14):
        proof = services.reading.consistency(caller, told.id, since, None)
        hashes = [bytes.fromhex(one) for one in proof["hashes"]]
        then = bytes.fromhex(proof["root_then"])
        assert verify_consistency(since, then, 14, signed.checkpoint.root, hashes)
    for ask in (
        lambda: services.reading.inclusion(caller, told.id, 14, None),
        lambda: services.reading.inclusion(caller, told.id, 0, 15),
        lambda: services.reading.consistency(caller, told.id, 15, None),
    ):
        with pytest.raises(Exception, match=r"proof\.out_of_range"):
            ask()


def test_the_report_cites_evidence_with_its_places(told: Production, services: Services) -> None:
    caller = told.caller("looker", READ)
    report = services.reports.report(
        caller,
        told.id,
        "violations",
        Asked(since_on=date(2026, 3, 2), until_on=date(2026, 3, 2), gravity="critical"),
    )
    assert report["violations"]
    for violation in report["violations"]:
        trigger = violation["evidence"][0]
        assert trigger["record"] == violation["records"][0]
        entry = services.reading.entries(caller, told.id, trigger["position"], 1).items[0]
        assert entry["record"]["id"] == trigger["record"]
        assert violation["citations"]
    later = services.reports.report(caller, told.id, "violations", Asked(since_on=date(2026, 3, 4)))
    assert later["violations"] == []


def test_another_key_signs_anew(told: Production, database: Database, catalogue: Catalogue) -> None:
    """As after a restore without the old key: what is told and the key told with it always fit."""
    key = CheckpointKey(Ed25519PrivateKey.generate())
    other = services_on(database, catalogue, key, ("us-base",), told.clock)
    now = other.reading.checkpoint(told.caller("ana", READ), told.id)
    parse_checkpoint(now["checkpoint"]).check(parse_vkey(now["vkey"]))
    lines: list[bytes] = []
    other.exports.export(told.id, lines.append)
    assert verify(lines, vkey=now["vkey"]).ok
