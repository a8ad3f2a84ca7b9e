"""What a program may do with a token, what somebody may give their own, and who takes a whole ledger away."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from app.domain.ledger.verify import verify
from app.services.caller import DELIVER, GOVERN, READ, WRITE
from tests.accounts.browser import Browser, Office
from tests.web.desert import Site

SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
PLAIN = (READ, WRITE, DELIVER)


def as_token(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def governing(site: Site) -> list[tuple[str, dict[str, object]]]:
    """What asks people for a fresh sign-in, as writes of the admin's that else would be taken."""
    now = site.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    adopted = {"pack": "us-base", "digest": "0" * 64, "reason": "another"}
    return [
        ("records", site.record("admin", "role", {"person": "p-new", "role": "crew", "from_at": now})),
        ("records", site.record("admin", "protocol_adopted", adopted)),
        ("records", site.record("admin", "production_set", {"timezone": "UTC"})),
        ("invites", {"person": "p-armorer"}),
    ]


def test_a_token_does_what_asks_for_a_fresh_sign_in_only_if_its_scope_says_so(office: Office) -> None:
    site = office.site
    plain, more = site.issue("p-admin", 1, *PLAIN), site.issue("p-admin", 1, *PLAIN, GOVERN)
    for path, body in governing(site):
        before = site.size()
        answer = site.ask("POST", path, json=body, headers=as_token(plain))
        assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied"), path
        assert GOVERN in answer.json()["detail"] and site.size() == before
        answer = site.ask("POST", path, json=body, headers=as_token(more))
        assert answer.status_code == 201, answer.text


@SQLITE
def test_in_a_batch_too(office: Office) -> None:
    site = office.site
    records = [body for path, body in governing(site) if path == "records"]
    answer = site.ask("POST", "records", json=records, headers=as_token(site.issue("p-admin", 1, *PLAIN)))
    assert [one["problem"]["code"] for one in answer.json()] == ["permission.denied"] * 3


@SQLITE
def test_govern_gives_no_role(office: Office) -> None:
    site = office.site
    headers = as_token(site.issue("p-armorer", 1, READ, WRITE, GOVERN))
    for path, body in governing(site):
        sent = body | ({"by": "p-armorer"} if path == "records" else {})
        answer = site.ask("POST", path, json=sent, headers=headers)
        assert answer.json()["code"] == "permission.denied", path


# --- Tokens of one's own -----------------------------------------------------------------------------------------


def test_a_token_of_ones_own(office: Office) -> None:
    browser = office.joined("p-armorer")
    made = browser.took("/account/tokens", {"days": 7})
    assert made["scopes"] == ["read", "write"] and made["state"] == "good"
    site, headers = office.site, as_token(made["token"])
    told = site.ask("GET", "/api/v1/me", headers=headers).json()
    assert (told["person"], told["expires_at"]) == ("p-armorer", made["expires_at"])
    (kept,) = browser.get("/account/tokens").json()["items"]
    assert kept == {name: value for name, value in made.items() if name != "token"}

    browser.took(f"/account/tokens/{made['id']}/revoke")
    assert site.ask("GET", "/api/v1/me", headers=headers).json()["code"] == "auth.missing"
    assert browser.get("/account/tokens").json()["items"][0]["state"] == "revoked"
    done = [row.deed for row in office.audited() if row.deed.startswith("token.") and row.refused is None]
    assert sorted(done) == ["token.issue", "token.revoke"]


@SQLITE
def test_it_ends(office: Office) -> None:
    made = office.joined("p-armorer").took("/account/tokens", {"days": 1, "scopes": ["read"]})
    site, headers = office.site, as_token(made["token"])
    answer = site.ask("POST", "records", json=site.incident(), headers=headers)
    assert answer.json()["code"] == "permission.denied"
    site.clock.move(days=1)
    assert site.ask("GET", "/api/v1/me", headers=headers).json()["code"] == "auth.expired"


@SQLITE
def test_making_one_asks_for_a_fresh_sign_in_and_taking_back_does_not(office: Office) -> None:
    browser = office.joined("p-armorer")
    made = browser.took("/account/tokens", {"days": 7})
    office.site.clock.move(minutes=11)
    assert browser.refused("/account/tokens", {"days": 7}) == "auth.fresh_needed"
    assert office.refusals("token.issue") == ["auth.fresh_needed"]
    browser.took(f"/account/tokens/{made['id']}/revoke")


@SQLITE
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"days": 0},
        {"days": 91},
        {"days": True},
        {"days": "7"},
        {"days": 7, "scopes": []},
        {"days": 7, "scopes": ["govern"]},
        {"days": 7, "scopes": ["deliver"]},
        {"days": 7, "scopes": "read"},
        {"days": 7, "scopes": [["read"]]},
        {"days": 7, "person": "p-admin"},
    ],
    ids=repr,
)
def test_one_gives_no_more_than_one_has(office: Office, body: dict[str, object]) -> None:
    browser = office.joined("p-armorer")
    assert browser.refused("/account/tokens", body) == "request.malformed"
    assert browser.get("/account/tokens").json()["items"] == []


@SQLITE
def test_somebody_elses_token_is_not_there(office: Office) -> None:
    made = office.joined("p-armorer").took("/account/tokens", {"days": 7})
    other = office.joined("p-performer")
    assert other.get("/account/tokens").json()["items"] == []
    assert other.refused(f"/account/tokens/{made['id']}/revoke") == "not_found"
    assert office.site.ask("GET", "/api/v1/me", headers=as_token(made["token"])).is_success


@SQLITE
def test_a_token_makes_no_token(office: Office) -> None:
    answer = office.site.ask("POST", "/api/v1/account/tokens", by="p-armorer", json={"days": 7})
    assert answer.json()["code"] == "auth.session_needed"


# --- Taking the whole ledger away --------------------------------------------------------------------------------


def taken(browser: Browser, **asked: object) -> dict[str, bytes]:
    answer = browser.post("/productions/desert/exports", {"reason": "for the insurer", **asked})
    assert answer.status_code == 200, answer.text
    assert (
        answer.headers["content-type"] == "application/zip" and answer.headers["cache-control"] == "no-store"
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_an_export_with_names(office: Office) -> None:
    people = office.site.services.people
    people.add_person("desert", "p-armorer", [], by="p-admin", name="Ada Quill")
    people.add_person("desert", "p-performer", [], by="p-admin", name="Bo Reed")
    office.site.services.erasures.erase("desert", "p-performer")
    files = taken(office.joined("p-producer"), names=True)
    assert json.loads(files["names.json"])["names"] == {"p-armorer": "Ada Quill"}
    assert b"Ada Quill" not in files["ledger.jsonl"]
    assert verify(files["ledger.jsonl"].splitlines(keepends=True)).ok
    (row,) = [row for row in office.audited() if row.deed == "export.names"]
    assert (row.person, row.production, row.about, row.refused) == (
        "p-producer",
        "desert",
        "for the insurer",
        None,
    )


@SQLITE
def test_an_export_without_names(office: Office) -> None:
    office.site.services.people.add_person("desert", "p-armorer", [], by="p-admin", name="Ada Quill")
    files = taken(office.joined("p-producer"))
    assert list(files) == ["ledger.jsonl"] and b"Ada Quill" not in files["ledger.jsonl"]
    assert [row.deed for row in office.audited() if row.deed.startswith("export.")] == ["export.take"]


@SQLITE
def test_it_asks_for_a_fresh_sign_in(office: Office) -> None:
    browser = office.joined("p-producer")
    office.site.clock.move(minutes=11)
    asked = {"reason": "again", "names": True}
    assert browser.refused("/productions/desert/exports", asked) == "auth.fresh_needed"
    assert office.refusals("export.names") == ["auth.fresh_needed"]


@SQLITE
def test_a_script_takes_it_only_if_its_scope_says_so(office: Office) -> None:
    site = office.site
    for scopes, status in (((READ, WRITE), 403), ((READ, GOVERN), 200), ((WRITE, GOVERN), 403)):
        headers = as_token(site.issue("p-producer", 1, *scopes))
        answer = site.ask("POST", "exports", json={"reason": "nightly"}, headers=headers)
        assert answer.status_code == status, answer.text


@SQLITE
@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " "}, {"reason": 7}, {"reason": "a" * 501}])
def test_it_asks_what_for(office: Office, body: dict[str, object]) -> None:
    answer = office.site.ask("POST", "exports", by="p-producer", json=body)
    assert answer.json()["code"] == "request.malformed"


@SQLITE
def test_another_productions_is_not_there(office: Office) -> None:
    answer = office.site.ask(
        "POST", "/api/v1/productions/ocean/exports", by="p-producer", json={"reason": "x"}
    )
    assert answer.json()["code"] == "not_found"
