"""What a release still misses and who can give it, who was told, and the second look that counts for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from app.db.delivery_tables import messages
from app.db.escalation_tables import escalations
from app.db.second_look import SqlSecondLook
from app.db.store import SqlStore
from app.services.container import Services
from app.services.watchdog import Seen, Watchdog
from tests.services.conftest import HandClock, Production

DISCHARGE = {
    "what": "unintended_discharge",
    "firearm": "colt",
    "injured": 0,
    "stop_work": True,
    "present": [],
}


def holds(shoot: Production, services: Services) -> dict[str, dict[str, Any]]:
    told = services.standings.holds(shoot.caller("pat"), shoot.id)
    return {one["subject"]: one for one in told}


def steps(hold: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(step["what"], step["persons"]) for step in hold["steps"]]


def signed(person: str, role: str) -> dict[str, Any]:
    at = "2026-03-02T15:00:00Z"
    return {"person": person, "role": role, "at": at, "method": "token", "statement": "We go on."}


def test_a_pause_waits_for_a_handler_and_a_first_ad(shoot: Production, services: Services) -> None:
    shoot.take(shoot.record("pat", "hold", {"subject": "firearm:colt", "reason": ""}))
    [hold] = holds(shoot, services).values()
    assert hold["pause"]
    assert steps(hold) == [("signature", ["ana"]), ("signature", ["first"])]
    body = {"subject": "firearm:colt", "reason": "seen to"}
    shoot.take(shoot.record("ana", "release", body, sign_offs=[signed("ana", "armorer")]))
    [hold] = holds(shoot, services).values()
    assert (steps(hold), hold["signed"]) == (
        [("signature", ["first"])],
        [{"person": "ana", "role": "armorer"}],
    )


def test_an_incident_waits_for_answer_meeting_and_two_uninvolved(
    shoot: Production, services: Services, clock: HandClock
) -> None:
    shoot.take(shoot.record("ana", "loading", {"firearm": "colt", "rounds": []}))
    incident = shoot.record("first", "incident", DISCHARGE)
    shoot.take(incident)
    hold = holds(shoot, services)["firearm:colt"]
    assert [what for what, _ in steps(hold)] == ["response", "safety_meeting", "signature", "signature"]
    for what, persons in steps(hold):
        assert "looker" not in persons
        assert ("ana" in persons) == (what == "safety_meeting")  # she had the firearm
    clock.move(minutes=1)
    said = {"to": incident["id"], "action": "resolve", "detail": "barrel seen, blanks counted"}
    shoot.take(shoot.record("safe", "response", said))
    clock.move(minutes=1)
    met = {
        "scope": "post_incident",
        "place": "church",
        "minutes": 5,
        "topics": [],
        "attendees": ["first", "safe"],
        "walk_through": True,
        "dry_run": False,
    }
    shoot.take(shoot.record("first", "safety_meeting", met))
    assert steps(holds(shoot, services)["firearm:colt"]) == [
        ("signature", ["safe"]),
        ("signature", ["first", "pat", "prod", "safe"]),
    ]


def test_a_stoppage_is_cured_as_written_and_nothing_more(shoot: Production, services: Services) -> None:
    shoot.take(shoot.incident())
    [hold] = holds(shoot, services).values()
    assert steps(hold) == [("unloading", ["ana"]), ("round_inspection", ["ana"])]


def test_who_was_told_and_what_comes_next_is_shown(
    shoot: Production, services: Services, clock: HandClock
) -> None:
    shoot.take(shoot.record("first", "incident", DISCHARGE))
    clock.move(minutes=16)
    services.watch.look()
    [one] = services.standings.escalations(shoot.caller("looker"), shoot.id)
    assert [(told["rung"], told["recipient"]) for told in one["told"]] == [(0, "safe"), (1, "safe")]
    assert (one["state"], one["next_tells"]) == ("running", ["producer"])
    assert one["next_at"] == "2026-03-02T16:00:00.000000Z"


def test_how_far_each_message_came_and_who_is_asked(
    shoot: Production, services: Services, clock: HandClock
) -> None:
    incident = shoot.record("first", "incident", DISCHARGE | {"present": ["ana"]})
    shoot.take(incident)

    def seen(person: str) -> dict[str, Any]:
        [one] = services.standings.escalations(shoot.caller(person), shoot.id)
        return one

    assert [seen(one)["you"] for one in ("safe", "prod", "first", "looker")] == [
        *("asked", "asked", "free", "reads"),
    ]
    [told] = seen("pat")["told"]
    assert (told["recipient"], told["state"], told["via"]) == ("safe", "queued", [])
    services.delivery.sending.look(("hold",))
    [told] = seen("prod")["told"]
    assert (told["state"], told["problem"]) == ("failed", "contact.none")
    assert seen("pat")["told"][0]["problem"] is None
    assert seen("pat")["answer_to"] == seen("pat")["record"] == incident["id"]
    said = {"to": incident["id"], "action": "resolve", "detail": "looked at and put right"}
    shoot.take(shoot.record("safe", "response", said))
    assert (seen("pat")["state"], seen("pat")["next_at"]) == ("resolved", None)
    clock.move(days=15)
    assert services.standings.escalations(shoot.caller("pat"), shoot.id) == []


def test_one_that_climbed_for_weeks_is_still_shown_when_it_has_ended(
    shoot: Production, services: Services, clock: HandClock
) -> None:
    incident = shoot.record("first", "incident", DISCHARGE)
    shoot.take(incident)
    clock.move(days=20)
    said = {"to": incident["id"], "action": "resolve", "detail": "looked at and put right"}
    shoot.take(shoot.record("safe", "response", said))
    [one] = services.standings.escalations(shoot.caller("safe"), shoot.id)
    assert one["state"] == "resolved"


def test_a_breach_is_answered_at_its_violation(
    shoot: Production, services: Services, clock: HandClock
) -> None:
    shoot.take(shoot.record("pat", "hold", {"subject": "firearm:colt", "reason": ""}))
    clock.move(minutes=1)
    raised = shoot.take(shoot.handover())["raised"]
    [breach] = [one["id"] for one in raised if one["hazard"] == "hold.breached"]
    [one] = services.standings.escalations(shoot.caller("safe"), shoot.id)
    assert (one["hazard"], one["answer_to"]) == ("hold.breached", breach)
    assert {telling["rung"] for telling in one["told"]} == {0}


@pytest.fixture
def look(store: SqlStore) -> SqlSecondLook:
    return SqlSecondLook(store.database)


def test_the_second_look_finds_what_stood_still(
    shoot: Production, services: Services, store: SqlStore, clock: HandClock, look: SqlSecondLook
) -> None:
    shoot.take(shoot.record("first", "incident", DISCHARGE))
    assert look.seen(clock.now) == Seen(0, 0, 0)
    clock.move(minutes=18)  # nobody watches: the worker is dead
    assert look.seen(clock.now - timedelta(minutes=2)).late == 1
    services.watch.look()
    assert look.seen(clock.now).well
    with store.database.writing() as connection:
        connection.execute(delete(messages))
    assert look.seen(clock.now).unqueued == 2
    with store.database.writing() as connection:
        connection.execute(update(escalations).values(escalation='{"record": "another"}'))
    assert look.seen(clock.now + timedelta(seconds=1)).unasked == 1


class Looks:
    """What a second look would see."""

    def __init__(self) -> None:
        self.amiss = Seen(0, 0, 0)

    def seen(self, _before: object) -> Seen:
        return self.amiss


def test_the_heartbeat_stays_away_when_something_is_amiss(clock: HandClock) -> None:
    looks, beats = Looks(), list[object]()
    dog = Watchdog(looks, clock, beats.append)
    dog.beat()
    dog.beat()
    assert len(beats) == 1
    clock.move(minutes=1)
    looks.amiss = Seen(1, 0, 0)
    dog.beat()
    assert len(beats) == 1
    clock.move(minutes=1)
    looks.amiss = Seen(0, 0, 0)
    dog.beat()
    assert len(beats) == 2
    assert dog.told() == {"escalations_late": 0, "escalations_unasked": 0, "escalations_unqueued": 0}
