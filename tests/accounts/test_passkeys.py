"""Passkeys: each question answered once, on our page, with the user verified and a counter that goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cbor2
import pytest

from tests.accounts.browser import Browser, Office
from tests.accounts.phone import Phone, b64

FINISH = "/sessions/passkey/finish"


def begun(browser: Browser) -> dict[str, Any]:
    return browser.took("/sessions/passkey/begin")


def test_registered_by_invitation_and_signed_in_on_another_browser(office: Office) -> None:
    phone = Phone()
    first = office.joined_with("p-armorer", phone)
    assert first.get("/account").json()["method"] == "passkey"
    other = office.browser()
    assert other.with_passkey(phone).is_success
    assert other.get("/me").json()["person"] == "p-armorer"
    (listed,) = other.get("/account/devices").json()["passkeys"]
    assert listed["used_at"] is not None


def test_the_options_ask_for_what_is_needed(office: Office) -> None:
    browser, invite = office.browser(), office.invite("p-armorer")
    options = browser.took("/invites/passkey/begin", {"invite": invite})
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    asked = begun(browser)
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials"), "nobody is named"


def test_a_replayed_assertion_is_refused(office: Office) -> None:
    phone = Phone()
    office.joined_with("p-armorer", phone)
    browser = office.browser()
    answer = {"credential": phone.get(begun(browser))}
    assert browser.post(FINISH, answer).is_success
    assert office.browser().refused(FINISH, answer) == "passkey.challenge"
    assert office.refusals("sign_in.passkey") == ["passkey.challenge"]


def test_an_answer_too_late_is_refused(office: Office) -> None:
    phone = Phone()
    office.joined_with("p-armorer", phone)
    options = begun(office.browser())
    office.site.clock.move(minutes=5)
    assert office.browser().refused(FINISH, {"credential": phone.get(options)}) == "passkey.challenge"


def test_a_challenge_we_did_not_give_and_one_for_something_else(office: Office) -> None:
    phone = Phone()
    browser = office.joined_with("p-armorer", phone)
    made_up = {"challenge": b64(b"x" * 32)}
    assert office.browser().refused(FINISH, {"credential": phone.get(made_up)}) == "passkey.challenge"
    for_registering = browser.took("/account/passkeys/begin")
    assert office.browser().refused(FINISH, {"credential": phone.get(for_registering)}) == "passkey.challenge"


WAYS = {
    "another page": ({"origin": "https://elsewhere.example"}, "passkey.origin"),
    "another port": ({"origin": "http://localhost:8001"}, "passkey.origin"),
    "another relying party": ({"rp": "elsewhere.example"}, "passkey.refused"),
    "user not verified": ({"verified": False}, "passkey.unverified"),
    "counter the same": ({"count": 0}, "passkey.counter"),
    "another key": ({"key": Phone().key}, "passkey.refused"),
    "another account's handle": ({"handle": b64(b"0" * 32)}, "auth.refused"),
    "unknown": ({"credential": b"unknown"}, "auth.refused"),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_assertion_that_is_not_right_is_refused_and_audited(office: Office, way: str) -> None:
    phone = Phone()
    office.joined_with("p-armorer", phone)
    change, code = WAYS[way]
    browser = office.browser()
    options = begun(browser)
    answer = browser.post(FINISH, {"credential": replace(phone, **change).get(options)})
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert "set-cookie" not in answer.headers
    assert office.refusals("sign_in.passkey") == [code]
    right = {"credential": phone.get(options)}
    assert browser.refused(FINISH, right) == "passkey.challenge", "the question was used up all the same"


def test_a_counter_that_went_back_is_refused_and_one_that_stays_zero_is_not(office: Office) -> None:
    phone, synced = Phone(count=40), Phone(credential=b"synced", counts=False)
    office.joined_with("p-armorer", phone)
    office.joined_with("p-performer", synced)
    assert office.browser().with_passkey(phone).is_success
    copied = replace(phone, count=30)
    assert office.browser().with_passkey(copied).json()["code"] == "passkey.counter"
    assert office.browser().with_passkey(phone).is_success
    assert office.browser().with_passkey(synced).is_success
    assert office.browser().with_passkey(synced).is_success


def test_a_registration_for_another_page_or_unverified_is_refused(office: Office) -> None:
    for change, code in (
        ({"origin": "https://elsewhere.example"}, "passkey.origin"),
        ({"verified": False}, "passkey.unverified"),
        ({"rp": "elsewhere.example"}, "passkey.refused"),
    ):
        browser, invite = office.browser(), office.invite("p-armorer")
        options = browser.took("/invites/passkey/begin", {"invite": invite})
        credential = replace(Phone(), **change).create(options)
        body = {"invite": invite, "credential": credential}
        assert browser.refused("/invites/passkey/finish", body) == code
        assert browser.took("/invites/look", {"invite": invite}), "the invitation is still good"
    assert office.refusals("passkey.register")


def test_a_registration_is_for_the_invitation_it_was_begun_with(office: Office) -> None:
    browser, one, other = office.browser(), office.invite("p-armorer"), office.invite("p-performer")
    options = browser.took("/invites/passkey/begin", {"invite": one})
    body = {"invite": other, "credential": Phone().create(options)}
    assert browser.refused("/invites/passkey/finish", body) == "passkey.challenge"


def test_one_key_for_two_accounts_is_refused(office: Office) -> None:
    phone = Phone()
    office.joined_with("p-armorer", phone)
    browser, invite = office.browser(), office.invite("p-performer")
    options = browser.took("/invites/passkey/begin", {"invite": invite})
    body = {"invite": invite, "credential": phone.create(options)}
    assert browser.refused("/invites/passkey/finish", body) == "passkey.refused"
    assert office.browser().with_passkey(replace(phone, handle="")).is_success, "the first account keeps it"


def changed(credential: dict[str, Any], **response: Any) -> dict[str, Any]:
    return credential | {"response": credential["response"] | response}


NONSENSE = {
    "no object": lambda right: "credential",
    "nothing": lambda right: {},
    "no response": lambda right: right | {"response": None},
    "client data no JSON": lambda right: changed(right, clientDataJSON=b64(b"{")),
    "client data a list": lambda right: changed(right, clientDataJSON=b64(b"[]")),
    "client data nested": lambda right: changed(right, clientDataJSON=b64(b"[" * 5000)),
    "challenge a number": lambda right: changed(
        right, clientDataJSON=b64(b'{"type":"webauthn.create","challenge":1,"origin":"x"}')
    ),
}
CBOR = {
    "cut short": b"\xa3\x63fmt",
    "no map": cbor2.dumps([1, 2]),
    "empty": b"",
    "endless": b"\x9f" + b"\x9f" * 5000,
    "huge length": b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    "short authenticator data": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": b"short"}),
    "key no key": cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": bytes(32) + b"\x45" + bytes(400)}),
}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", [*NONSENSE, *CBOR])
def test_malformed_credentials_are_refused(office: Office, what: str) -> None:
    browser, invite = office.browser(), office.invite("p-armorer")
    options = browser.took("/invites/passkey/begin", {"invite": invite})
    right = Phone().create(options)
    wrong = NONSENSE[what](right) if what in NONSENSE else changed(right, attestationObject=b64(CBOR[what]))
    answer = browser.post("/invites/passkey/finish", {"invite": invite, "credential": wrong})
    assert (answer.status_code, answer.json()["code"]) in {
        (422, "passkey.malformed"),
        (401, "passkey.unverified"),
    }
    assert set(office.refusals("passkey.register")) <= {"passkey.malformed", "passkey.unverified"}


def test_an_oversized_credential_is_refused(office: Office) -> None:
    browser, invite = office.browser(), office.invite("p-armorer")
    options = browser.took("/invites/passkey/begin", {"invite": invite})
    wrong = changed(Phone().create(options), attestationObject="A" * 18_000)
    body = {"invite": invite, "credential": wrong}
    assert browser.refused("/invites/passkey/finish", body) == "passkey.malformed"
    wrong = changed(wrong, attestationObject="A" * 30_000)
    assert browser.refused("/invites/passkey/finish", {"invite": invite, "credential": wrong}) == "too_large"


def test_another_passkey_and_the_last_way_in(office: Office) -> None:
    phone, key = Phone(), Phone(credential=b"a key on a ring")
    browser = office.joined_with("p-armorer", phone)
    (first,) = browser.get("/account/devices").json()["passkeys"]
    assert browser.refused(f"/account/devices/{first['id']}/revoke") == "auth.last_way_in"
    before = Browser(office.site, dict(browser.cookies), browser.page_token)
    options = browser.took("/account/passkeys/begin")
    assert [one["id"] for one in options["excludeCredentials"]] == [b64(phone.credential)]
    browser.took("/account/passkeys/finish", {"credential": key.create(options), "label": "ring"})
    assert before.get("/me").status_code == 401, "the session has a new secret"
    browser.took(f"/account/devices/{first['id']}/revoke")
    assert office.browser().with_passkey(phone).json()["code"] == "auth.refused"
    assert office.browser().with_passkey(key).is_success


def test_a_registration_begun_by_somebody_else_is_no_way_in(office: Office) -> None:
    mine, other = office.joined("p-armorer"), office.joined("p-performer")
    credential = Phone().create(other.took("/account/passkeys/begin"))
    assert mine.refused("/account/passkeys/finish", {"credential": credential}) == "passkey.challenge"
