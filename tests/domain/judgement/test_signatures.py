"""Which signatures under a record count: the engine alone, from what stands in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.domain.judgement import Begin, Chronicle, Rulebooks, judge
from app.domain.judgement.signatures import filled
from app.domain.ledger.failed import FAILED_FORM
from app.domain.protocol.protocol import Protocol, SignOffAsked
from app.domain.replay.case import read_case
from app.domain.replay.expand import arrivals, record_id
from app.protocols.strict_yaml import load
from tests.published import published

ROOT = Path(__file__).parents[3]
DAY = ROOT / "protocols" / "round-inspection" / "cases" / "card-signed-later-met.yaml"
RELEASE = ROOT / "tests" / "cases" / "contract" / "b-12-release-complete.yaml"
AT = "2026-03-02T08:41:00-07:00"
BOOKS = Rulebooks(published(), ("us-base",))
Change = Callable[[dict[str, dict[str, Any]]], None]


def sign(person: str, role: str, method: str = "pin", **more: Any) -> dict[str, Any]:
    return {"person": person, "role": role, "at": AT, "method": method, "statement": "s", **more}


INSPECTOR, WITNESS = sign("armorer", "armorer"), sign("first-ad", "first_ad")


def found_in(path: Path, change: Change, packs: list[str] | None = None) -> Any:
    case = load(path.read_text(), source=path.name).data
    by_id = {one["id"]: one for one in case["records"]}
    change(by_id)
    case["records"] = list(by_id.values())
    entries = [arrival.entry for arrival in arrivals(read_case(case))]
    return judge(BOOKS, entries, entries[-1].recorded_at)


def missing(
    *signed: dict[str, Any], later: list[dict[str, Any]] | None = None, by: str = "first-ad"
) -> list[str]:
    """The sign-offs that the inspection lacks, with its own signatures and those brought later."""

    def change(records: dict[str, dict[str, Any]]) -> None:
        look = records["look"]
        look.pop("signed", None)
        look["sign_offs"] = list(signed)
        if later is None:
            del records["later"]
        else:
            records["later"] |= {"by": by, "body": {"of": "look", "sign_offs": later}}

    found = found_in(DAY, change).violations
    return [v.subject for v in found if v.hazard == "sign_off.missing" and v.status != "rebutted"]


FIRST, SECOND = "sign_off:1", "sign_off:2"


@pytest.mark.parametrize(
    ("signed", "lacking"),
    [
        ([INSPECTOR, WITNESS], []),
        ([WITNESS, INSPECTOR], []),
        ([INSPECTOR], [SECOND]),
        ([INSPECTOR, sign("armorer", "property_master")], [SECOND]),
        ([sign("handler", "weapons_handler"), INSPECTOR], []),
        ([INSPECTOR, sign("upm", "upm")], [SECOND]),
        ([INSPECTOR, sign("first-ad", "safety_officer")], [SECOND]),
        ([INSPECTOR, sign("first-ad", "first_ad", declined=True)], [SECOND]),
        ([INSPECTOR, sign("first-ad", "first_ad", "spoken")], [SECOND]),
        ([INSPECTOR, sign("operator", "crew", "attested")], [SECOND]),
        ([sign("armorer", "armorer", "spoken"), WITNESS], [FIRST]),
        ([], [FIRST, SECOND]),
    ],
    ids=lambda value: ",".join(f"{s['person']}-{s['method']}" if isinstance(s, dict) else s for s in value),
)
def test_what_counts_under_an_inspection(signed: list[dict[str, Any]], lacking: list[str]) -> None:
    assert missing(*signed) == lacking


def test_whoever_inspected_is_no_witness_of_it() -> None:
    again = sign("armorer", "armorer")
    assert missing(INSPECTOR, later=[again], by="armorer") == [SECOND]
    assert missing(sign("handler", "weapons_handler", declined=True), again) == [SECOND]


@pytest.mark.parametrize(
    ("by", "method", "counts"),
    [
        ("first-ad", "token", True),
        ("armorer", "token", False),
        ("safety", "token", False),
        ("safety", "paper", False),
        ("armorer", "pin", True),
        ("armorer", "passkey", True),
    ],
)
def test_a_later_signature_brought_by_another_needs_more_than_their_word(
    by: str, method: str, counts: bool
) -> None:
    assert (missing(INSPECTOR, later=[sign("first-ad", "first_ad", method)], by=by) == []) is counts


def what_was_found(carrier: str, one: dict[str, Any]) -> dict[str, Any]:
    return one | {"proof": {"form": FAILED_FORM, "record": carrier, "code": "sign_off.wrong_pin"}}


def of_case(record: str) -> str:
    """The id that the case file's name of a record becomes."""
    return record_id("round-inspection-card-signed-later-met", record)


def test_a_signature_that_was_found_to_be_none_does_not_count() -> None:
    found = what_was_found(of_case("look"), WITNESS)
    assert missing(INSPECTOR, WITNESS, later=[found]) == [SECOND]


def test_what_was_found_of_one_sign_off_leaves_every_other_alone() -> None:
    of_another = what_was_found(of_case("later"), WITNESS)
    assert missing(INSPECTOR, WITNESS, later=[of_another]) == []
    other_method = what_was_found(of_case("look"), WITNESS | {"method": "passkey"})
    assert missing(INSPECTOR, WITNESS, later=[other_method]) == []
    good_again = sign("first-ad", "first_ad", "passkey")
    assert missing(INSPECTOR, WITNESS, later=[what_was_found(of_case("look"), WITNESS), good_again]) == []


def holds_left(*signed: dict[str, Any]) -> set[str]:
    def change(records: dict[str, dict[str, Any]]) -> None:
        released = records["released"]
        released.pop("signed", None)
        released["sign_offs"] = [one | {"at": released["at"][:16] + ":00-07:00"} for one in signed]

    return {hold.subject for hold in found_in(RELEASE, change).holds}


SAFETY, UPM = sign("safety", "safety_officer", "token"), sign("upm", "upm", "passkey")


def test_a_hold_ends_by_signatures_and_not_by_somebodys_word_for_them() -> None:
    assert "firearm:colt-1" not in holds_left(SAFETY, UPM)
    for method in ("spoken", "attested"):
        assert "firearm:colt-1" in holds_left(SAFETY, UPM | {"method": method})


def test_each_place_is_filled_by_a_person_of_its_own() -> None:
    assert filled([["a", "b"], ["a"]]) == [True, True]
    assert filled([["a"], ["a"]]) == [True, False]
    assert filled([[], ["a"]]) == [False, True]
    assert filled([["a", "b"], ["a", "c"], ["a"]]) == [True, True, True]


HANDED = sign("armorer", "armorer", "token")
TAPPED = sign("sheriff", "performer", "pin")
SPOKEN = sign("sheriff", "performer", "spoken")
WATCHED = sign("first-ad", "first_ad", "pin")
CARD = "armorer-handover@1.0.0"


def waits(*handovers: list[dict[str, Any]], **changed: Any) -> list[list[tuple[int, tuple[str, ...], str]]]:
    """For each of these handovers to the sheriff, one after the other: what is awaited, of whom, and why."""
    case = load(DAY.read_text(), source=DAY.name).data
    given = next(one for one in case["records"] if one["id"] == "out")
    case |= {"grant": [], "records": [one for one in case["records"] if one["at"] < given["at"]]}
    for number, signed in enumerate(handovers):
        at = f"2026-03-02T08:{45 + number}-07:00"
        body = given["body"] | changed
        case["records"].append(
            given | {"id": f"out-{number}", "at": at, "protocol": CARD, "sign_offs": signed, "body": body}
        )
    entries = [arrival.entry for arrival in arrivals(read_case(case))]
    state = Chronicle("p", BOOKS, Begin(None, (), entries, ())).state
    found = state.days["main"].awaited
    keys = [record_id(case["case"], f"out-{number}") for number in range(len(handovers))]
    return [[(one.number, one.persons, one.why) for one in found.get(key, ())] for key in keys]


NOT_YET = (2, ("sheriff",), "no such signature")


def test_who_is_awaited_is_told_with_whom_the_record_names() -> None:
    assert waits([HANDED], [HANDED, TAPPED], []) == [
        [NOT_YET],
        [],
        [(1, (), "no such signature"), NOT_YET],
    ]


def test_who_declined_is_not_awaited_but_what_is_required_is() -> None:
    assert waits([HANDED, TAPPED | {"declined": True}]) == [[]]
    assert waits([HANDED | {"declined": True}, TAPPED]) == [[(1, (), "declined")]]


def test_a_spoken_word_stands_for_the_tap_only_after_one_in_the_scene_before_a_witness() -> None:
    not_here = [(2, ("sheriff",), "spoken, where only a signature does")]
    assert waits([HANDED, TAPPED], [HANDED, SPOKEN, WATCHED]) == [[], []]
    assert waits([HANDED, SPOKEN, WATCHED]) == [not_here]
    assert waits([HANDED, TAPPED], [HANDED, SPOKEN]) == [[], not_here]
    assert waits([HANDED, TAPPED], [HANDED, SPOKEN, HANDED | {"role": "property_master"}]) == [[], not_here]
    assert waits([HANDED, SPOKEN, WATCHED], [HANDED, SPOKEN, WATCHED]) == [not_here, not_here]
    assert waits([HANDED, TAPPED], [HANDED, SPOKEN, WATCHED], scene=None) == [[], not_here]


ATTESTED = sign("operator", "crew", "attested")


@pytest.mark.parametrize(
    ("class_", "signed", "missing_"),
    [
        ("rubber", ["armorer", "first-ad"], False),
        ("real", ["armorer", "first-ad"], True),
        ("rubber", ["armorer"], True),
        ("rubber", ["first-ad", "upm"], True),
    ],
)
def test_what_is_attested_counts_for_what_cannot_fire_signed_by_a_handler_and_another(
    class_: str, signed: list[str], missing_: bool
) -> None:
    case = load(DAY.read_text(), source=DAY.name).data
    case["firearms"]["colt-1"] |= {"class": class_, "can_fire_live": class_ == "real"}
    roles = {"armorer": "armorer", "first-ad": "first_ad", "upm": "upm"}
    card = {
        "id": "card",
        "at": "2026-03-02T08:50-07:00",
        "by": "armorer",
        "kind": "issue_list",
        "protocol": "day-player@1.0.0",
        "sign_offs": [ATTESTED, *(sign(person, roles[person]) for person in signed)],
        "body": {
            "direction": "out",
            "lines": [{"firearm": "colt-1", "person": "operator"}],
            "place": "street",
        },
    }
    case |= {"grant": [], "records": [*(one for one in case["records"] if one["at"] < card["at"]), card]}
    entries = [arrival.entry for arrival in arrivals(read_case(case))]
    state = Chronicle("p", DayPlayers(published(), ("us-base",)), Begin(None, (), entries, ())).state
    assert (record_id(case["case"], "card") in state.days["main"].awaited) is missing_


class DayPlayers(Rulebooks):
    """The published protocols, and one that asks day players to sign for what they were given."""

    def protocol(self, ref: str) -> Protocol | None:
        if ref != "day-player@1.0.0":
            return super().protocol(ref)
        published = super().protocol("custody-and-storage@1.0.0")
        assert published is not None
        said = {"en": "I have it.", "es": "Lo tengo."}
        asked = SignOffAsked(role=["crew", "performer"], statement=said, required=False)
        return published.model_copy(update={"sign_offs": [asked]})


def test_a_signature_after_the_protocols_time_does_not_count() -> None:
    in_time = SignOffAsked(role=["armorer"], statement={"en": "I did."}, required=True, within="PT15M")
    assert in_time.within == timedelta(minutes=15)
    card = BOOKS.protocol(CARD)
    assert card is not None

    class Timed(Rulebooks):
        def protocol(self, ref: str) -> Protocol | None:
            found = card.model_copy(update={"sign_offs": [in_time]})
            return found if ref == CARD else super().protocol(ref)

    case = load(DAY.read_text(), source=DAY.name).data
    given = next(one for one in case["records"] if one["id"] == "out")
    for at, late in (("2026-03-02T09:00:00-07:00", False), ("2026-03-02T09:00:01-07:00", True)):
        signed = [HANDED | {"at": at}]
        records = [one for one in case["records"] if one["at"] < given["at"]]
        records.append(given | {"protocol": CARD, "sign_offs": signed})
        entries = [one.entry for one in arrivals(read_case(case | {"records": records}))]
        state = Chronicle("p", Timed(published(), ("us-base",)), Begin(None, (), entries, ())).state
        awaited = state.days["main"].awaited.get(record_id(case["case"], "out"), ())
        found = [one.why for one in awaited]
        assert found == (["signed after the time there was"] if late else [])


def test_a_release_with_a_signature_that_failed_ends_no_hold_until_it_is_given_again() -> None:
    pin = sign("upm", "upm", "pin")

    def left(*brought: tuple[str, dict[str, Any]]) -> set[str]:
        def change(records: dict[str, dict[str, Any]]) -> None:
            released = records["released"]
            del released["signed"]
            released["sign_offs"] = [SAFETY, pin]
            for number, (by, one) in enumerate(brought):
                body = {"of": "released", "sign_offs": [one]}
                later = {
                    "id": f"later-{number}",
                    "at": "2026-03-02T08:12-07:00",
                    "kind": "sign_off",
                    "by": by,
                }
                records[f"later-{number}"] = later | {"body": body}

        return {hold.subject for hold in found_in(RELEASE, change).holds}

    failed = ("safety", what_was_found(record_id("b-12-release-complete", "released"), pin))
    assert "firearm:colt-1" not in left()
    assert "firearm:colt-1" in left(failed)
    assert "firearm:colt-1" not in left(failed, ("upm", pin | {"method": "passkey"}))
    assert "firearm:colt-1" in left(failed, ("safety", pin | {"method": "token"}))
