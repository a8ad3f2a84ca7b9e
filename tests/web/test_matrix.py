"""Every role, every kind of record, one's own and another production, written for oneself and for others: who may, by hand.

The expected answers come from the design's sentences (sections 1.1 and 4), not from the tables of the code.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.records import parse_record
from app.services.caller import DELIVER, GOVERN, READ, WRITE
from app.services.named import names_in, persons_in
from tests.web.desert import Site

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "domain" / "records" / "examples.json").read_text(encoding="utf-8")
)["bodies"]
ROLES = (
    *("armorer", "weapons_handler", "property_master", "first_ad", "safety_officer", "safety_advisor", "upm"),
    *("line_producer", "producer", "director", "stunt_coordinator", "performer", "crew", "medic"),
    *("inspector", "admin"),
)
ON_SET = set(ROLES) - {"inspector", "admin"}
HANDLER, SAFETY = {"armorer", "weapons_handler", "property_master"}, {"safety_officer", "safety_advisor"}
OFFICE = {"upm", "line_producer", "producer"}
GOVERNORS = {"safety_officer", "producer", "admin"}
GOVERNANCE = {"production_set", "role", "protocol_adopted", "sign_off", "preflight"}
EVERYBODY_ELSE = "somebody-else"


def may_write(role: str, kind: str) -> bool:
    """By the design; a `sign_off` for somebody else is governance, one's own is anybody's on set (docs/sign-offs.md)."""
    if kind in GOVERNANCE:
        return role in GOVERNORS
    if kind == "credential":
        return role in HANDLER | SAFETY | OFFICE
    return role in ON_SET


def body_of(kind: str) -> dict[str, Any]:
    if kind == "sign_off":
        return {"of": str(uuid.uuid4()), "sign_offs": [signature(EVERYBODY_ELSE)]}
    if kind == "role":
        return {"person": "somebody-new", "role": "crew", "from_at": "2026-03-01T00:00:00Z"}
    if kind == "production_set":
        return {"timezone": "America/Denver"}
    body: dict[str, Any] = EXAMPLES[kind]["least"]
    return body


def signature(person: str) -> dict[str, Any]:
    return {
        "person": person,
        "role": "crew",
        "at": "2026-03-02T15:00:00Z",
        "method": "token",
        "statement": "s",
    }


@pytest.fixture
def site(site: Site) -> Site:
    """With everybody whom the examples name, and another production."""
    people = {EVERYBODY_ELSE}
    for kind in EXAMPLES:
        people |= set(persons_in(names_in(parse_record(site.record("armorer", kind, body_of(kind))))))
    known = {f"p-{role}" for role in ROLES}
    for person in sorted(people - known - {"somebody-new"}):
        site.services.people.add_person(site.id, person, ["crew"], by="p-admin")
    return site


def outcomes(site: Site, token: str, records: list[dict[str, Any]], production: str = "desert") -> list[str]:
    """What became of each record of a batch: `ok` or its code; one code when the batch was refused whole."""
    path = f"/api/v1/productions/{production}/records"
    answer = site.ask("POST", path, json=records, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code != 200:
        return [answer.json()["code"]] * len(records)
    return ["ok" if "receipt" in one else one["problem"]["code"] for one in answer.json()]


def of_every_kind(site: Site, by: str) -> list[dict[str, Any]]:
    return [site.record(by, kind, body_of(kind)) for kind in EXAMPLES]


def test_each_role_writes_each_kind_or_not_one_by_one_and_together(site: Site) -> None:
    asked: Counter[str] = Counter()
    for role in ROLES:
        together = dict(
            zip(EXAMPLES, outcomes(site, site.token(role), of_every_kind(site, role)), strict=True)
        )
        for kind in EXAMPLES:
            expected = "ok" if may_write(role, kind) else "permission.denied"
            assert together[kind] == expected, (role, kind)
            alone = site.send(site.record(role, kind, body_of(kind)), by=role)
            assert (alone.status_code == 201) is may_write(role, kind), (role, kind, alone.text)
            asked[expected] += 2
    assert asked.total() == 2 * len(ROLES) * len(EXAMPLES) == 1184
    assert asked["permission.denied"] == 2 * sum(not may_write(r, k) for r in ROLES for k in EXAMPLES)


def test_nobody_writes_for_another_without_being_asked_to_deliver(site: Site) -> None:
    for role in ROLES:
        sent = of_every_kind(site, EVERYBODY_ELSE)
        found = outcomes(site, site.token(role), sent)
        taken = {one["kind"] for one, code in zip(sent, found, strict=True) if code != "permission.denied"}
        assert taken == set(), role
        assert len(found) == len(EXAMPLES)
        delivering = site.issue(f"p-{role}", 30, READ, WRITE, DELIVER, GOVERN)
        brought = dict(
            zip(EXAMPLES, outcomes(site, delivering, of_every_kind(site, EVERYBODY_ELSE)), strict=True)
        )
        for kind in EXAMPLES:
            expected = "ok" if may_write(role, kind) else "permission.denied"
            assert brought[kind] == expected, (role, kind)


def test_another_production_is_not_there_for_any_role(site: Site) -> None:
    for role in ROLES:
        sent = [one | {"production": "ocean"} for one in of_every_kind(site, role)]
        assert set(outcomes(site, site.token(role), sent, "ocean")) == {"not_found"}, role
        assert set(outcomes(site, site.token(role), of_every_kind(site, role), "ocean")) == {"not_found"}, (
            role
        )
        assert set(outcomes(site, site.token(role), sent)) == {"record.malformed"}, role


def test_tokens_of_less_do_less(site: Site) -> None:
    for role in ROLES:
        reading = site.issue(f"p-{role}", 30, READ)
        assert set(outcomes(site, reading, of_every_kind(site, role))) == {"permission.denied"}, role
        writing = site.issue(f"p-{role}", 30, READ, WRITE)
        found = dict(zip(EXAMPLES, outcomes(site, writing, of_every_kind(site, role)), strict=True))
        privileged = {"role", "production_set", "protocol_adopted"}
        for kind in EXAMPLES:
            may = may_write(role, kind) and kind not in privileged
            assert found[kind] == ("ok" if may else "permission.denied"), (role, kind)


def test_who_left_or_never_came_writes_nothing_now(site: Site) -> None:
    over = {"from_at": "2026-03-01T00:00:00Z", "until_at": "2026-03-02T15:30:00Z"}
    for role in ("armorer", "performer", "safety_officer", "admin"):
        person = f"gone-{role}".replace("_", "-")
        since = datetime(2026, 3, 1, tzinfo=UTC)
        site.services.people.add_person(site.id, person, [role], by="p-admin", from_at=since)
        body = {"person": person, "role": role, **over}
        assert site.send(site.record("admin", "role", body), by="admin").status_code == 201
        token = site.issue(person)
        site.clock.move(hours=1)
        found = outcomes(site, token, of_every_kind(site, person))
        assert set(found) == {"permission.denied"}, role
        site.clock.move(hours=-1)
    assert set(outcomes(site, "sc_of-nobody", of_every_kind(site, "crew"))) == {"auth.missing"}


def test_everybody_on_set_signs_later_for_themselves(site: Site) -> None:
    handover = site.handover()
    assert site.send(handover).status_code == 201
    for role in ROLES:
        own = {"of": handover["id"], "sign_offs": [signature(f"p-{role}")]}
        answer = site.send(site.record(role, "sign_off", own), by=role)
        assert (answer.status_code == 201) is (role in ON_SET or role in GOVERNORS), (role, answer.text)
