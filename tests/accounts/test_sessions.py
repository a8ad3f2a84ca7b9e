"""What a session is good for, how long, and what a stolen one is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts.browser import PASSWORD, Browser, Office
from tests.accounts.phone import ORIGIN

RECORDS = "/productions/desert/records"


def record(office: Office, by: str, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    return office.site.record(by, kind, body)


def incident(office: Office, by: str = "p-armorer") -> dict[str, Any]:
    body = {"what": "near_miss", "firearm": "colt", "injured": 0, "stop_work": True, "present": []}
    return record(office, by, "incident", body)


GIVEN = {"person": "x", "role": "armorer", "from_at": "2026-03-02T15:00:00Z"}
PRIVILEGED = {
    "role": GIVEN,
    "production_set": {"timezone": "UTC", "custodian": "p-producer"},
    "protocol_adopted": {"pack": "us-base", "digest": "0" * 64, "reason": "x"},
}


def role(office: Office, person: str, until: str | None = None) -> dict[str, Any]:
    body = {"person": person, "role": "armorer", "from_at": "2026-03-02T15:00:00Z"}
    return record(office, "p-admin", "role", body | ({"until_at": until} if until else {}))


def test_somebody_signed_in_records_what_happened(office: Office) -> None:
    browser = office.joined("p-armorer")
    assert browser.post(RECORDS, incident(office)).status_code == 201
    assert browser.refused(RECORDS, incident(office, "p-performer")) == "permission.denied"
    assert office.refusals(f"POST /api/v1{RECORDS}") == ["permission.denied"]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": ORIGIN + "1"},
        {"X-Showclear-Page": "another"},
        {"X-Showclear-Page": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=repr,
)
def test_another_page_writes_nothing(office: Office, headers: dict[str, str]) -> None:
    browser = office.joined("p-armorer")
    assert browser.refused(RECORDS, incident(office), **headers) == "auth.foreign_page"
    assert browser.refused("/account/pin", {"pin": "294617"}, **headers) == "auth.foreign_page"
    assert browser.refused("/sessions/end", **headers) == "auth.foreign_page"
    assert office.refusals(f"POST /api/v1{RECORDS}") == ["auth.foreign_page"]
    assert browser.get("/me").is_success


def test_without_an_origin_a_cookie_writes_nothing(office: Office) -> None:
    browser = office.joined("p-armorer")
    browser.origin = None
    assert browser.refused(RECORDS, incident(office)) == "auth.foreign_page"


def test_nobody_is_signed_in_from_another_page(office: Office) -> None:
    """Else somebody could be made to record under an account that is not theirs."""
    office.joined("p-armorer")
    browser = office.browser()
    browser.origin = "https://elsewhere.example"
    who = {"production": "desert", "person": "p-armorer", "password": PASSWORD}
    assert browser.refused("/sessions/password", who) == "auth.foreign_page"
    assert browser.refused("/sessions/passkey/begin") == "auth.foreign_page"
    assert browser.refused("/invites/accept", {"invite": "x", "password": PASSWORD}) == "auth.foreign_page"
    assert browser.cookies == {}


def test_the_page_token_belongs_to_one_session(office: Office) -> None:
    browser, other = office.joined("p-armorer"), office.joined("p-performer")
    browser.page_token = other.page_token
    assert browser.refused(RECORDS, incident(office)) == "auth.foreign_page"


def test_it_ends_in_time(office: Office) -> None:
    used, unused = office.joined("p-armorer"), office.joined("p-performer")
    for _ in range(9):
        office.site.clock.move(hours=18)
        assert used.get("/me").is_success
    assert unused.get("/me").json()["code"] == "auth.expired"
    office.site.clock.move(hours=18)
    assert used.get("/me").json()["code"] == "auth.expired"
    assert "auth.expired" in office.refusals("GET /api/v1/me")


def test_a_session_nobody_gave(office: Office) -> None:
    browser = office.browser()
    for secret in ("x", "y" * 43, "z" * 5000):
        browser.cookies["showclear-session"] = secret
        assert browser.get("/me").json()["code"] == "auth.missing"


def test_signing_in_again_replaces_the_session(office: Office) -> None:
    browser = office.joined("p-armorer")
    before = Browser(office.site, dict(browser.cookies), browser.page_token)
    assert browser.sign_in("p-armorer").is_success
    assert browser.cookies["showclear-session"] != before.cookies["showclear-session"]
    assert browser.page_token != before.page_token
    assert before.get("/me").status_code == 401
    assert browser.get("/me").is_success


def test_a_stolen_session_gets_no_further_and_is_ended_from_elsewhere(office: Office) -> None:
    owner = office.joined("p-producer")
    thief = Browser(office.site, dict(owner.cookies), owner.page_token)
    office.site.clock.move(minutes=11)
    for path, body in (
        ("/productions/desert/invites", {"person": "p-armorer"}),
        ("/account/password", {"password": "the thief's own password"}),
        ("/account/recovery-codes", None),
        ("/account/passkeys/begin", None),
        ("/account/pin", {"pin": "294617"}),
        *((RECORDS, record(office, "p-producer", kind, body)) for kind, body in PRIVILEGED.items()),
    ):
        assert thief.refused(path, body) == "auth.fresh_needed", path
    again = office.browser()
    assert again.sign_in("p-producer").is_success
    sessions = again.get("/account/devices").json()["sessions"]
    (theirs,) = [one["id"] for one in sessions if not one["this_one"]]
    again.took(f"/account/devices/{theirs}/revoke")
    assert thief.get("/me").json()["code"] == "auth.missing"
    assert office.refusals("GET /api/v1/me") == ["auth.missing"]
    assert again.post(RECORDS, record(office, "p-producer", "role", GIVEN)).status_code == 201


def test_nobody_revokes_what_is_anothers(office: Office) -> None:
    mine, other = office.joined("p-armorer"), office.joined("p-performer")
    (theirs,) = other.get("/account/devices").json()["sessions"]
    assert mine.refused(f"/account/devices/{theirs['id']}/revoke") == "not_found"
    assert other.get("/me").is_success
    assert mine.post("/account/devices/a%00b/revoke").status_code == 422


def test_leaving_the_production_ends_its_sessions(office: Office) -> None:
    browser = office.joined("p-armorer")
    ended = office.site.send(role(office, "p-armorer", "2026-03-02T15:10:00Z"), by="p-admin")
    assert ended.status_code == 201
    assert browser.get("/productions/desert/records").is_success
    office.site.clock.move(minutes=10)
    assert browser.get("/productions/desert/records").json()["code"] == "auth.left"
    assert browser.get("/me").json()["code"] == "auth.missing", "over, and not only held up"
    assert office.refusals("session.use") == ["auth.left"]
    again = office.browser()
    assert again.sign_in("p-armorer").is_success, "what is theirs stays theirs"
    assert again.get("/account").json()["memberships"][0]["roles"] == []
    assert again.get("/productions/desert/records").json()["code"] == "permission.denied"
    assert again.refused(RECORDS, incident(office)) == "permission.denied"
    assert again.refused("/account/pin", {"pin": "294617"}) == "permission.denied"


def test_what_is_allowed_to_few_is_audited(office: Office) -> None:
    office.joined("p-armorer").took("/account/pin", {"pin": "294617"})
    done = [(row.deed, row.person) for row in office.audited() if row.refused is None]
    assert sorted(done) == [
        ("invite.accept", "p-armorer"),
        ("invite.make", "p-admin"),
        ("pin.set", "p-armorer"),
        ("session.begin", "p-armorer"),
    ]


def test_tokens_go_on_as_before(office: Office) -> None:
    assert office.site.send(role(office, "p-armorer"), by="p-admin").status_code == 201
    browser = office.joined("p-armorer")
    answer = browser.ask("GET", "/api/v1/me", Authorization=f"Bearer {office.site.token('p-admin')}")
    assert answer.json()["person"] == "p-admin", "a token comes before the cookie"
    answer = browser.ask("GET", "/api/v1/me", Authorization="Bearer nobody's")
    assert answer.status_code == 401, "and a wrong one is not made up for by the cookie"
