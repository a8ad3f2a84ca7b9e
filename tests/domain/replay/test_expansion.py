from __future__ import annotations

from typing import Any

import pytest
from plain_cases import concern, handover, plain_case, record

from app.domain.replay.case import read_case
from app.domain.replay.expand import Arrival, arrivals


def told(data: dict[str, Any]) -> list[Arrival]:
    return arrivals(read_case(data))


def named(data: dict[str, Any]) -> dict[str, Any]:
    return {one.name: one.entry.record for one in told(data)}


def test_settings_and_roles_come_an_hour_before_the_first_record_by_nobody() -> None:
    records = named(
        plain_case(concern("late", "2026-03-02T12:00-07:00"), concern("first", "2026-03-02T09:00-07:00"))
    )

    settings, role = records["production_set"], records["role/armorer/armorer"]

    assert settings.occurred_at == role.occurred_at == "2026-03-02T15:00:00Z"
    assert (settings.by, settings.body.timezone) == (None, "America/Denver")
    assert (role.by, role.body.from_at, role.body.minor) == (None, "2026-03-02T15:00:00Z", None)


def test_a_minor_is_one_in_every_role() -> None:
    people = {"kid": {"roles": ["performer", "crew"], "minor": True}}

    records = named(plain_case(concern("c1"), people=people))

    assert [records[f"role/kid/{role}"].body.minor for role in ("performer", "crew")] == [True, True]


@pytest.mark.parametrize(
    ("people", "keeper"),
    [
        ({"props": ["property_master"], "arm": ["armorer"], "arm-2": ["armorer"]}, "arm"),
        ({"ad": ["first_ad"], "props": ["property_master"], "hand": ["weapons_handler"]}, "props"),
        ({"ad": ["first_ad"]}, None),
    ],
)
def test_intakes_are_by_the_first_armorer_else_the_first_handler_else_nobody(
    people: dict[str, list[str]], keeper: str | None
) -> None:
    given = {person: {"roles": roles} for person, roles in people.items()}
    data = plain_case(concern("c1"), people=given, ammunition={"box": {"type": "dummy"}})

    records = named(data)

    assert (records["firearm/colt"].by, records["ammunition/box"].by) == (keeper, keeper)


def test_what_is_left_out_of_an_intake_is_unknown() -> None:
    box = named(plain_case(concern("c1"), ammunition={"box": {"type": "dummy"}}))["ammunition/box"].body

    assert (box.supplier, box.lot, box.sealed, box.labelled, box.supplier_licensed) == (
        "unknown",
        None,
        False,
        False,
        False,
    )


def test_references_are_mapped_to_the_ids_of_the_records_they_name() -> None:
    fixed = {"record": "c1", "reason": "wrong word"}
    data = plain_case(
        concern("c1"),
        record("response", {"to": "c1", "action": "acknowledge", "detail": "looking"}, id="r1"),
        concern("c2", corrects=fixed),
    )

    records = named(data)

    assert records["r1"].body.to == records["c1"].id
    assert records["c2"].corrects.record == records["c1"].id


def test_a_record_that_is_not_there_is_one_not_known_yet() -> None:
    texts = {"to": "insurer", "about": "the fall on the stairs", "channel": "email"}
    data = plain_case(
        record("response", {"to": "gone", "action": "acknowledge", "detail": "x"}, id="r1"),
        record("statement", {"about": "gone", "stance": "disputes", "claim": "x"}, id="s1"),
        record("notice", texts, id="n1"),
    )

    records = named(data)

    assert records["r1"].body.to == records["s1"].body.about
    assert records["n1"].body.about == "the fall on the stairs"


def test_people_and_texts_that_are_called_like_a_record_are_left_alone() -> None:
    data = plain_case(
        concern("sheriff"),
        handover("upm"),
        record("request", {"topic": "time", "about": "upm", "addressed_to": "upm"}, id="asked"),
    )

    records = named(data)

    assert records["upm"].body.to == "sheriff"
    assert records["asked"].body.about == "upm"


def test_ids_are_the_same_every_time_and_of_this_case_only() -> None:
    one, again = named(plain_case(concern("c1"))), named(plain_case(concern("c1")))

    assert one["c1"].id == again["c1"].id
    assert one["c1"].id != named(plain_case(concern("c1"), case="other"))["c1"].id


def test_signed_stands_for_sign_offs_in_every_role_the_person_holds() -> None:
    people = {"armorer": {"roles": ["armorer"]}, "ad": {"roles": ["first_ad", "safety_officer"]}}
    release = record(
        "release", {"subject": "day", "reason": "done"}, id="free", signed=["armorer", "ad", "guest"]
    )

    signs = named(plain_case(release, people=people))["free"].sign_offs

    assert [(s.person, s.role) for s in signs] == [
        ("armorer", "armorer"),
        ("ad", "first_ad"),
        ("ad", "safety_officer"),
        ("guest", "crew"),
    ]


def test_signed_of_a_later_signature_goes_into_its_body() -> None:
    later = record("sign_off", {"of": "c1", "sign_offs": []}, id="later", signed=["safety"])

    signed = named(plain_case(concern("c1"), later))["later"]

    assert [s.person for s in signed.body.sign_offs] == ["safety"]
    assert signed.sign_offs == ()


def test_arrivals_go_by_recorded_then_by_place_in_the_file() -> None:
    data = plain_case(
        concern("late", "2026-03-02T08:00-07:00", recorded="2026-03-02T12:00-07:00"),
        concern("second", "2026-03-02T10:00-07:00"),
        concern("third", "2026-03-02T10:00-07:00"),
        concern("first", "2026-03-02T09:00-07:00"),
    )

    arrived = told(data)

    assert [one.name for one in arrived][-4:] == ["first", "second", "third", "late"]
    assert [one.entry.position for one in arrived] == list(range(len(arrived)))


def test_no_two_arrivals_are_known_together() -> None:
    moments = [one.entry.recorded_at for one in told(plain_case(concern("a"), concern("b"), concern("c")))]

    assert moments == sorted(set(moments))
