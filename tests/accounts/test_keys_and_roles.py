"""One key for one passkey, counters that outlive a restart, sessions that end with a new role, an audit that can be read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from app.db.accounts import SqlAccounts
from app.db.database import Database
from app.services.accounts.rows import Membership, Passkey
from app.services.signing_keys import AccountKeys
from tests.accounts.browser import Office
from tests.accounts.phone import Phone
from tests.web.desert import HandClock

KEY = hashlib.sha256(b"a key").digest()


def passkey(account: str, credential: bytes, key: bytes | None = KEY, sign_count: int = 0) -> Passkey:
    return Passkey(credential, credential.hex(), account, b"cose", sign_count, (), "", HandClock().now, key)


@pytest.fixture
def accounts(database: Database, office: Office) -> SqlAccounts:
    """With two accounts, of the armorer and the performer."""
    store = SqlAccounts(database)
    with store.writing() as writer:
        for account, person in (("a" * 32, "p-armorer"), ("b" * 32, "p-performer")):
            writer.add_account(account, HandClock().now)
            writer.join(Membership("desert", person, account, HandClock().now))
    return store


def test_a_key_is_registered_once_whoever_has_it(accounts: SqlAccounts) -> None:
    with accounts.writing() as writer:
        assert writer.add_passkey(passkey("a" * 32, b"first"))
        assert not writer.add_passkey(passkey("b" * 32, b"second"))
        assert not writer.add_passkey(passkey("b" * 32, b"first", b"o" * 32))
        assert writer.add_passkey(passkey("b" * 32, b"third", b"o" * 32))


def test_registering_tells_the_key_apart_from_its_credential(office: Office) -> None:
    phone = Phone()
    office.joined_with("p-armorer", phone)
    copied = replace(phone) if hasattr(phone, "__dataclass_fields__") else phone
    browser, invite = office.browser(), office.invite("p-performer")
    options = browser.took("/invites/passkey/begin", {"invite": invite})
    sent = {"invite": invite, "credential": copied.create(options)}
    assert browser.refused("/invites/passkey/finish", sent) == "passkey.refused"


def test_a_counter_goes_on_after_a_restart(accounts: SqlAccounts) -> None:
    with accounts.writing() as writer:
        writer.add_passkey(passkey("a" * 32, b"counts", sign_count=4))

    def opened() -> AccountKeys:
        return AccountKeys(accounts, HandClock(), lambda cose: cose)

    assert opened().count(b"counts", b"s" * 32, 5)
    assert opened().count(b"counts", b"s" * 32, 5), "the same signature, sent again"
    assert not opened().count(b"counts", b"t" * 32, 5), "another one with a counter that stands still"
    assert not opened().count(b"counts", b"t" * 32, 4)
    assert not opened().count(b"counts", b"t" * 32, 5), "refused is not noted"
    assert opened().count(b"counts", b"u" * 32, 6)
    assert not opened().count(b"unknown", b"v" * 32, 1)


def test_a_session_ends_when_its_holder_gets_another_role(office: Office) -> None:
    browser, site = office.joined("p-armorer"), office.site
    assert browser.get("/productions/desert/records").is_success
    site.services.people.add_person("desert", "p-armorer", ["safety_officer"], by="p-admin")
    site.clock.move(minutes=1)
    answer = browser.get("/productions/desert/records")
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.changed")
    assert browser.get("/productions/desert/records").json()["code"] == "auth.missing"
    assert browser.sign_in("p-armorer").is_success
    assert browser.get("/productions/desert/records").is_success
    assert office.refusals("session.use") == ["auth.changed"]


def wrong_pins(office: Office) -> dict[str, Any]:
    """Two incidents in one batch, signed with a PIN that is none."""
    records = [office.site.incident() for _ in range(2)]
    for one in records:
        sign_off = {"person": "p-armorer", "role": "armorer", "at": one["occurred_at"], "method": "pin"}
        one["sign_offs"] = [sign_off | {"statement": "Seen."}]
    headers = {"Showclear-Pins": "p-armorer=204816"}
    answer = office.site.ask("POST", "records", by="p-armorer", json=records, headers=headers)
    assert [one["problem"]["code"] for one in answer.json()] == ["sign_off.wrong_pin"] * 2
    return {"deed": "sign_off", "refused": "sign_off.wrong_pin", "person": "p-armorer", "about": "2 incident"}


def test_refused_sign_offs_are_in_the_audit_which_can_be_read(office: Office) -> None:
    expected = wrong_pins(office)
    answer = office.site.ask("GET", "audit", by="p-producer")
    assert answer.is_success and "204816" not in answer.text
    assert any(expected.items() <= one.items() for one in answer.json()["items"])
    pages, cursor = [], ""
    while cursor is not None:
        part = office.site.ask("GET", f"audit?limit=1{cursor and '&cursor='}{cursor}", by="p-producer").json()
        pages += part["items"]
        cursor = part["next"]
    assert pages == answer.json()["items"]
    assert office.site.ask("GET", "audit", by="p-performer").status_code == 403


def test_who_lost_every_way_in_is_let_back_in_at_the_machine(office: Office) -> None:
    phone, new = Phone(), Phone(credential=b"another phone")
    lost = office.joined_with("p-armorer", phone)
    invites = office.site.services.accounts.invites
    secret = invites.let_back_in("desert", "p-armorer")
    assert lost.get("/productions/desert/records").json()["code"] == "auth.missing"
    assert office.browser().with_passkey(phone).json()["code"] == "auth.refused"
    browser = office.browser()
    credential = new.create(browser.took("/invites/passkey/begin", {"invite": secret}))
    browser.took("/invites/passkey/finish", {"invite": secret, "credential": credential})
    assert browser.get("/productions/desert/records").is_success
    assert office.browser().with_passkey(new).is_success
    assert "person.let_back_in" in {row.deed for row in office.audited()}
    with pytest.raises(Exception, match=r"person\.unknown"):
        invites.let_back_in("desert", "stranger")
