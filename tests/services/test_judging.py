"""What the judgement changes is stored with the record, survives a restart, and comes without records when time passes."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.db.database import Database
from app.db.store import SqlStore
from app.db.writing import Writer
from app.domain.judgement import Entry
from app.services.clearance import Clearances
from app.services.entries import stored_entry
from app.services.judges import KEPT_SEGMENTS, MOST_SEGMENTS
from app.services.outcome import Accepted, Refused
from app.services.record import RecordDesk
from app.services.stored import Written
from app.services.watch import Watch
from tests.services.climbing import climbing_on
from tests.services.conftest import KEY, Production, open_desk
from tests.services.plain_judge import Change, PlainJudge
from tests.services.signers import sign_off_proofs


def violations(production: Production) -> dict[str, dict[str, Any]]:
    with production.store.reading() as reader:
        return {told["id"]: told for told in reader.violations_since(production.id, None)}


def again(production: Production) -> Production:
    """The same ledger in another process."""
    desk, judges = open_desk(production.store, production.clock)
    return Production(desk, judges, production.store, production.clock, production.id)


def watch(production: Production) -> Watch:
    return Watch(production.store, production.desk, production.judges, production.clock, ())


def test_violations_are_stored_with_the_record_and_marked_when_rebutted(production: Production) -> None:
    production.clock.move(hours=1)
    handover = production.take(production.handover())["id"]
    assert violations(production)[f"rounds.not_inspected:{handover}"]["status"] == "open"
    production.take(production.inspection(occurred_at="2026-03-02T15:30:00Z"))
    assert violations(production)[f"rounds.not_inspected:{handover}"]["status"] == "rebutted"


def test_holds_and_deadlines_are_replaced_as_they_change(production: Production) -> None:
    incident = production.take(production.incident())
    with production.store.reading() as reader:
        holds, deadlines = reader.standing_keys(production.id)
        assert (len(holds), len(deadlines)) == (1, 1)
    release = {"subject": "firearm:colt", "reason": "seen"}
    answer = {"to": incident["id"], "action": "acknowledge", "detail": "coming"}
    assert production.take(production.record("safe", "response", answer))["holds"]
    assert production.take(production.record("safe", "release", release))["holds"] == []
    with production.store.reading() as reader:
        assert reader.standing_keys(production.id) == ([], [])


def test_time_alone_is_heard_once(production: Production) -> None:
    incident = production.take(production.incident())
    look = watch(production)
    production.clock.move(minutes=15)
    look.look()
    assert violations(production) == {}
    production.clock.move(seconds=1)
    look.look()
    told = violations(production)[f"incident.unanswered:{incident['id']}"]
    assert told["flagged_at"] == "2026-03-02T15:15:00.000000Z"
    with production.store.reading() as reader:
        assert reader.due(production.clock.now + timedelta(days=1)) == []
        assert len(list(reader.entries_from(production.id, 0))) == 8


def test_deadlines_fire_before_a_record_is_judged_watch_or_no_watch(production: Production) -> None:
    incident = production.take(production.incident())
    production.clock.move(minutes=20)
    answer = {"to": incident["id"], "action": "acknowledge", "detail": "late"}
    production.take(production.record("safe", "response", answer))
    assert violations(production)[f"incident.unanswered:{incident['id']}"]["flagged_at"].startswith(
        "2026-03-02T15:15:00.000000"
    )


def test_a_restart_changes_nothing(production: Production) -> None:
    production.take(production.incident())
    first = production.handover()
    receipt = production.send(first)
    production.clock.move(minutes=30)
    other = again(production)
    assert other.send(first) == Accepted(receipt.receipt, replayed=True)  # type: ignore[union-attr]
    receipt_after = other.take(other.inspection(occurred_at="2026-03-02T15:00:00Z"))
    assert receipt_after["holds"] == [{"incident": production.sent[-1]["id"], "subject": "firearm:colt"}]
    assert len(violations(production)) == 2


def test_two_processes_hear_of_each_other(production: Production) -> None:
    other = again(production)
    incident = production.take(production.incident())
    assert other.take(other.handover())["holds"][0]["incident"] == incident["id"]
    release = {"subject": "firearm:colt", "reason": "seen"}
    other.take(other.record("safe", "release", release))
    assert production.take(production.inspection())["holds"] == []
    production.clock.move(minutes=16)
    watch(other).look()
    watch(production).look()
    production.take(production.inspection())
    assert other.take(other.inspection())["position"] == 12


def days(production: Production, count: int) -> None:
    for _ in range(count):
        production.clock.move(days=1)
        production.take(production.inspection())
        production.take(production.handover())


def in_mind(production: Production) -> tuple[int, tuple[Entry, ...]]:
    judged = production.judges.seen(production.id)
    assert judged is not None and isinstance(judged.judge, PlainJudge)
    return len(judged.carried), judged.judge.entries


def test_days_that_are_over_are_let_go_of(production: Production) -> None:
    """The watch makes a lighter judge ready; whoever writes next takes it over and tells it what came between."""
    incident = production.take(production.incident())
    look = watch(production)
    for _ in range(5):
        production.clock.move(days=1)
        production.take(production.inspection())
        look.look()
        production.take(production.handover())
    segments, entries = in_mind(production)
    assert (segments, len(entries)) == (KEPT_SEGMENTS, 5)
    assert entries[0].record.key == incident["id"]
    with production.store.reading() as reader:
        carried = reader.segments_from(production.id, None)
    assert set(carried.values()) == {(), (7,)} and len(carried) == 6


def test_a_lighter_judge_hears_what_was_recorded_meanwhile(production: Production) -> None:
    days(production, 3)
    production.judges.lighten()
    receipt = production.take(production.incident())
    watch(production).look()
    assert production.take(production.inspection())["holds"][0]["incident"] == receipt["id"]
    assert in_mind(production)[0] == KEPT_SEGMENTS


def test_where_nobody_watches_days_are_let_go_of_later(production: Production) -> None:
    seen = []
    for _ in range(12):
        days(production, 1)
        seen.append(in_mind(production)[0])
    assert max(seen) == MOST_SEGMENTS
    assert min(seen[6:]) == KEPT_SEGMENTS


def test_a_record_of_a_day_long_over_is_judged_in_its_day(production: Production) -> None:
    production.clock.move(days=1)
    old = production.clock.now
    handover = production.take(production.handover())
    days(production, 6)
    production.clock.move(days=1)
    late = (old - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    inspected = production.take(production.inspection(occurred_at=late))
    assert inspected["resolved"] == [f"rounds.not_inspected:{handover['id']}"]
    assert [told["hazard"] for told in inspected["raised"]] == ["record.late"]
    incident = production.take(production.incident(occurred_at=late))
    with production.store.reading() as reader:
        carried = reader.segments_from(production.id, None)
    assert [incident["position"] in positions for _, positions in sorted(carried.items())] == [False] * 2 + [
        True
    ] * 6
    assert again(production).take(production.inspection())["holds"][0]["incident"] == incident["id"]


def test_a_record_from_before_the_first_day(production: Production) -> None:
    days(production, 4)
    receipt = production.take(production.handover(occurred_at="2025-06-01T10:00:00Z"))
    assert {told["hazard"] for told in receipt["raised"]} == {"record.late", "rounds.not_inspected"}
    days(production, 1)
    assert len(violations(production)) == 2


class Crashing(PlainJudge):
    """A judge that cannot bear a firing while it is `broken`."""

    broken = True

    def receive(self, entries: Sequence[Entry]) -> Change:
        if self.broken and any(entry.record.kind == "firing" for entry in entries):
            raise ZeroDivisionError("a rule crashed")
        return super().receive(entries)


@pytest.fixture
def crashing(production: Production) -> Production:
    class Mendable(Crashing):
        broken = True

    def open_judge(
        _production: str, begins_on: Any, carried: Any, entries: Any, standing: Any, *_: Any
    ) -> PlainJudge:
        return Mendable(begins_on, (*carried, *entries), standing)

    desk, judges = open_desk(production.store, production.clock, open_judge)
    made = Production(desk, judges, production.store, production.clock)
    made.mend = lambda: setattr(Mendable, "broken", False)  # type: ignore[attr-defined]
    return made


FIRING = {
    "firearm": "colt",
    "scene": "42",
    "take": 1,
    "rounds_fired": 1,
    "inspected_before": True,
    "inspected_after": True,
}


def test_a_crash_of_the_judgement_refuses_no_record_and_clears_nothing(crashing: Production) -> None:
    crashing.take(crashing.inspection())
    clearances = Clearances(crashing.judges, crashing.clock)
    assert clearances.ask(crashing.caller("ana"), crashing.id, firearm="colt", to="pat")["granted"]
    firing = crashing.take(crashing.record("ana", "firing", FIRING))
    after = crashing.take(crashing.handover())
    for receipt in (firing, after):
        assert [told["hazard"] for told in receipt["raised"]] == ["judgement.fault"]
    answer = clearances.ask(crashing.caller("ana"), crashing.id, firearm="colt", to="pat")
    assert (answer["granted"], answer["reasons"][0]["hazard"]) == (False, "judgement.fault")
    assert crashing.judges.behind() == [crashing.id]
    watch(crashing).look(mend=True)
    assert crashing.judges.behind() == [crashing.id]
    crashing.mend()  # type: ignore[attr-defined]
    watch(crashing).look(mend=True)
    assert crashing.judges.behind() == []
    told = violations(crashing)
    assert {one["status"] for one in told.values() if one["hazard"] == "judgement.fault"} == {"rebutted"}
    assert len(told) == 2
    assert clearances.ask(crashing.caller("ana"), crashing.id, firearm="colt", to="pat")["granted"]


def test_what_could_not_be_judged_is_judged_after_a_restart(crashing: Production) -> None:
    crashing.clock.move(days=1)
    crashing.take(crashing.record("ana", "firing", FIRING))
    handover = crashing.take(crashing.handover())
    crashing.clock.move(days=1)
    fine = again(crashing)
    clearances = Clearances(fine.judges, fine.clock)
    assert not clearances.ask(fine.caller("ana"), fine.id, firearm="colt", to="pat")["granted"]
    fine.take(fine.inspection())
    told = violations(fine)
    assert told[f"rounds.not_inspected:{handover['id']}"]["status"] == "open"
    assert fine.judges.behind() == []
    with fine.store.reading() as reader:
        assert len(reader.segments_from(fine.id, None)) == 3
        head = reader.head(fine.id)
    assert head is not None and head.judged_size == head.size


class FullDisk(SqlStore):
    """A store that fails when it is about to write, for as long as it is `full`."""

    full = True

    def writing(self) -> Any:
        outer = super().writing

        class Failing(Writer):
            def write(inner, production: str, written: Written) -> None:  # noqa: N805
                super().write(production, written)
                if self.full:
                    raise OperationalError("INSERT", {}, Exception("disk full"))

        @contextmanager
        def failing() -> Any:
            with outer() as writer:
                yield Failing(writer.connection)

        return failing()


def test_a_failed_commit_leaves_nothing_in_the_ledger_nor_in_mind(
    production: Production, database: Database
) -> None:
    full = FullDisk(database)
    desk, judges = open_desk(full, production.clock)
    broken = Production(desk, judges, full, production.clock)
    incident = broken.incident()
    with pytest.raises(Exception, match="unavailable"):
        broken.send(incident)
    full.full = False
    receipt = broken.take(broken.handover())
    assert (receipt["position"], receipt["holds"]) == (7, [])
    assert broken.take(incident)["position"] == 8


def test_a_clearance_says_what_it_assumed(production: Production) -> None:
    production.take(production.inspection())
    answer = Clearances(production.judges, production.clock).ask(
        production.caller("pat"), production.id, firearm="colt", to="pat", giver="ana"
    )
    assert answer["granted"] and answer["as_of"] == 7
    assert answer["assumed"] == {
        "purpose": "take",
        "declared": "empty",
        "unit": "main",
        "at": "2026-03-02T15:00:00.000000Z",
    }


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"to": "stranger"}, "person.unknown"), ({"at": "2026-03-04T15:00:00Z"}, "request.malformed")],
)
def test_a_clearance_about_nobody_or_some_other_day(production: Production, asked: Any, code: str) -> None:
    with pytest.raises(Exception, match=code):
        Clearances(production.judges, production.clock).ask(
            production.caller("ana"), production.id, **({"firearm": "colt", "to": "pat"} | asked)
        )


def test_late_records_in_any_order_leave_the_same(production: Production) -> None:
    """Groups cut otherwise, arriving on other days, through reach-back and trims: what stands open is the same."""
    start = production.clock.now
    records = []
    for day in range(4):
        for hour in range(3):
            at = (start + timedelta(days=day, hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")
            kind = (production.handover, production.inspection, production.incident)[(day + hour) % 3]
            records.append(kind(occurred_at=at))
    production.clock.move(days=4)
    for record in records[::-1]:
        production.take(record)
    standing = {id_ for id_, told in violations(production).items() if told["status"] == "open"}
    whole = PlainJudge(None, (), ())
    with production.store.reading() as reader:
        entries = [stored_entry(data) for data in reader.entries_from(production.id, 0)]
    for entry in entries:
        whole.receive([entry])
    assert standing == {v.id for v in whole.published.values() if v.status == "open"}
    assert len(standing) > 10


def test_refusals_and_replays_move_nothing(production: Production) -> None:
    record = production.incident()
    production.take(record)
    with production.store.reading() as reader:
        before = reader.head(production.id)
    production.clock.move(minutes=5)
    production.send(record)
    assert isinstance(production.send(record | {"note": "x"}), Refused)
    with production.store.reading() as reader:
        assert reader.head(production.id) == before


def test_one_production_that_fails_keeps_no_other_from_its_deadlines(production: Production) -> None:
    production.take(production.incident())
    production.clock.move(minutes=16)

    class Desk(RecordDesk):
        def tick(self, production: str) -> None:
            if production == "aaa":
                raise ValueError("cannot")
            super().tick(production)

    class Both(SqlStore):
        @contextmanager
        def reading(self) -> Any:
            with super().reading() as reader:
                due = reader.due
                reader.due = lambda moment: ["aaa", *due(moment)]  # type: ignore[method-assign]
                yield reader

    def fail() -> int:
        raise ValueError("no concerns today")

    store = Both(production.store.database)
    proofs = sign_off_proofs(production.store)
    climbing = climbing_on(production.store.database)
    desk = Desk(store, production.judges, production.clock, KEY, lambda _ref: True, proofs, climbing)
    Watch(store, desk, production.judges, production.clock, (fail,)).look()
    assert len(violations(production)) == 1


def test_the_watch_looks_by_itself_until_it_is_stopped(production: Production) -> None:
    looked = threading.Event()

    def look() -> int:
        looked.set()
        return 0

    thread = Watch(production.store, production.desk, production.judges, production.clock, (look,))
    thread.start()
    assert looked.wait(10)
    thread.stop()
