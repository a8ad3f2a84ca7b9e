"""Taking records in: receipts, replays, conflicts, refusals; the same on both engines."""

from __future__ import annotations

import uuid
from datetime import timedelta

import orjson
import pytest

from app.domain.ledger.canonical import canonical, is_canonical
from app.domain.ledger.checkpoint import parse_checkpoint
from app.domain.ledger.entry import leaf_hash, parse_entry
from app.services.caller import CONCERN, DELIVER, READ, Caller
from app.services.outcome import Accepted, Refused
from tests.services.conftest import Production


def stored(production: Production) -> list[bytes]:
    with production.store.reading() as reader:
        return list(reader.entries_from(production.id, 0))


def test_a_receipt_says_where_the_record_stands(production: Production) -> None:
    record = production.handover()
    receipt = production.take(record)
    entries = stored(production)
    assert receipt["id"] == record["id"]
    assert receipt["position"] == len(entries) - 1 == 7
    assert receipt["leaf_hash"] == leaf_hash(entries[-1]).hex()
    assert [found["hazard"] for found in receipt["raised"]] == ["rounds.not_inspected"]
    assert receipt["resolved"] == receipt["holds"] == []
    checkpoint = parse_checkpoint(receipt["checkpoint"]).checkpoint
    assert (checkpoint.origin, checkpoint.size) == ("showclear/desert", 8)


def test_the_ledger_keeps_what_was_sent(production: Production) -> None:
    record = production.handover(
        note="caf\u00e9 \U0001f3ac", clock={"offset_s": 1.5, "fixed_at": "2026-03-02T14:00:00Z"}
    )
    production.take(record)
    assert parse_entry(stored(production)[-1]).record == record


def test_the_same_record_again_gives_the_same_bytes(production: Production) -> None:
    record = production.incident()
    first = production.send(record)
    production.clock.move(minutes=30)
    again = production.send(dict(reversed(record.items())))
    assert isinstance(first, Accepted) and isinstance(again, Accepted)
    assert (first.replayed, again.replayed) == (False, True)
    assert again.receipt == first.receipt
    assert is_canonical(first.receipt)
    assert len(stored(production)) == 8


def test_an_id_in_other_letters_is_the_same_id(production: Production) -> None:
    record = production.incident()
    production.take(record)
    assert production.refused(record | {"id": record["id"].upper()}) == "record.conflict"


def test_the_same_id_with_another_record_is_refused(production: Production) -> None:
    record = production.incident()
    production.take(record)
    assert production.refused(record | {"note": "more"}) == "record.conflict"
    assert len(stored(production)) == 8


def test_a_replay_within_one_batch(production: Production) -> None:
    record = production.incident()
    other = record | {"note": "another"}
    first, again, conflict = production.deliver([record, record, other])
    assert isinstance(first, Accepted) and isinstance(again, Accepted) and isinstance(conflict, Refused)
    assert (first.replayed, again.replayed) == (False, True)
    assert first.receipt == again.receipt
    assert conflict.error.code == "record.conflict"


REFUSALS = [
    ({"kind": "nonsense"}, "record.malformed"),
    ({"colour": "red"}, "record.malformed"),
    ({"body": {}}, "record.malformed"),
    ({"id": "1"}, "record.malformed"),
    ({"production": "other"}, "record.malformed"),
    ({"note": "x" * 5000}, "record.malformed"),
    ({"by": "pat"}, "permission.denied"),
    ({"protocol": "armorer-handover@9.9.9"}, "protocol.unknown"),
    ({"entered_by": "stranger"}, "person.unknown"),
    (
        {
            "sign_offs": [
                {
                    "person": "stranger",
                    "role": "crew",
                    "at": "2026-03-02T14:00:00Z",
                    "method": "token",
                    "statement": "s",
                }
            ]
        },
        "person.unknown",
    ),
    ({"occurred_at": "2026-03-02T15:05:01Z"}, "record.future"),
    ({"clock": {"offset_s": 301, "fixed_at": "2026-03-02T15:00:00Z"}}, "record.future"),
]


@pytest.mark.parametrize(("change", "code"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_may_not_enter_leaves_nothing(
    production: Production, change: dict[str, object], code: str
) -> None:
    before = stored(production)
    assert production.refused(production.handover() | change, by="ana") == code
    assert stored(production) == before


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "json.malformed"),
        (b"\xff", "json.not_utf8"),
        (b'{"a":NaN}', "json.malformed"),
        (b'{"a":1,"a":2}', "json.duplicate_key"),
        (b"[" * 5000, "json.too_deep"),
        (b"[1]", "record.malformed"),
        (b'"text"', "record.malformed"),
    ],
)
def test_what_is_no_record_is_refused_with_the_place(production: Production, sent: bytes, code: str) -> None:
    outcome = production.desk.submit(production.caller("ana"), production.id, sent)
    assert isinstance(outcome, Refused)
    assert outcome.error.code == code


def test_a_person_in_the_body_must_be_known(production: Production) -> None:
    record = production.handover()
    record["body"]["to"] = "stranger"
    assert production.refused(record) == "person.unknown"


def test_five_minutes_ahead_is_let_in_and_the_server_tells_its_time(production: Production) -> None:
    production.take(production.handover(occurred_at="2026-03-02T15:05:00Z"))
    outcome = production.send(production.handover(occurred_at="2026-03-02T15:06:00Z"))
    assert isinstance(outcome, Refused)
    assert outcome.error.where[0]["server_time"] == "2026-03-02T15:00:00.000000Z"


def test_roles_decide_what_may_be_written(production: Production) -> None:
    body = {"person": "pat", "role": "stunt_coordinator", "from_at": "2026-03-01T00:00:00Z"}
    assert production.refused(production.record("ana", "role", body)) == "permission.denied"
    production.take(production.record("prod", "role", body))
    assert (
        production.refused(production.record("looker", "fitness", {"person": "pat", "fit": True}))
        == "permission.denied"
    )
    credential = {"person": "ana", "credential": "firearms_permit", "issuer": "state"}
    assert production.refused(production.record("pat", "credential", credential)) == "permission.denied"
    production.take(production.record("ana", "credential", credential))


def test_a_role_that_ended_still_tells_what_happened_while_it_lasted(production: Production) -> None:
    at = {"from_at": "2026-01-01T00:00:00Z", "until_at": "2026-03-02T14:00:00Z"}
    production.take(production.record("prod", "role", {"person": "pat", "role": "performer", **at}))
    fit = {"person": "pat", "fit": False}
    assert production.refused(production.record("pat", "fitness", fit)) == "permission.denied"
    production.take(production.record("pat", "fitness", fit, occurred_at="2026-03-02T13:00:00Z"))


def test_delivered_records_are_by_those_who_wrote_them(production: Production) -> None:
    record = production.handover()
    assert production.refused(record, by="pat") == "permission.denied"
    outcome = production.desk.submit(
        production.caller("pat", "write", DELIVER), production.id, orjson.dumps(record)
    )
    assert isinstance(outcome, Accepted)


def test_a_token_to_read_writes_nothing(production: Production) -> None:
    assert production.refused(production.handover(), READ) == "permission.denied"


def test_another_production_is_not_found(production: Production) -> None:
    stranger = Caller("ana", "elsewhere")
    for sent in (orjson.dumps(production.handover()), b"nonsense"):
        with pytest.raises(Exception, match="not_found"):
            production.desk.submit(stranger, production.id, sent)
    with pytest.raises(Exception, match="not_found"):
        production.desk.submit(
            stranger, "elsewhere", orjson.dumps(production.handover(production="elsewhere"))
        )


def test_a_concern_needs_no_name(production: Production) -> None:
    record = production.record(None, "concern", {"category": "hours", "channel": "app", "detail": "16 h"})
    caller = production.caller(None, CONCERN)
    outcome = production.desk.submit(caller, production.id, orjson.dumps(record))
    assert isinstance(outcome, Accepted)
    handover = production.desk.submit(caller, production.id, orjson.dumps(production.handover()))
    assert isinstance(handover, Refused)


def test_one_bad_record_sinks_no_other(production: Production) -> None:
    good = [production.incident() for _ in range(3)]
    bad = production.incident() | {"body": {}}
    outcomes = production.deliver([good[0], bad, good[1], 7, good[2]])  # type: ignore[list-item]
    assert [isinstance(outcome, Accepted) for outcome in outcomes] == [True, False, True, False, True]
    positions = [orjson.loads(o.receipt)["position"] for o in outcomes if isinstance(o, Accepted)]
    assert positions == [7, 8, 9]


def test_a_batch_is_one_commit_group_and_may_rest_on_itself(production: Production) -> None:
    role = {"person": "new", "role": "armorer", "from_at": "2026-03-01T00:00:00Z"}
    records = [
        production.record("new", "fitness", {"person": "new", "fit": True}),
        production.record("prod", "role", role),
        production.record("new", "fitness", {"person": "new", "fit": True}),
    ]
    early, given, late = production.deliver(records, by="prod")
    assert isinstance(early, Refused) and early.error.code == "person.unknown"
    assert isinstance(given, Accepted) and isinstance(late, Accepted)
    entries = [parse_entry(data) for data in stored(production)]
    assert entries[-1].recorded_at == entries[-2].recorded_at > entries[-3].recorded_at


def test_batches_have_bounds(production: Production) -> None:
    with pytest.raises(Exception, match=r"batch\.empty"):
        production.deliver([])
    with pytest.raises(Exception, match="too_large"):
        production.deliver([{}] * 501)
    assert all(isinstance(outcome, Refused) for outcome in production.deliver([{}] * 500))


def test_recorded_at_grows_even_when_the_clock_does_not(production: Production) -> None:
    production.take(production.incident())
    production.clock.move(hours=-1)
    production.take(production.incident())
    moments = [parse_entry(data).recorded_at for data in stored(production)]
    assert moments == sorted(set(moments))
    assert moments[-1] == "2026-03-02T15:00:00.000008Z"


def test_late_records_are_never_refused(production: Production) -> None:
    old = (production.clock.now - timedelta(days=400)).strftime("%Y-%m-%dT%H:%M:%SZ")
    receipt = production.take(production.handover(occurred_at=old))
    assert {found["hazard"] for found in receipt["raised"]} == {"record.late", "rounds.not_inspected"}


def test_receipts_hold_what_follows_and_what_ended(production: Production) -> None:
    production.clock.move(hours=1)
    handover = production.take(production.handover())
    inspection = production.take(production.inspection(occurred_at="2026-03-02T15:30:00Z"))
    assert inspection["resolved"] == [handover["raised"][0]["id"]]
    incident = production.take(production.incident())
    assert incident["holds"] == [{"incident": incident["id"], "subject": "firearm:colt"}]
    assert canonical(incident) == production.send(production.sent[-1]).receipt  # type: ignore[union-attr]


def test_an_id_may_be_of_any_version(production: Production) -> None:
    production.take(production.incident(id=str(uuid.uuid5(uuid.NAMESPACE_DNS, "x"))))


def test_whoever_is_on_set_signs_later_for_themselves_and_for_nobody_else(production: Production) -> None:
    handover = production.handover()
    production.take(handover)
    own = {
        "person": "pat",
        "role": "performer",
        "at": handover["occurred_at"],
        "method": "token",
        "statement": "s",
    }
    production.take(production.record("pat", "sign_off", {"of": handover["id"], "sign_offs": [own]}))
    others = own | {"person": "ana", "role": "armorer"}
    record = production.record("pat", "sign_off", {"of": handover["id"], "sign_offs": [others]})
    assert production.refused(record) == "permission.denied"
