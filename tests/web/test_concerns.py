"""A concern without a name: kept aside, rounded down, brought in with the next quarter, answered by code alone."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import services_on
from app.db.database import Database
from app.protocols.catalogue import Catalogue
from app.signing.checkpoint_key import CheckpointKey
from tests.web.desert import HandClock, Site

SAID = {"category": "firearms", "detail": "Nobody opened the revolver."}


@pytest.fixture
def site(site: Site) -> Site:
    """With fifteen who work there: so many that words name nobody."""
    site.services.people.add_person("desert", "p-fifteenth", ["crew"], by="p-admin")
    return site


def put(site: Site, **more: Any) -> str:
    answer = site.ask("POST", "concerns", json=SAID | more)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"code"}
    return str(answer.json()["code"])


def read(site: Site, code: str) -> dict[str, Any]:
    told: dict[str, Any] = site.ask("GET", f"/api/v1/concerns/{code}").json()
    return told


def recorded(site: Site) -> list[dict[str, Any]]:
    """The concerns in the ledger, as the safety officer reads them."""
    found: list[dict[str, Any]] = site.get("records?kind=concern&limit=500", by="safety_officer").json()[
        "items"
    ]
    return found


def test_it_enters_the_ledger_with_the_next_quarter_and_its_time_is_an_hour(site: Site) -> None:
    site.clock.move(minutes=2, seconds=13)  # 15:07:13
    put(site)
    assert site.services.concerns.append_due() == 0
    assert recorded(site) == []
    site.clock.move(minutes=7, seconds=46)  # 15:14:59
    assert site.services.concerns.append_due() == 0
    site.clock.move(seconds=1)
    assert site.services.concerns.append_due() == 1
    (entry,) = recorded(site)
    record = entry["record"]
    assert record["occurred_at"] == "2026-03-02T15:00:00Z"
    assert entry["recorded_at"].startswith("2026-03-02T15:15:00")
    assert record["id"][14] == "4"
    assert "by" not in record
    assert "device" not in record
    assert record["body"] == {**SAID, "channel": "app"}


def test_the_watch_brings_it_in_by_itself(site: Site) -> None:
    put(site)
    site.clock.move(minutes=15)
    site.services.watch.look()
    assert len(recorded(site)) == 1
    site.services.watch.look()
    assert len(recorded(site)) == 1


def test_one_raised_at_the_end_of_an_hour_is_not_late(site: Site) -> None:
    site.clock.move(minutes=54)  # 15:59
    put(site)
    site.clock.move(minutes=2)
    site.services.watch.look()
    hazards = {one["hazard"] for one in site.get("violations?limit=500").json()["items"]}
    assert "record.late" not in hazards


def test_whoever_holds_the_code_reads_what_was_answered_but_not_by_whom(site: Site) -> None:
    code = put(site)
    assert (
        read(site, code).items()
        >= {"state": "waiting", "production": "desert", "answers": [], **SAID}.items()
    )
    site.clock.move(minutes=15)
    site.services.concerns.append_due()
    (entry,) = recorded(site)
    body = {"to": entry["record"]["id"].upper(), "action": "acknowledge", "detail": "We stopped and looked."}
    assert site.send(site.record("safety_officer", "response", body), by="safety_officer").status_code == 201
    told = read(site, code.lower().replace("-", " "))
    assert told["state"] == "recorded"
    (answer,) = told["answers"]
    assert (answer["action"], answer["detail"]) == ("acknowledge", "We stopped and looked.")
    assert "p-safety_officer" not in repr(told)


def test_what_is_said_later_belongs_to_the_same_concern(site: Site) -> None:
    everybody = [one["id"] for one in site.get("people").json()["items"]]
    meeting = {"scope": "day", "place": "yard", "minutes": 6, "topics": [], "attendees": everybody}
    meeting |= {"walk_through": True, "dry_run": False}
    assert site.send(site.record("first_ad", "safety_meeting", meeting, unit="second"), "first_ad").is_success
    code = put(site, unit="second")
    for more in ("It was the colt.", "And again after lunch."):
        answer = site.ask("POST", f"/api/v1/concerns/{code}", json={"detail": more})
        assert answer.status_code == 200
    whole = f"{SAID['detail']}\n\nIt was the colt.\n\nAnd again after lunch."
    assert read(site, code)["detail"] == whole
    site.clock.move(minutes=15)
    assert site.services.concerns.append_due() == 3
    first, second, third = (entry["record"] for entry in recorded(site))
    assert second["corrects"]["record"] == first["id"]
    assert third["corrects"]["record"] == second["id"]
    assert third["body"]["detail"] == whole
    assert third["unit"] == "second"
    site.clock.move(hours=5)
    site.services.watch.look()
    raised = [one["hazard"] for one in site.get("violations?limit=500").json()["items"]]
    assert "concern.repeated" not in raised
    assert raised.count("concern.unanswered") == 1
    site.ask("POST", f"/api/v1/concerns/{code}", json={"detail": "Still."})
    assert read(site, code).items() >= {"state": "waiting", "detail": whole + "\n\nStill."}.items()


def test_more_than_a_concern_may_hold_is_told(site: Site) -> None:
    code = put(site, detail="x" * 3990)
    answer = site.ask("POST", f"/api/v1/concerns/{code}", json={"detail": "y" * 20})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.malformed")
    assert read(site, code)["detail"] == "x" * 3990


def test_a_production_that_is_not_there(site: Site) -> None:
    answer = site.ask("POST", "/api/v1/productions/nowhere/concerns", json=SAID)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_nothing_of_it_is_logged_and_the_code_is_kept_nowhere(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = put(site)
    read(site, code)
    ours = [one for one in caplog.records if not one.name.startswith(("http", "asyncio"))]
    assert ours == []
    for form in (code, code.replace("-", "")):
        assert all(form.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_each_is_brought_in_once(site: Site) -> None:
    put(site)
    put(site, category="hours")
    site.clock.move(minutes=20)
    assert site.services.concerns.append_due() == 2
    assert site.services.concerns.append_due() == 0
    assert {entry["record"]["body"]["category"] for entry in recorded(site)} == {"firearms", "hours"}


@pytest.mark.parametrize("header", ["Authorization", "X-Forwarded-For", "User-Agent"])
def test_nothing_that_is_sent_along_changes_what_is_kept(site: Site, header: str) -> None:
    site.ask("POST", "concerns", json=SAID, headers={header: "somebody"})
    site.clock.move(minutes=15)
    site.services.concerns.append_due()
    (entry,) = recorded(site)
    assert "somebody" not in repr(entry)


def test_it_waits_and_enters_on_every_database(
    database: Database, catalogue: Catalogue, signing_key: CheckpointKey
) -> None:
    clock = HandClock()
    services = services_on(database, catalogue, signing_key, ("us-base",), clock)
    services.people.create_production("desert", "founder", {"timezone": "UTC"})
    code = services.concerns.put("desert", dict(SAID))
    services.concerns.add(code, "More.")
    clock.move(minutes=15)
    assert services.concerns.append_due() == 2
    told = services.concerns.read(code)
    assert (told["state"], told["detail"]) == ("recorded", SAID["detail"] + "\n\nMore.")
