"""An outside party reads one production, for a while, and nothing that tells who raised a concern without a name."""

from __future__ import annotations

from typing import Any

import pytest

from app.services.caller import READ, Caller
from app.web.news import Place, news
from tests.attachments.files import PICTURE, bring, portray
from tests.web.desert import Site
from tests.web.test_routes import READS, address

REPORTER = "whisper"
DEVICE = "the-phone-of-whisper"
INSPECTED = [route for route in READS if "{production}" in route[1]]


def anonymous(site: Site) -> dict[str, Any]:
    """A concern without a name, typed in by somebody on a phone that could tell them."""
    body = {"category": "firearms", "channel": "app", "detail": "The cart stood open.", "about": "colt"}
    record = site.record(REPORTER, "concern", body, entered_by=REPORTER, device=DEVICE)
    del record["by"]
    record["clock"] = {"offset_s": 7, "fixed_at": record["occurred_at"]}
    return record


def read_by(site: Site, role: str, record: str) -> str:
    """Everything every reading route answers, but for who is in the production at all."""
    assert bring(site, PICTURE).is_success and portray(site, "p-performer", PICTURE).is_success
    colt = {"firearm": "colt", "class": "real", "calibre": ".45 Colt", "chambers": 6, "can_fire_live": True}
    colt |= {"owner": "rental", "supplier": "prop supplier"}
    assert site.send(site.record("armorer", "firearm_intake", colt)).is_success
    told = []
    for route in INSPECTED:
        if route[1].endswith("/people"):
            continue
        answer = site.ask(route[0], address(route, record), by=role)
        whole = "/receipt" in route[1]  # proves all of a record, so it is for who may read all of it
        assert answer.status_code in ((200, 403) if whole else (200,)), (route, answer.text)
        told.append(answer.text)
    for more in (
        "records?kind=concern",
        f"records?person={REPORTER}&kind=concern",
        "reports/violations?hazard=concern.unanswered",
        "violations?hazard=concern.unanswered",
    ):
        answer = site.get(more, by=role)
        assert answer.status_code == 200, answer.text
        told.append(answer.text)
    caller = Caller(f"p-{role}", site.id, frozenset({READ}))
    told += [repr(one) for one in news(site.services, caller, site.id, Place(0, ""))]
    return "\n".join(told)


@pytest.fixture
def raised(site: Site) -> str:
    """The id of an anonymous concern that nobody answered, so that there is a violation with evidence too."""
    site.services.people.add_person("desert", REPORTER, ["crew"], by="p-admin")
    record = anonymous(site)
    assert site.send(record, by=REPORTER).status_code == 201
    site.clock.move(hours=5)
    site.services.watch.look()
    return str(record["id"])


def test_the_concern_is_read_and_who_raised_it_is_not(site: Site, raised: str) -> None:
    entry = site.get(f"records/{raised}", by="inspector").json()
    assert entry["record"]["body"]["detail"] == "The cart stood open."
    assert set(entry["withheld"]) == {"entered_by", "device", "clock"}
    whole = site.get(f"records/{raised}", by="safety_officer").json()
    assert whole["record"]["entered_by"] == REPORTER and "withheld" not in whole
    assert entry["leaf_hash"] == whole["leaf_hash"]


def test_no_reading_route_tells(site: Site, raised: str) -> None:
    told, whole = read_by(site, "inspector", raised), read_by(site, "safety_officer", raised)
    assert DEVICE not in told and DEVICE in whole
    assert f'"entered_by":"{REPORTER}"' not in told and f'"entered_by":"{REPORTER}"' in whole
    assert "concern.unanswered" in told, "what nobody answered is there, with its evidence"


@pytest.mark.parametrize(("role", "told_more"), [("inspector", False), ("safety_officer", True)])
def test_the_reporter_is_named_nowhere_where_they_were_not_before(
    site: Site, role: str, told_more: bool
) -> None:
    site.services.people.add_person("desert", REPORTER, ["crew"], by="p-admin")
    first = site.incident()
    assert site.send(first).status_code == 201
    before = read_by(site, role, first["id"]).count(REPORTER)
    assert site.send(anonymous(site), by=REPORTER).status_code == 201
    site.clock.move(hours=25)
    site.services.watch.look()
    assert (read_by(site, role, first["id"]).count(REPORTER) > before) is told_more


@pytest.mark.parametrize(("role", "found"), [("inspector", 0), ("armorer", 0), ("safety_officer", 1)])
def test_a_filter_tells_nothing_that_is_withheld(site: Site, raised: str, role: str, found: int) -> None:
    items = site.get(f"records?person={REPORTER}&kind=concern", by=role).json()["items"]
    assert len(items) == found


def test_an_inspector_takes_nothing_whole(site: Site, raised: str) -> None:
    answer = site.ask("POST", "exports", by="inspector", json={"reason": "to look at"})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")


def test_an_inspector_reads_no_other_production(site: Site, raised: str) -> None:
    for route in INSPECTED:
        answer = site.ask(route[0], address(route, raised, "ocean"), by="inspector")
        assert answer.json()["code"] == "not_found", route


GIVEN = "2026-03-02T15:05:00Z"
ENDS = [
    ({"from_at": GIVEN}, 30),
    ({"from_at": GIVEN, "until_at": "2026-03-09T15:05:00Z"}, 7),
    ({"from_at": GIVEN, "until_at": "2027-03-02T15:05:00Z"}, 30),
    ({"from_at": "2025-01-01T00:00:00Z"}, 30),
]


@pytest.mark.parametrize(("at", "days"), ENDS, ids=repr)
def test_an_inspector_reads_for_a_limited_time(site: Site, at: dict[str, str], days: int) -> None:
    """The record is taken whatever it says; what it gives ends."""
    body = {"person": "visitor", "role": "inspector", **at}
    assert site.send(site.record("admin", "role", body), by="admin").status_code == 201
    visitor = site.issue("visitor", 400)
    headers = {"Authorization": f"Bearer {visitor}"}
    site.clock.move(days=days, seconds=-1)
    assert site.ask("GET", "records", headers=headers).status_code == 200
    site.clock.move(seconds=1)
    answer = site.ask("GET", "records", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")
    (told,) = next(one for one in site.get("people").json()["items"] if one["id"] == "visitor")["roles"]
    assert told["held"] is False and told["until_at"] is not None


def test_who_needs_longer_is_given_it_anew(site: Site) -> None:
    site.clock.move(days=29)
    now = site.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"person": "p-inspector", "role": "inspector", "from_at": now}
    assert site.send(site.record("admin", "role", body), by="admin").status_code == 201
    site.clock.move(days=20)
    headers = {"Authorization": f"Bearer {site.issue('p-inspector', 400)}"}
    assert site.ask("GET", "records", headers=headers).status_code == 200


def test_other_roles_do_not_end_so(site: Site) -> None:
    site.clock.move(days=400)
    headers = {"Authorization": f"Bearer {site.issue('p-crew', 400)}"}
    assert site.ask("GET", "records", headers=headers).status_code == 200
