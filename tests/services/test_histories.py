"""A firearm's history goes from one production to the next: with consent, signed, checked, and never counted there."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from app.domain.errors import ShowclearError
from app.domain.ledger.history import read_history
from app.domain.ledger.signed_note import note_key, sign_note
from app.services.caller import READ, WRITE, Caller
from app.services.container import Services
from app.services.histories import CONSENT, SMALL_BYTES
from tests.services.conftest import KEY, Production, found

COLT, LOT = "firearm:colt", "lot:box"
TODAY = "2026-03-02"


def intake(shoot: Production, **more: Any) -> dict[str, Any]:
    body = {"firearm": "colt", "class": "real", "calibre": ".45", "chambers": 6, "can_fire_live": True}
    told = {"owner": "rental", "supplier": "Bad Robert's rentals", "serial": "SN 12-a", "marks": "Ana's own"}
    return shoot.record("ana", "firearm_intake", body | told | more)


def consent(shoot: Production, about: dict[str, Any], by: str = "ana", **more: Any) -> dict[str, Any]:
    body = {"about": about["id"], "stance": "confirms", "claim": CONSENT}
    return shoot.record(by, "statement", body, **more)


@pytest.fixture
def taken_in(shoot: Production) -> dict[str, Any]:
    """A firearm with a few things that happened to it."""
    taken = intake(shoot)
    shoot.take(taken)
    shoot.take(shoot.inspection())
    shoot.take(shoot.inspection(note="Pat said that Ana looked away."))
    jam = shoot.incident(note="Pat dropped it.")
    shoot.take(jam)
    firing = {"firearm": "colt", "scene": "7", "take": 1, "rounds_fired": 3}
    shoot.take(shoot.record("ana", "firing", firing | {"inspected_before": True, "inspected_after": True}))
    return taken


@pytest.fixture
def agreed(shoot: Production, taken_in: dict[str, Any]) -> dict[str, Any]:
    paper = consent(shoot, taken_in, attachments=["ab" * 32])
    shoot.take(paper)
    return paper


@pytest.fixture
def ocean(services: Services, shoot: Production) -> Production:
    """The next production, where the same firearm was taken in under another id."""
    made = Production(services.records, services.judges, shoot.store, shoot.clock, "ocean")
    found(made)
    made.take(intake(made, firearm="prop-7", serial="sn12A"))
    return made


def refusal(deed: Any, *given: Any) -> str:
    with pytest.raises(ShowclearError) as refused:
        deed(*given)
    return refused.value.code


def test_it_goes_along_and_is_shown_and_counts_for_nothing(
    services: Services, shoot: Production, agreed: dict[str, Any], ocean: Production
) -> None:
    histories, ana = services.outside.histories, ocean.caller("ana")
    file, small = (
        give(shoot.caller("ana"), "desert", COLT) for give in (histories.give, histories.give_small)
    )
    assert len(small.encode()) <= SMALL_BYTES
    before = [services.reading.firearms(ana, "ocean"), services.judges.seen("ocean").size]  # type: ignore[union-attr]
    shown = histories.bring(ana, "ocean", "firearm:prop-7", file)
    counts = {"bore_checks": 2, "bore_not_clear": 0, "faults": 0, "stoppages": 1, "rounds_fired": 3}
    assert (shown["signed_by"], shown["totals"], shown["proven"], shown["left_out"]) == (
        "desert",
        counts,
        5,
        0,
    )
    assert {"kind": "stoppage", "on": TODAY, "what": "misfire"} in shown["lines"]
    code = histories.bring(ana, "ocean", "firearm:prop-7", small.replace("\n", "\r\n"))
    assert (code["totals"], code["proven"]) == (counts, 0)
    assert len(histories.told(ana, "ocean", "firearm:prop-7")["brought"]) == 2
    histories.bring(ana, "ocean", "firearm:prop-7", file)  # the same once more is the same
    assert len(histories.told(ana, "ocean", "firearm:prop-7")["brought"]) == 2
    assert before == [services.reading.firearms(ana, "ocean"), services.judges.seen("ocean").size]  # type: ignore[union-attr]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nobody_and_no_text_is_in_it(services: Services, shoot: Production, agreed: dict[str, Any]) -> None:
    told = services.outside.histories.give(shoot.caller("ana"), "desert", COLT)
    said = re.sub(r'"(?:leaf|checkpoint|number_digest|vkey)":"[^"]*"|"hashes":\[[^]]*\]|\n\u2014.*', "", told)
    for word in ("ana", "pat", "first", "Robert", "SN", "dropped", "colt", "marks", "sc_", "rentals"):
        assert word not in re.sub(r"\d{4}-\d\d-\d\d", "", said), word


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_without_the_owner_nothing_leaves(
    services: Services, shoot: Production, taken_in: dict[str, Any]
) -> None:
    give, ana = services.outside.histories.give, shoot.caller("ana")
    assert refusal(give, ana, "desert", COLT) == "history.no_consent"
    shoot.take(consent(shoot, taken_in))  # no paper of the rental house
    shoot.take(consent(shoot, taken_in, by="prod"))
    other = consent(shoot, taken_in, attachments=["ab" * 32])
    other["body"]["claim"] = "The owner does not mind."
    shoot.take(other)
    assert refusal(give, ana, "desert", COLT) == "history.no_consent"
    signed = consent(shoot, taken_in, attachments=["ab" * 32])
    shoot.take(signed)
    assert read_history(give(ana, "desert", COLT), shoot.clock.now.date()).lines[0].kind == "consent"
    back = {
        "corrects": {"record": signed["id"], "reason": "The owner took it back."},
        "attachments": ["ab" * 32],
    }
    shoot.clock.move(hours=1)
    taken_back = consent(shoot, taken_in, **back)
    taken_back["body"]["claim"] = "The owner took it back."
    shoot.take(taken_back)
    assert refusal(give, ana, "desert", COLT) == "history.no_consent"
    assert refusal(give, shoot.caller("pat"), "desert", COLT) == "permission.denied"
    assert refusal(give, ana, "desert", "firearm:other") == "not_found"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_the_productions_the_producer_gives(services: Services, shoot: Production) -> None:
    mine = intake(shoot, owner="production", serial=None)
    mine["body"].pop("serial")
    shoot.take(mine)
    give, ana = services.outside.histories.give, shoot.caller("ana")
    assert refusal(give, ana, "desert", COLT) == "history.no_number"
    numbered = intake(shoot, owner="production")
    shoot.take(numbered)
    shoot.take(consent(shoot, numbered, attachments=["ab" * 32]))
    assert refusal(give, ana, "desert", COLT) == "history.no_consent"
    shoot.take(consent(shoot, numbered, by="prod"))
    assert read_history(give(ana, "desert", COLT), shoot.clock.now.date()).signed_by == "desert"


def test_a_lot_takes_its_counts_along(services: Services, shoot: Production, ocean: Production) -> None:
    body = {"container": "box", "type": "blank", "calibre": ".45", "count": 50, "supplier": "s", "lot": "L-1"}
    body |= {"sealed": True, "labelled": True, "supplier_licensed": True}
    for one in (shoot, ocean):
        one.take(box := one.record("ana", "ammunition_intake", body))
        if one is shoot:
            shoot.take(consent(shoot, box, by="prod"))
    counts = {"issued": 6, "fired": 4, "returned": 1, "misfired": 1, "destroyed": 0}
    shoot.take(shoot.record("ana", "round_count", {"container": "box"} | counts))
    histories = services.outside.histories
    shown = histories.bring(
        ocean.caller("ana"), "ocean", LOT, histories.give(shoot.caller("ana"), "desert", LOT)
    )
    assert shown["totals"] == {"counts": 1, **counts}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_does_not_hold_is_refused(
    services: Services, shoot: Production, agreed: dict[str, Any], ocean: Production
) -> None:
    histories, ana = services.outside.histories, ocean.caller("ana")

    def bring(text: str, thing: str = "firearm:prop-7", key: str | None = None) -> str:
        return refusal(histories.bring, ana, "ocean", thing, text, key)

    file = histories.give(shoot.caller("ana"), "desert", COLT)
    assert bring(file.replace('"rounds_fired":3', '"rounds_fired":2')) == "history.altered"
    assert bring("hello") == bring(file.replace("history/v1", "history/v2")) == "history.malformed"
    vkey = KEY.vkey("showclear/desert")
    assert bring(file, key=KEY.vkey("showclear/ocean")) == "history.altered"
    assert bring(file, key="no key") == "history.key"
    first, told, *_ = file.split("\n")
    for change, code in (
        (
            {"lines": [one | {"leaf": "A" * 43 + "="} for one in orjson.loads(told)["lines"]]},
            "history.altered",
        ),
        ({"class": "replica"}, "history.other_thing"),
        (
            {"lines": [{"kind": "fault", "on": TODAY, "position": 1, "what": "shot by Ana"}]},
            "history.malformed",
        ),
        ({"more": 1}, "history.malformed"),
        ({"expires_on": "2026-02-01"}, "history.expired"),
    ):
        text = orjson.dumps(orjson.loads(told) | change, option=orjson.OPT_SORT_KEYS).decode()
        again = sign_note(f"{first}\n{text}\n", note_key("showclear/desert", KEY.public_key), KEY.sign)
        assert bring(again) == code, change  # signed anew by the same key, and still refused
    ocean.take(intake(ocean, firearm="twin", serial="SN 12-b"))
    assert bring(file, "firearm:twin") == "history.other_thing"
    ocean.clock.move(days=91)
    assert bring(file) == "history.expired"
    reader = Caller("ana", "ocean", frozenset({READ}))
    assert refusal(histories.bring, reader, "ocean", "firearm:prop-7", file) == "permission.denied"
    assert refusal(
        histories.bring, ocean.caller("pat", READ, WRITE), "ocean", "firearm:prop-7", file, vkey
    ) == ("permission.denied")
