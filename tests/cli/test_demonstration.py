"""The demonstration: one day by the book, one with lapses, one open today; played once, told again, never late."""

from __future__ import annotations

import json
import stat
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import build_readers, build_services
from app.cli.demo_doors import PEOPLE as DOORS
from app.cli.demo_doors import doors
from app.cli.demo_words import OVER, welcome
from app.cli.demonstration import PRODUCTION, Shown
from app.cli.demonstration_files import published_script, sentences
from app.domain.demonstration.place import place_for
from app.domain.demonstration.script import Script
from app.domain.demonstration.telling import Telling, tell
from app.domain.judgement import Chronicle, Entry, Rulebooks
from app.domain.records import parse_record
from app.domain.records.words import ROLES
from app.protocols.catalogue import Catalogue
from app.services.caller import READ, Caller
from app.services.container import Services
from app.services.demonstration import TYPED_IN, Demonstration
from app.services.filters import RecordFilter, ViolationFilter
from app.settings import Settings
from tests.cli.conftest import Program
from tests.published import published

MEANT = {
    "day.incomplete": 1,
    "meeting.incomplete": 3,
    "custody.unattended": 1,
    "armorer.overridden": 1,
    "handover.unauthorised_giver": 1,
    "handover.unauthorised_receiver": 1,
    "handover.false_status": 2,
    "rounds.not_inspected": 2,
    "training.missing": 2,
    "incident.status_mismatch": 1,
    "incident.unanswered": 1,
    "record.disputed": 1,
    "concern.unanswered": 1,
    "ammunition.count_mismatch": 1,
    "custody.not_locked_at_wrap": 1,
}
"""What the second day is there to show."""
LOOKER = Caller("inspector", PRODUCTION, frozenset({READ}))


@pytest.fixture(scope="module")
def script() -> Script:
    return published_script()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return published()


@pytest.fixture
def services(played: Path) -> Iterator[Services]:
    opened = build_readers(Settings(data_dir=played))
    yield opened
    opened.close()


def days_of(services: Services) -> list[date]:
    """The three shooting days, in order."""
    opened = services.reading.records(LOOKER, PRODUCTION, RecordFilter(kind="day_opened"), None, 10)
    return [date.fromisoformat(one["record"]["occurred_at"][:10]) for one in opened.items]


def violations(services: Services, day: date) -> list[dict[str, Any]]:
    return services.reading.violations(LOOKER, PRODUCTION, ViolationFilter(day=day), None, 100).items


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("month", [1, 7])
def test_wherever_it_is_shot_a_morning_has_passed(hour: int, month: int) -> None:
    for minute in (0, 29, 30, 59):
        now = datetime(2026, month, 15, hour, minute, tzinfo=UTC)
        local = now.astimezone(place_for(now))
        assert local.date() == now.date()
        assert local - timedelta(hours=4) >= local.replace(hour=6, minute=30)


def test_everybody_is_there(script: Script) -> None:
    assert {role for member in script.people.values() for role in member.roles} == set(ROLES)


@pytest.mark.parametrize("now", ["2026-01-01T00:03:00", "2026-03-08T11:59:59", "2027-07-31T23:40:00"])
def test_at_any_hour_only_the_second_day_raises_what_it_is_there_to_show(
    now: str, script: Script, catalogue: Catalogue
) -> None:
    seeded_at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    zone = place_for(seeded_at)
    lines = tell(script, Telling(PRODUCTION, seeded_at, zone, sentences(catalogue)))
    judge = Chronicle(PRODUCTION, Rulebooks(catalogue, ("us-base",)))
    start = lines[0].at - timedelta(hours=1)
    entries = list(_roles(script, start, zone.key)) + [
        Entry(0, line.at + TYPED_IN, parse_record(line.record)) for line in lines if "to" not in line.record["body"]
        or not str(line.record["body"]["to"]).startswith("violation:")
    ]  # fmt: skip
    known_at = start
    for position, entry in enumerate(entries):
        known_at = max(entry.recorded_at, known_at + timedelta(microseconds=1))
        judge.advance(known_at)
        judge.receive([Entry(position, known_at, entry.record)])
    judge.advance(seeded_at + timedelta(hours=2))
    assert max(line.at for line in lines) + TYPED_IN < seeded_at
    second = (seeded_at.astimezone(zone) - timedelta(days=1)).date().isoformat()
    assert {one.day for one in judge.violations()} == {second}
    assert Counter(one.hazard for one in judge.violations()) == MEANT


def _roles(script: Script, at: datetime, zone: str) -> Iterator[Entry]:
    said = {"production": PRODUCTION, "by": script.founder, "occurred_at": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
    told = [("production_set", {"timezone": zone})]
    for person, member in script.people.items():
        told += [
            ("role", {"person": person, "role": role, "from_at": said["occurred_at"]})
            for role in member.roles
        ]
    for number, (kind, body) in enumerate(told):
        record = {"id": f"00000000-0000-4000-8000-{number:012}", "kind": kind, "body": body, **said}
        yield Entry(number, at, parse_record(record))


def test_days_one_and_three_are_clean_and_the_second_is_not(services: Services) -> None:
    first, second, third = days_of(services)
    assert (violations(services, first), violations(services, third)) == ([], [])
    found = violations(services, second)
    assert Counter(one["hazard"] for one in found) == MEANT
    assert {one["gravity"] for one in found} == {"critical", "serious", "other"}
    assert {one["status"] for one in found} == {"open", "acknowledged", "corrected", "contested"}
    assert any(one["knowledge"] for one in found)
    everything = services.reading.violations(LOOKER, PRODUCTION, ViolationFilter(), None, 100).items
    assert len(everything) == len(found)


def test_something_is_due_today_and_nothing_holds(services: Services) -> None:
    board = services.reading.board(LOOKER, PRODUCTION, days_of(services)[-1])
    assert board["holds"] == []
    now = datetime.now(UTC)
    due = [datetime.fromisoformat(one["due_at"]) for one in board["deadlines"] if one["due_at"]]
    assert due
    assert all(now < one for one in due)


def test_every_record_was_recorded_as_it_happened(services: Services) -> None:
    page = services.reading.records(LOOKER, PRODUCTION, RecordFilter(), None, 500)
    assert len(page.items) == 136
    for entry in page.items:
        happened = datetime.fromisoformat(entry["record"]["occurred_at"])
        took = datetime.fromisoformat(entry["recorded_at"]) - happened
        assert timedelta(0) <= took < timedelta(minutes=1)


def test_who_may_have_the_colt_next(services: Services) -> None:
    def ask(to: str) -> dict[str, Any]:
        caller = Caller("armorer", PRODUCTION, frozenset({READ}))
        return services.clearances.ask(
            caller, PRODUCTION, firearm="colt-1", to=to, purpose="rehearsal", scene="15"
        )

    assert ask("sheriff")["granted"]
    hazards = {reason["hazard"] for reason in ask("deputy")["reasons"]}
    assert hazards == {"meeting.attendee_missing", "training.missing"}


def test_its_json_is_what_others_read(demo: Program) -> None:
    told = json.loads(demo("demo", "--json").out)
    assert list(told) == ["production", "url", "people", "firearms", "ammunition"]
    assert (told["production"], told["url"]) == ("demo", "http://127.0.0.1:8000")
    assert all(list(person) == ["id", "roles", "token"] for person in told["people"])
    assert {role for person in told["people"] for role in person["roles"]} == set(ROLES)
    assert told["firearms"] == ["colt-1", "colt-2", "carbine-1", "rubber-1", "rubber-2"]
    assert told["ammunition"] == ["dummies-45", "blanks-45", "blanks-carbine"]


def test_told_again_the_tokens_are_the_same_and_work(demo: Program) -> None:
    first, again = demo("demo", "--json"), demo("demo", "--json")
    assert first == again
    services = build_readers(Settings(data_dir=demo.data))
    for person in json.loads(again.out)["people"]:
        assert services.people.authenticate(person["token"]).person == person["id"]
    services.close()


def test_tokens_are_for_their_owner_only_and_issued_anew_when_lost(demo: Program) -> None:
    file = demo.data / "demonstration-tokens.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = json.loads(demo("demo", "--json").out)
    file.unlink()
    after = json.loads(demo("demo", "--json").out)
    assert {one["token"] for one in before["people"]}.isdisjoint(one["token"] for one in after["people"])
    assert before["firearms"] == after["firearms"]


def test_it_begins_anew_without_losing_what_was(demo: Program) -> None:
    before = demo("demo", "--json").out
    said = demo("demo", "--fresh")
    assert said.code == 0
    assert "moved aside: showclear.db.until-" in said.out
    assert len(list(demo.data.glob("showclear.db.until-*"))) == 1
    assert demo("demo", "--json").out != before


def test_what_holds_another_production_is_not_moved_aside(demo: Program) -> None:
    demo("people", "create", "desert", "--founder", "office", "--timezone", "UTC")
    said = demo("demo", "--fresh")
    assert said.code == 1
    assert "desert" in said.err
    assert demo("people", "list", "desert").code == 0


def test_it_is_over_when_its_day_is(played: Path, script: Script) -> None:
    services = build_services(Settings(data_dir=played))
    demonstration = Demonstration(services, script, PRODUCTION)
    now = datetime.now(UTC)
    assert not demonstration.over(now)
    assert demonstration.over(now + timedelta(hours=17))
    services.close()
    person = {"id": "armorer", "roles": ["armorer"], "token": "sc_x"}
    over = Shown("http://here", [person], ["colt-1"], ["dummies-45"], over=True)
    assert OVER in list(welcome(over))
    assert "--fresh" in OVER


def test_there_is_a_way_into_its_screens(played: Path) -> None:
    services = build_services(Settings(data_dir=played))
    first, again = list(doors(services)), list(doors(services))
    assert [line.split()[0] for line in first[1:]] == list(DOORS)
    assert all("/sign-in#invite=" in line for line in first[1:])
    assert first[1:] != again[1:], "each link is new, and good once"
    services.close()


@pytest.mark.parametrize("founder", ["office", "somebody-else"])
def test_what_was_begun_otherwise_is_not_taken_for_it(founder: str, program: Program) -> None:
    program("people", "create", "demo", "--founder", founder, "--timezone", "UTC")
    said = program("demo", "--json")
    assert (said.code, said.out) == (1, "")
    assert "never finished" in said.err


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_it_is_played_on_postgresql_too(program: Program, database_url: str) -> None:
    told = json.loads(program("demo", "--json", SHOWCLEAR_DATABASE_URL=database_url).out)
    assert told == json.loads(program("demo", "--json", SHOWCLEAR_DATABASE_URL=database_url).out)
    said = program("demo", "--fresh", SHOWCLEAR_DATABASE_URL=database_url)
    assert said.code == 1
    assert "SHOWCLEAR_DATABASE_URL" in said.err
