"""Everything on the list of bad input: a problem with its code and place, never a 500, and nothing stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.desert import Site


@pytest.fixture(scope="module")
def site(shared_site: Site) -> Site:
    """One for all: nothing that is sent here may leave anything behind."""
    return shared_site


@pytest.fixture(autouse=True)
def nothing_is_stored(site: Site) -> Iterator[None]:
    """Whatever a test here sends, the ledger is afterwards as long as before."""
    before = site.size()
    yield
    assert site.size() == before


def told(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem, after seeing that it is one."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code), problem
    assert problem["type"] == f"/docs#{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    return problem


def places(problem: dict[str, Any]) -> list[str]:
    return [fault["field"] for fault in problem["errors"]]


def changed(site: Site, path: str, value: object) -> dict[str, Any]:
    """An incident with one thing in it changed."""
    record = site.incident()
    *outer, last = path.split(".")
    inner = record
    for part in outer:
        inner = inner[part]
    inner[last] = value
    return record


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("body.injured", "two"),
        ("body.injured", True),
        ("body.injured", -1),
        ("body.injured", 1.5),
        ("body.what", "explosion"),
        ("body.firearm", "colt 45"),
        ("body.present", "everybody"),
        ("body.stop_work", 1),
        ("body.detail", "x" * 4001),
        ("body.detail", "a\x00b"),
        ("body.colour", "red"),
        ("colour", "red"),
        ("kind", "accident"),
        ("id", "1"),
        ("id", "00000000-0000-0000-0000-000000000000"),
        ("occurred_at", "yesterday"),
        ("occurred_at", "2026-02-30T10:00:00Z"),
        ("occurred_at", "2026-03-02T10:00:00"),
        ("unit", "Main Unit"),
        ("protocol", "round-inspection"),
        ("note", 7),
        ("by", None),
        ("answers", {"a": {"b": 1}}),
    ],
)
def test_a_malformed_record_is_told_with_the_place(site: Site, path: str, value: object) -> None:
    problem = told(site.send(changed(site, path, value)), 422, "record.malformed")
    assert any(place.startswith((path, path.rpartition(".")[0] or path)) for place in places(problem))
    assert all(fault["expected"] for fault in problem["errors"])


def test_all_faults_are_told_at_once(site: Site) -> None:
    record = changed(site, "body", {"what": "boom", "injured": "x", "stop_work": 1, "present": 2, "more": 3})
    assert len(places(told(site.send(record), 422, "record.malformed"))) == 5


@pytest.mark.parametrize("sent", [1, "record", None, True, {}])
def test_what_is_no_record_at_all(site: Site, sent: object) -> None:
    answer = site.ask("POST", "records", by="armorer", content=orjson.dumps(sent))
    assert told(answer, 422, "record.malformed")["errors"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "json.malformed"),
        (b"{", "json.malformed"),
        (b"{} {}", "json.malformed"),
        (b"{'a': 1}", "json.malformed"),
        (b'{"a": NaN}', "json.malformed"),
        (b'{"a": Infinity}', "json.malformed"),
        (b'{"a": "\x00"}', "json.malformed"),
        (b"\x00", "json.malformed"),
        (b'{"a": "\xff"}', "json.not_utf8"),
        ('{"a": "ä"}'.encode("latin-1"), "json.not_utf8"),
        ("{}".encode("utf-16"), "json.not_utf8"),
        (b'{"a": 1, "a": 2}', "json.duplicate_key"),
        (b'{"a": 9007199254740993}', "json.number_range"),
        (b'{"a": 1e999}', "json.number_range"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json.number_range"),
        (b'{"a": "\\ud800"}', "json.surrogate"),
        (b'{"a": ' * 65 + b"1" + b"}" * 65, "json.too_deep"),
        (b"[" * 900_000, "json.too_deep"),
        (b'{"a":' * 300_000, "json.too_deep"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_body_that_is_not_json(site: Site, content: bytes, code: str) -> None:
    told(site.ask("POST", "records", by="armorer", content=content), 400, code)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
        "application/json; charset=latin-1",
        "application/jsonx",
    ],
)
def test_another_content_type(site: Site, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = site.ask("POST", "records", by="armorer", json=site.incident(), headers=headers)
    assert places(told(answer, 415, "content_type.unsupported")) == ["Content-Type"]


def test_a_body_over_the_limit(site: Site) -> None:
    content = b"[" + b" " * 2_000_000 + b"]"
    told(site.ask("POST", "records", by="armorer", content=content), 413, "too_large")
    told(site.ask("POST", "concerns", content=content[:20_100]), 413, "too_large")


def test_a_body_over_the_limit_that_does_not_say_so(site: Site) -> None:
    async def parts() -> Any:
        for _ in range(30):
            yield b" " * 100_000

    async def go() -> httpx.Response:
        headers = {"Authorization": f"Bearer {site.token('armorer')}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(site.app), base_url="http://test"
        ) as client:
            return await client.post("/api/v1/productions/desert/records", content=parts(), headers=headers)

    told(site.portal.call(go), 413, "too_large")


def test_a_batch_of_none_and_one_of_too_many(site: Site) -> None:
    told(site.send([]), 422, "batch.empty")
    told(site.send([site.incident() for _ in range(501)]), 413, "too_large")


def test_the_future(site: Site) -> None:
    ahead = (site.clock.now + timedelta(minutes=5, seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    problem = told(site.send(site.incident(occurred_at=ahead)), 422, "record.future")
    assert places(problem) == ["occurred_at"]
    assert problem["server_time"] == "2026-03-02T15:05:00.000000Z"


def test_an_unknown_person(site: Site) -> None:
    problem = told(site.send(changed(site, "body.present", ["p-nobody"])), 422, "person.unknown")
    assert "p-nobody" in problem["errors"][0]["problem"]


def test_an_unknown_protocol_version(site: Site) -> None:
    record = site.incident() | {"protocol": "round-inspection@9.9.9"}
    assert places(told(site.send(record), 422, "protocol.unknown")) == ["protocol"]


def test_somebody_elses_record(site: Site) -> None:
    problem = told(site.send(site.incident(by="first_ad")), 403, "permission.denied")
    assert places(problem) == ["by"]


@pytest.mark.parametrize(
    ("role", "kind"), [("inspector", "incident"), ("crew", "role"), ("crew", "credential")]
)
def test_a_kind_the_role_may_not_write(site: Site, role: str, kind: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "incident": site.incident()["body"],
        "role": {"person": "p-crew", "role": "armorer", "from_at": "2026-03-01T00:00:00Z"},
        "credential": {"person": "p-crew", "credential": "firearms_permit", "issuer": "me"},
    }
    problem = told(site.send(site.record(role, kind, bodies[kind]), by=role), 403, "permission.denied")
    assert role in problem["errors"][0]["problem"]


def test_another_production_in_the_record(site: Site) -> None:
    problem = told(site.send(site.incident() | {"production": "ocean"}), 422, "record.malformed")
    assert places(problem) == ["production"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("records?kind=accident", "kind"),
        ("records?day=2026-02-30", "day"),
        ("records?day=1700000000", "day"),
        ("records?limit=0", "limit"),
        ("records?limit=501", "limit"),
        ("records?firearm=%00", "firearm"),
        ("records?firearm=a%20b", "firearm"),
        ("records?person=%F0%9F%94%AB", "person"),
        ("records?fire_arm=colt", "fire_arm"),
        ("records?kind=incident&kind=duty", "kind"),
        ("clearance?to=p-performer", "firearm"),
        ("clearance?firearm=colt", "to"),
        ("clearance?firearm=colt&to=p-performer&purpose=fun", "purpose"),
        ("clearance?firearm=colt&to=p-performer&at=noon", "at"),
        ("clearance?firearm=colt&to=p-performer&at=2199-01-01T00:00:00Z", "at"),
        ("violations?gravity=grave", "gravity"),
        ("violations?status=shut", "status"),
        ("days/monday", "day"),
        ("days/2026-13-01", "day"),
        ("reports/violations?from=2026-03-02&until=2026-03-01", "until"),
        ("reports/violations?format=xml", "format"),
        ("ledger/proof", "proof"),
        ("ledger/proof?position=0&since=0", "proof"),
        ("ledger/proof?position=-1", "position"),
        ("ledger/proof?position=99999999999999999999", "position"),
        ("ledger/entries?start=x", "start"),
        ("people?x=1", "x"),
    ],
)
def test_a_malformed_question(site: Site, path: str, field: str) -> None:
    assert field in places(told(site.get(path), 422, "request.malformed"))


@pytest.mark.parametrize("cursor", ["1", "%00", "é", "A" * 60, "AAAA====", "-1"])
@pytest.mark.parametrize("path", ["records", "violations", "ledger/entries"])
def test_a_cursor_of_no_list(site: Site, path: str, cursor: str) -> None:
    assert places(told(site.get(f"{path}?cursor={cursor}"), 400, "cursor.invalid")) == ["cursor"]


@pytest.mark.parametrize(
    "path",
    [
        "records/none",
        "records/%00",
        "records/x%2Fy",
        "ledger/proof?record=0b0e2c8a-4d7b-4a3e-9d53-5c2b8f0a1c11",
    ],
)
def test_a_record_that_is_not_there(site: Site, path: str) -> None:
    told(site.get(path), 404, "not_found")


@pytest.mark.parametrize(
    "path", ["ledger/proof?position=4000", "ledger/proof?since=4000", "ledger/proof?position=0&size=4000"]
)
def test_a_proof_beyond_the_ledger(site: Site, path: str) -> None:
    told(site.get(path), 422, "proof.out_of_range")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"category": "firearms"}, "request.malformed"),
        ({"category": "firearms", "detail": "x", "by": "me"}, "request.malformed"),
        ({"category": "fire", "detail": "x"}, "request.malformed"),
        ({"category": "firearms", "detail": "x" * 4001}, "request.malformed"),
        ({"category": "firearms", "detail": 5}, "request.malformed"),
        ({"category": "firearms", "detail": "a\x00"}, "request.malformed"),
        ([], "request.malformed"),
    ],
)
def test_a_concern_that_cannot_be_kept(site: Site, sent: object, code: str) -> None:
    problem = told(site.ask("POST", "concerns", json=sent), 422, code)
    assert set(places(problem)) <= {"category", "detail", "by", "body"}


@pytest.mark.parametrize("code", ["AAAA-AAAA", "%00", "%FF%FE", "x" * 500])
def test_a_code_nobody_was_given(site: Site, code: str) -> None:
    told(site.ask("GET", f"/api/v1/concerns/{code}"), 404, "not_found")
    told(site.ask("POST", f"/api/v1/concerns/{code}", json={"detail": "x"}), 404, "not_found")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
FIELDS = [
    "id",
    "kind",
    "production",
    "occurred_at",
    "by",
    "unit",
    "clock",
    "answers",
    "sign_offs",
    "corrects",
    "body",
]


@given(field=st.sampled_from(FIELDS), value=JSON)
@settings(max_examples=150, deadline=None)
def test_no_value_in_any_place_is_a_failure_of_the_service(site: Site, field: str, value: object) -> None:
    record = site.incident() | {field: value}
    answer = site.ask("POST", "records", by="crew", content=json.dumps(record).encode())
    assert 400 <= answer.status_code < 500, answer.text


@given(sent=st.binary(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_bytes_are_a_failure_of_the_service(site: Site, sent: bytes) -> None:
    assert 400 <= site.ask("POST", "records", by="armorer", content=sent or b" ").status_code < 500
    assert 400 <= site.ask("POST", "concerns", content=sent or b" ").status_code < 500
