"""What is measured is a day done right: records the models take, judged without a violation."""

from datetime import UTC, datetime, timedelta

import pytest

from app.bench.company import ARMORER, FIREARMS, Pen, founding
from app.bench.shooting_day import ShootingDay
from app.domain.judgement import Chronicle, Entry, Rulebooks
from app.domain.records import parse_record
from app.protocols.catalogue import Catalogue

OPENS_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def books():
    return Rulebooks(Catalogue(), ("us-base",))


def judged(sent, books):
    chronicle = Chronicle("measured", books)
    found = []
    for position, record in enumerate(sent):
        parsed = parse_record(record)
        at = parsed.at + timedelta(seconds=1, microseconds=position)
        found += chronicle.advance(at).violations
        found += chronicle.receive([Entry(position, at, parsed)]).violations
    return chronicle, found


def founded(pen):
    role = {"person": ARMORER, "role": "armorer", "from_at": "2026-01-01T00:00:00Z"}
    at = OPENS_AT - timedelta(days=1)
    zone = pen.write(at, ARMORER, "production_set", {"timezone": "America/Denver"})
    return [pen.write(at, ARMORER, "role", role), zone, *founding(pen, at)]


def test_whole_days_and_a_running_one_raise_nothing(books):
    pen = Pen("measured")
    sent = founded(pen)
    for number in range(2):
        sent += ShootingDay(pen, OPENS_AT + timedelta(days=number), timedelta(seconds=90)).whole(200)
    running = ShootingDay(pen, OPENS_AT + timedelta(days=2), timedelta(seconds=90))
    sent += [*running.running(120), *running.work(100)]
    _, found = judged(sent, books)
    assert [violation.message for violation in found] == []


def test_a_day_left_without_its_inspections_is_no_day_done_right(books):
    pen = Pen("measured")
    day = ShootingDay(pen, OPENS_AT, timedelta(seconds=90))
    sent = [*founded(pen), *day.running(60), *day.work(60)]
    _, found = judged([record for record in sent if record["kind"] != "round_inspection"], books)
    assert "rounds.not_inspected" in {violation.hazard for violation in found}


def test_a_day_holds_as_many_records_as_were_asked_for():
    day = ShootingDay(Pen("measured"), OPENS_AT, timedelta(seconds=60))
    assert len(day.running(300)) == 300
    assert len(ShootingDay(Pen("other"), OPENS_AT, timedelta(seconds=60)).whole(299)) == 299


def test_measured_records_have_fifteen_answers_and_each_client_a_firearm_of_its_own():
    day = ShootingDay(Pen("measured"), OPENS_AT, timedelta(seconds=60))
    day.open()
    told = day.work(64)
    assert {len(record["answers"]) for record in told} == {15}
    assert [record["body"]["firearm"] for record in told[3::16]] == [FIREARMS[3]] * 4
