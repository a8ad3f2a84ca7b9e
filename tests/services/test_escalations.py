"""Escalations over the write path: in one transaction with their cause, from the pack they started under, once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.bootstrap import services_on
from app.db.database import Database
from app.db.delivery_tables import messages
from app.db.escalations import SqlEscalations
from app.db.outbox import SqlOutbox
from app.db.store import SqlStore
from app.domain.errors import ShowclearError
from app.domain.escalation import Escalation
from app.domain.judgement import Rulebooks
from app.protocols.catalogue import Catalogue
from app.services.chronicle_judge import chronicle_judges
from app.services.container import Services
from app.services.messages import Message
from app.services.ports import LedgerWriter
from app.services.telling import Telling
from tests.services.climbing import climbing_on
from tests.services.conftest import KEY, HandClock, Production, found, open_desk

RUBBER: dict[str, Any] = {
    "class": "rubber",
    "calibre": "none",
    "chambers": 0,
    "can_fire_live": False,
    "owner": "rental",
    "supplier": "party:house",
}
Seen = list[tuple[Escalation, list[Telling]]]


@pytest.fixture
def discharge(shoot: Production) -> dict[str, Any]:
    """A discharge with nobody hurt; the armorer had the firearm."""
    body = {
        "what": "unintended_discharge",
        "firearm": "colt",
        "injured": 0,
        "stop_work": True,
        "present": ["pat"],
    }
    record = shoot.record("first", "incident", body)
    shoot.take(shoot.record("ana", "loading", {"firearm": "colt", "rounds": []}))
    shoot.take(record)
    return record


def seen(store: SqlStore, production: Production) -> Seen:
    return SqlEscalations(store.database).of(production.id, production.clock.now - timedelta(days=30))


def rungs(told: list[Telling]) -> list[tuple[int, str]]:
    return [(one.rung, one.recipient) for one in told]


def queued(database: Database) -> list[dict[str, Any]]:
    with database.reading() as connection:
        rows = connection.execute(select(messages).order_by(messages.c.made_at, messages.c.id)).mappings()
        return [dict(row) for row in rows]


def answer(shoot: Production, by: str, to: str, action: str, detail: str = "seen to") -> dict[str, Any]:
    return shoot.take(shoot.record(by, "response", {"to": to, "action": action, "detail": detail}))


def test_it_starts_with_the_incident_and_names_its_pack(
    shoot: Production, store: SqlStore, discharge: dict[str, Any], catalogue: Catalogue
) -> None:
    [(one, told)] = seen(store, shoot)
    assert (one.hazard, one.record) == ("incident.unanswered", discharge["id"])
    assert (one.pack, one.digest) == ("us-base", catalogue.digest("us-base"))
    assert "ana" in one.excluded
    assert rungs(told) == [(0, "safe")]  # nobody is UPM here


def test_nobody_answers_and_time_alone_tells_the_rungs(
    shoot: Production, services: Services, store: SqlStore, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=15)
    services.watch.look()
    assert len(seen(store, shoot)[0][1]) == 1  # an answer now would be in time
    for minutes in (1, 45, 200):
        shoot.clock.move(minutes=minutes)
        services.watch.look()
        services.watch.look()
    [(_, told)] = seen(store, shoot)
    assert rungs(told) == [(0, "safe"), (1, "safe"), (2, "prod"), (3, "outside:studio_safety")]
    sent = queued(store.database)
    assert [(one["person"], one["outside"]) for one in sent] == [
        ("safe", None),
        ("safe", None),
        ("prod", None),
        (None, "studio_safety"),
    ]
    assert {one["urgency"] for one in sent} == {"hold"}
    assert discharge["body"]["present"][0] not in orjson.dumps([one["fields"] for one in sent]).decode()


def test_an_acknowledgement_holds_it_and_expires(
    shoot: Production, services: Services, store: SqlStore, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=10)
    answer(shoot, "safe", discharge["id"], "acknowledge")
    shoot.clock.move(minutes=14)
    services.watch.look()
    assert rungs(seen(store, shoot)[0][1]) == [(0, "safe")]
    shoot.clock.move(minutes=2)
    services.watch.look()
    assert rungs(seen(store, shoot)[0][1]) == [(0, "safe"), (1, "safe")]


def test_by_somebody_involved_it_holds_nothing(
    shoot: Production, services: Services, store: SqlStore, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=10)
    answer(shoot, "ana", discharge["id"], "resolve")
    shoot.clock.move(minutes=6)
    services.watch.look()
    [(one, told)] = seen(store, shoot)
    assert one.open and not one.acknowledged
    assert rungs(told)[-1] == (1, "safe")


def test_resolved_it_ends_and_is_never_climbed_again(
    shoot: Production, services: Services, store: SqlStore, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=20)
    receipt = answer(shoot, "safe", discharge["id"], "resolve", "barrel seen, blanks counted")
    assert receipt["id"]
    [(one, told)] = seen(store, shoot)
    assert (one.ended, len(told)) == ("resolved", 2)  # the first rung's time had passed before the answer
    shoot.clock.move(hours=9)
    services.watch.look()
    assert seen(store, shoot) == [(one, told)]


def test_an_answer_to_the_violation_counts_too(
    shoot: Production, services: Services, store: SqlStore, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=20)
    services.watch.look()
    with store.reading() as reader:
        found = reader.violations_since(shoot.id, None)
    [unanswered] = [told["id"] for told in found if told["hazard"] == "incident.unanswered"]
    answer(shoot, "safe", unanswered, "resolve")
    assert seen(store, shoot)[0][0].ended == "resolved"


def test_a_correction_that_takes_it_back_withdraws_it(
    shoot: Production, store: SqlStore, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=2)
    said = {"record": discharge["id"], "reason": "wrong tap"}
    body = {**discharge["body"], "what": "misfire"}
    shoot.take(shoot.record("first", "incident", body, corrects=said))
    assert [one.ended for one, _ in seen(store, shoot)] == ["withdrawn"]


def test_another_process_goes_on_and_tells_nobody_twice(
    shoot: Production, services: Services, store: SqlStore, catalogue: Catalogue, discharge: dict[str, Any]
) -> None:
    other = services_on(store.database, catalogue, KEY, ("us-base",), shoot.clock)
    shoot.clock.move(minutes=16)
    other.watch.look()
    services.watch.look()
    assert rungs(seen(store, shoot)[0][1]) == [(0, "safe"), (1, "safe")]
    there = Production(other.records, other.judges, store, shoot.clock)
    answer(there, "safe", discharge["id"], "resolve")
    shoot.clock.move(hours=5)
    services.watch.look()
    [(one, told)] = seen(store, shoot)
    assert (one.ended, len(told)) == ("resolved", 2)


class FailsOnce(SqlOutbox):
    """An outbox that is away the first time somebody is told of a rung above the first."""

    def __init__(self) -> None:
        self.failures = 0

    def queue(self, transaction: LedgerWriter, told: Sequence[Message]) -> None:
        super().queue(transaction, told)
        if self.failures == 0 and any(one.fields["rung"] == "1" for one in told):
            self.failures += 1
            raise RuntimeError("the outbox went away after it had written")


def test_days_later_and_after_a_restart_it_still_runs(
    shoot: Production, services: Services, store: SqlStore, catalogue: Catalogue, discharge: dict[str, Any]
) -> None:
    shoot.clock.move(minutes=5)
    answer(shoot, "safe", discharge["id"], "acknowledge")
    for _ in range(4):
        shoot.clock.move(hours=24)
        shoot.take(shoot.record("ana", "ammunition_sweep", {"areas": ["set"], "containers": [], "found": []}))
        services.watch.look()
    other = services_on(store.database, catalogue, KEY, ("us-base",), shoot.clock)
    shoot.clock.move(hours=24)
    other.watch.look()
    [(one, told)] = seen(store, shoot)
    assert one.open and len(one.acknowledged) == 1
    assert rungs(told)[-1][0] >= 5  # outside is told again each day
    there = Production(other.records, other.judges, store, shoot.clock)
    answer(there, "safe", discharge["id"], "resolve")
    assert [one.ended for one, _ in seen(store, shoot)] == ["resolved"]


def test_what_fails_half_way_leaves_neither_rung_nor_message(
    store: SqlStore, clock: HandClock, catalogue: Catalogue
) -> None:
    outbox = FailsOnce()
    judge = chronicle_judges(Rulebooks(catalogue, ("us-base",)))
    desk, judges = open_desk(store, clock, judge, climbing_on(store.database, outbox))
    shoot = Production(desk, judges, store, clock)
    found(shoot)
    body = {"what": "unintended_discharge", "firearm": "colt", "injured": 0, "stop_work": True, "present": []}
    shoot.take(shoot.record("first", "incident", body))
    clock.move(minutes=16)
    with pytest.raises(ShowclearError):
        desk.tick(shoot.id)
    assert (outbox.failures, len(seen(store, shoot)[0][1]), len(queued(store.database))) == (1, 1, 1)
    desk.tick(shoot.id)
    assert rungs(seen(store, shoot)[0][1]) == [(0, "safe"), (1, "safe")]
    assert len(queued(store.database)) == 2


def test_a_breach_of_a_hold_goes_to_everybody_at_once(
    shoot: Production, store: SqlStore, clock: HandClock, discharge: dict[str, Any]
) -> None:
    clock.move(minutes=1)
    receipt = shoot.take(shoot.handover())
    breach = next(told for told in receipt["raised"] if told["hazard"] == "hold.breached")
    [(one, told)] = [(o, t) for o, t in seen(store, shoot) if o.hazard == "hold.breached"]
    assert {name for _, name in rungs(told)} == {"safe", "prod", "outside:studio_safety"}
    codes = {row["subject_code"] for row in queued(store.database) if row["outside"]}
    assert codes == {"escalation.breach"}
    clock.move(minutes=1)
    answer(shoot, "safe", breach["id"], "resolve")
    [ended] = [o.ended for o, _ in seen(store, shoot) if o.id == one.id]
    assert ended == "resolved"


def test_a_rack_that_goes_out_under_a_hold_is_one_message_to_each(
    shoot: Production, store: SqlStore, clock: HandClock
) -> None:
    """Each of the things climbs by itself; nobody is alarmed once for each of them."""
    rack = [f"rubber-{number}" for number in range(5)]
    for firearm in rack:
        shoot.take(shoot.record("ana", "firearm_intake", RUBBER | {"firearm": firearm}))
    shoot.take(shoot.record("safe", "hold", {"subject": "production", "reason": "stop"}))
    clock.move(minutes=1)
    lines = [{"firearm": firearm, "person": "pat"} for firearm in rack]
    shoot.take(shoot.record("ana", "issue_list", {"direction": "out", "lines": lines, "place": "truck"}))
    breaches = [told for one, told in seen(store, shoot) if one.hazard == "hold.breached"]
    assert len(breaches) == 5
    sent = [dict(row) for row in queued(store.database) if row["subject_code"] == "escalation.breach"]
    whom = sorted(row["person"] or row["outside"] for row in sent)
    assert len(whom) == len(set(whom)) == 3
    assert {orjson.loads(row["fields"])["count"] for row in sent} == {"5"}
    assert {row["link_path"] for row in sent if row["person"]} == {"/p/desert/escalations"}
    assert all(
        len({one.message for told in breaches for one in told if one.recipient == name}) == 1
        for name in ("safe", "prod")
    )


def test_a_concern_reaches_nobody_it_is_about(shoot: Production, store: SqlStore) -> None:
    body = {"category": "supervision", "about": "safe", "channel": "app", "detail": "alone with four rifles"}
    shoot.take(shoot.record("pat", "concern", body))
    told = [name for _, tellings in seen(store, shoot) for _, name in rungs(tellings)]
    assert "safe" not in told
    assert b"rifles" not in orjson.dumps([dict(row)["fields"] for row in queued(store.database)])


def test_a_concern_with_a_name_is_put_to_those_who_can_answer_it_at_once(
    shoot: Production, store: SqlStore
) -> None:
    body = {"category": "supervision", "channel": "app", "detail": "alone with four rifles"}
    shoot.take(shoot.record("pat", "concern", body))
    told = [name for _, tellings in seen(store, shoot) for _, name in rungs(tellings)]
    assert told == ["safe"]
    [message] = [dict(row) for row in queued(store.database)]
    assert (message["subject_code"], message["urgency"]) == ("concern.received", "due")


def test_a_stoppage_has_no_ladder(shoot: Production, store: SqlStore) -> None:
    shoot.take(shoot.incident())
    assert seen(store, shoot) == []
