from __future__ import annotations

from typing import Any

import pytest
from plain_cases import AT, concern, handover, plain_case, record

from app.domain.errors import ShowclearError
from app.domain.replay.case import read_case
from app.domain.replay.expand import loose_ends


def faults(data: object) -> dict[str, str]:
    with pytest.raises(ShowclearError) as refused:
        read_case(data)
    assert refused.value.code == "case.malformed"
    assert all(fault["expected"] for fault in refused.value.where)
    return {fault["field"]: fault["problem"] for fault in refused.value.where}


def test_a_case_is_read_with_what_may_be_left_out() -> None:
    case = read_case({"case": "nothing", "records": []})

    assert (case.timezone, case.packs, case.strict, case.harm_at) == ("UTC", ["us-base"], False, None)


@pytest.mark.parametrize("data", [None, [], "case", 3])
def test_what_is_no_object_is_no_case(data: object) -> None:
    assert list(faults(data)) == ["the file"]


def test_every_fault_is_told_at_once() -> None:
    data = plain_case(
        handover("h1", declared="warm"),
        record("handoverr", {}),
        record("release", {"subject": "day", "reason": "done", "incident": "no where"}),
        {"at": AT, "kind": "concern"},
        expect=[{"hazard": "live.fund"}],
        wrong=1,
    )

    told = faults(data)

    assert told.keys() == {
        "records[0].body.declared",
        "records[1].kind",
        "records[2].body.incident",
        "records[3].body",
        "expect[0].hazard[0]",
        "wrong",
    }
    assert "did you mean live.found?" in told["expect[0].hazard[0]"]
    assert "did you mean handover?" in told["records[1].kind"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": {"armorer": {"roles": ["armourer"]}}}, "people.armorer.roles[0]"),
        ({"people": {"armorer": {"roles": [], "name": "x"}}}, "people.armorer.name"),
        ({"people": {"Two Words": {"roles": []}}}, "people.Two Words"),
        ({"firearms": {"colt": {"class": "reel"}}}, "firearms.colt.class"),
        ({"firearms": {"colt": {"calibre": ".45"}}}, "firearms.colt.class"),
        ({"ammunition": {"box": {"type": "dummy", "colour": "red"}}}, "ammunition.box.colour"),
        ({"ammunition": {"box": {"type": "dummy", "count": -1}}}, "ammunition.box.count"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"packs": []}, "packs"),
        ({"expect": [{"hazard": []}]}, "expect[0].hazard"),
        ({"expect": [{"hazard": "live.found", "by": "noon"}]}, "expect[0].by"),
        ({"expect": [{"hazard": "live.found", "when": AT}]}, "expect[0].when"),
        ({"absent": ["nothing.at_all"]}, "absent[0]"),
        ({"strict": "yes"}, "strict"),
        ({"harm_at": "2026-03-02"}, "harm_at"),
    ],
)
def test_what_is_not_in_the_form_is_refused(change: dict[str, Any], field: str) -> None:
    assert list(faults(plain_case(concern("c1"), **change))) == [field]


@pytest.mark.parametrize("name", ["source_of", "occurred_at", "production"])
def test_unknown_fields_of_a_record_are_refused(name: str) -> None:
    assert list(faults(plain_case(concern("c1", **{name: "x"})))) == [f"records[0].{name}"]


def test_unknown_fields_of_a_body_are_refused() -> None:
    assert list(faults(plain_case(handover("h1", colour="blue")))) == ["records[0].body.colour"]


def test_faults_are_told_where_the_file_says_it_though_records_before_could_not_be_read() -> None:
    data = plain_case({"kind": "duty"}, concern("c1"), handover("h1", declared="warm"))

    assert {"records[0].at", "records[0].body", "records[2].body.declared"} == faults(data).keys()


def test_a_record_may_name_one_that_the_case_does_not_have() -> None:
    said = record("statement", {"about": "c1", "stance": "confirms", "claim": "so it was"})
    told = record("notice", {"to": "regulator", "about": "c1", "channel": "telephone"})

    ends = loose_ends(
        read_case(plain_case(said, told, concern("c2", corrects={"record": "c0", "reason": "wrong"})))
    )

    assert [end["field"] for end in ends] == ["records[0].body.about", "records[2].corrects.record"]


def test_two_records_of_one_id_are_refused() -> None:
    assert '"c1" names 2 records' in faults(plain_case(concern("c1"), concern("c1")))["records"]


@pytest.mark.parametrize("field", ["deny", "grant"])
def test_clearances_are_asked_of_handovers_only(field: str) -> None:
    told = faults(plain_case(concern("c1"), handover("h1"), **{field: ["h1", "c1", "h2"]}))

    assert list(told) == [f"{field}[1]", f"{field}[2]"]


def test_a_clearance_is_not_both_refused_and_granted() -> None:
    assert list(faults(plain_case(handover("h1"), deny=["h1"], grant=["h1"]))) == ["grant[0]"]


def test_a_line_names_a_record_of_the_case() -> None:
    data = plain_case(concern("c1"), expect=[{"hazard": "live.found", "record": "c2"}])

    assert list(faults(data)) == ["expect[0].record"]


@pytest.mark.parametrize(
    "text",
    ["2026-03-02T09:00-07:00", "2026-03-02T16:00Z", "2026-03-02T09:00:30-07:00", "2026-03-02T16:00:00.250Z"],
)
def test_a_case_may_leave_out_seconds(text: str) -> None:
    case = read_case(plain_case(concern("c1", at=text, recorded=text), harm_at=text, until=text))

    assert case.records[0].at[16:17] == ":"


@pytest.mark.parametrize(
    "text", ["2026-03-02T09:00", "2026-03-02T09-07:00", "2026-02-30T09:00Z", "2026-03-02 09:00Z"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert list(faults(plain_case(concern("c1", at=text)))) == ["records[0].at"]


def test_times_inside_a_record_keep_their_seconds() -> None:
    body = {"person": "x", "role": "crew", "from_at": "2026-03-02T09:00-07:00"}

    assert list(faults(plain_case(record("role", body)))) == ["records[0].body.from_at"]


def test_basis_is_one_of_four() -> None:
    assert list(faults(plain_case(concern("c1", basis="rumour")))) == ["records[0].basis"]
