"""The envelope: who, when, which, by which checklist; all faults at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.errors import ShowclearError
from app.domain.records import parse_record


def where(value: object, **options: bool) -> dict[str, str]:
    with pytest.raises(ShowclearError) as refused:
        parse_record(value, **options)
    return {fault["field"]: fault["problem"] for fault in refused.value.where}


def test_the_whole_envelope(whole):
    record = parse_record(whole("handover"))
    assert (record.production, record.by, record.entered_by, record.unit) == (
        "demo",
        "armorer",
        "handler",
        "second",
    )
    assert record.protocol == "armorer-handover@1.0.0"
    assert dict(record.answers) == {
        "opened": True,
        "count": 6,
        "distance": 6.1,
        "who": "sheriff",
        "seen": ("1", "2"),
        "skipped": None,
    }
    assert record.corrects.reason == "wrong take"
    assert [signed.declined for signed in record.sign_offs] == [True, None]
    assert record.sign_offs[0].proof == {"signature": "AAAA"}


def test_what_is_left_out(least):
    record = parse_record(least("handover"))
    assert (record.unit, record.attachments, record.sign_offs) == ("main", (), ())
    absent = (
        record.entered_by,
        record.device,
        record.clock,
        record.protocol,
        record.answers,
        record.corrects,
    )
    assert absent == (None,) * 6
    nulls = dict.fromkeys(["unit", "attachments", "sign_offs", "clock", "answers", "note", "corrects"])
    assert parse_record(least("handover", **nulls)) == record


def test_the_corrected_instant(least):
    late = least("firing", clock={"offset_s": 90, "fixed_at": "2026-03-02T06:00:00Z"})
    record = parse_record(late)
    assert record.at == datetime(2026, 3, 2, 15, 46, 30, tzinfo=UTC)
    assert record.at is record.at
    assert record.occurred_at == "2026-03-02T08:45:00-07:00"
    assert parse_record(least("firing")).at == datetime(2026, 3, 2, 15, 45, tzinfo=UTC)


def test_ids_are_kept_as_sent_and_compared_lower(least):
    sent = "01890A5D-AC96-774B-BCCE-B302099A8057"
    record = parse_record(least("firing", id=sent))
    assert (record.id, record.key) == (sent, sent.lower())
    made = least("statement")
    made["body"]["about"] = sent
    assert parse_record(made).body.about == record.key
    made = least("response")
    for to, kept in ((sent, sent.lower()), ("V-Handover.7", "V-Handover.7")):
        made["body"]["to"] = to
        assert parse_record(made).body.to == kept


@pytest.mark.parametrize("version", "12345678")
def test_uuids_of_any_version(version, least):
    assert parse_record(least("firing", id=f"01890a5d-ac96-{version}74b-bcce-b302099a8057"))


@pytest.mark.parametrize(
    "wrong",
    [
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "01890a5d-ac96-974b-bcce-b302099a8057",
        "01890a5d-ac96-774b-ccce-b302099a8057",
        "{01890a5d-ac96-774b-bcce-b302099a8057}",
        "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
        "01890a5dac96774bbcceb302099a8057",
        "01890a5d-ac96-774b-bcce-b302099a8057\n",
        "",
        7,
    ],
)
def test_ids_that_are_none(wrong, least):
    assert list(where(least("firing", id=wrong))) == ["id"]


def test_only_a_concern_may_come_from_nobody(least):
    concern = least("concern")
    del concern["by"]
    assert parse_record(concern).by is None
    for kind in ("role", "firing", "production_set"):
        nameless = least(kind)
        del nameless["by"]
        assert where(nameless) == {"by": "is missing"}
        assert parse_record(nameless, allow_nobody=True).by is None
        assert list(where({**nameless, "by": None})) == ["by"]
        assert where({**nameless, "by": "NOBODY !"}, allow_nobody=True).keys() == {"by"}


@pytest.mark.parametrize(
    "wrong", ["Armorer", "", "-armorer", "a" * 65, "the armorer", "armorer\n", "armörer", 7, None]
)
def test_person_ids_that_are_none(wrong, least):
    assert list(where(least("firing", by=wrong))) == ["by"]


@pytest.mark.parametrize(
    "wrong", ["armorer-handover", "armorer-handover@1", "@1.0.0", "a@1.0.0 ", "a@latest", 1.0]
)
def test_protocol_texts_that_are_none(wrong, least):
    assert list(where(least("firing", protocol=wrong))) == ["protocol"]


@pytest.mark.parametrize(
    "wrong",
    [{"a": 1}, [[1]], float("inf"), float("nan"), 2**53, -(2**53), "\x00", "x" * 4001, ["x"] * 101, [{}]],
)
def test_answers_that_are_none(wrong, least):
    assert where(least("firing", answers={"item": wrong})).keys() == {"answers.item"}


def test_answers_are_bounded_and_named(least):
    assert where(least("firing", answers={f"i{n}": 1 for n in range(201)})).keys() == {"answers"}
    assert where(least("firing", answers={"the item": 1})).keys() == {"answers.the item"}
    assert where(least("firing", answers=[])).keys() == {"answers"}


def test_digests(least):
    assert parse_record(least("firing", attachments=["sha256:" + "0" * 64]))
    for wrong in ("0" * 63, "G" * 64, "sha1:" + "0" * 40, 0):
        assert where(least("firing", attachments=[wrong])).keys() == {"attachments[0]"}


def test_texts_hold_lines_and_any_script_but_no_control(least):
    for good in ("", "two\nlines\tand a tab", "Ünïcode 火器 🎬", "x" * 4000):
        assert parse_record(least("firing", note=good)).note == good
    for wrong in ("nul\x00", "bell\x07", "\x7f", "x" * 4001, "\udc00", 7, [], {}):
        assert where(least("firing", note=wrong)).keys() == {"note"}


def test_signatures(whole, least):
    made = whole("firing")
    made["sign_offs"][1] |= {"role": "armourer", "method": "fax", "at": "today", "proof": 3}
    assert where(made).keys() == {f"sign_offs[1].{field}" for field in ("role", "method", "at", "proof")}
    made = whole("firing")
    made["sign_offs"][0]["proof"] = {"a": {"b": "c"}}
    assert where(made).keys() == {"sign_offs[0].proof"}


@pytest.mark.parametrize("value", [None, 1, "record", [], [1], True, float("nan")])
def test_what_is_no_object_is_no_record(value):
    assert where(value).keys() == {"record"}


def test_without_a_kind_the_envelope_is_still_looked_at(least):
    made = least("firing") | {"kind": "handovr", "by": "NO", "extra": 1}
    found = where(made)
    assert found["kind"] == '"handovr" is no kind of record; did you mean handover?'
    assert found.keys() == {"kind", "by", "extra"}
    del made["kind"]
    assert where(made)["kind"] == "is missing"
    for wrong in (None, 7, ["firing"], {"a": 1}, ""):
        assert "kind" in where({**made, "kind": wrong})


def test_every_fault_is_told_at_once(whole):
    made = whole("round_inspection", occurred_at="2026-03-02", unit="Main Unit", protocl="x")
    made["clock"]["offset_s"] = True
    del made["body"]["barrel_clear"]
    made["body"]["rounds"][0] |= {"ok": 1, "methods": ["taste"]}
    made["body"]["chambers"] = -1
    assert where(made) == {
        "occurred_at": '"2026-03-02" is not what belongs here',
        "unit": '"Main Unit" is not what belongs here',
        "protocl": "is not a field here; did you mean protocol?",
        "clock.offset_s": "true is not what belongs here",
        "body.barrel_clear": "is missing",
        "body.rounds[0].ok": "1 is not what belongs here",
        "body.rounds[0].methods[0]": '"taste" is not a word it knows',
        "body.chambers": "-1 is not what belongs here",
    }


def test_a_flood_of_faults_is_cut_and_counted(least):
    made = least("firing") | {f"unknown-{n}": n for n in range(1000)}
    with pytest.raises(ShowclearError) as refused:
        parse_record(made)
    assert len(refused.value.where) == 51
    assert refused.value.where[-1]["problem"] == "has 950 more faults"


def test_a_fault_repeats_little_of_what_was_sent(least):
    with pytest.raises(ShowclearError) as refused:
        parse_record(least("firing", by="x" * 5000, note="\x1b[31m" + "y" * 5000, **{"z" * 5000: 1}))
    assert all(len(fault["problem"]) < 120 and len(fault["field"]) < 60 for fault in refused.value.where)
    assert "\x1b" not in str(refused.value.where)
