"""Addresses: a code that comes there confirms them; they are one's own, are few, and go with the name."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook

from tests.accounts.browser import Office
from tests.accounts.test_erasure import places_of
from tests.delivery.set import Set

MAIL = {"channel": "email", "address": "marigold@crew.example"}


def refused(told: Set, path: str, sent: Any, by: str = "armorer") -> str:
    answer = told.site.ask("POST", path, by=by, json=sent)
    assert answer.status_code >= 400, answer.text
    return str(answer.json()["code"])


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_code_comes_by_mail_and_confirms(told: Set) -> None:
    added = told.add("armorer", **MAIL)
    assert added["confirmed_at"] is None and "secret" not in added
    assert told.deliver() == 1
    (mail,) = told.mail.mails
    assert mail["To"] == "marigold@crew.example" and mail["Auto-Submitted"] == "auto-generated"
    code = re.search(r"\b\d{6}\b", told.mail.words())
    assert code
    path = f"contacts/{added['id']}/confirm"
    wrong = "000000" if code[0] != "000000" else "111111"
    assert refused(told, path, {"code": wrong}) == "contact.code"
    confirmed = told.site.ask("POST", path, by="armorer", json={"code": code[0]}).json()
    assert confirmed["confirmed_at"] == "2026-03-02T15:05:00.000000Z"
    assert refused(told, path, {"code": code[0]}) == "contact.code", "good once"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_code_comes_by_webhook_signed(told: Set) -> None:
    added = told.add("armorer", "webhook", told.http.at("/hook"))
    told.deliver()
    (heard,) = told.http.on("/hook")
    body = orjson.loads(heard.body)
    assert body["type"] == "contact.code" and body["data"]["code"] == told.code(added["id"])
    now = orjson.loads(heard.headers["webhook-timestamp"])
    assert now == int(told.site.clock.now.timestamp())
    assert (
        Webhook(added["secret"]).sign(heard.headers["webhook-id"], told.site.clock.now, heard.body.decode())
        == heard.headers["webhook-signature"]
    )


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_code_is_good_for_a_quarter_of_an_hour_and_the_newest_only(told: Set) -> None:
    added = told.add("armorer", **MAIL)
    path, first = f"contacts/{added['id']}", told.code(added["id"])
    told.site.clock.move(minutes=16)
    assert refused(told, f"{path}/confirm", {"code": first}) == "contact.code"
    assert told.site.ask("POST", f"{path}/code", by="armorer").status_code == 200
    assert told.deliver() == 2, "the old one is not sent any more"
    assert [code in told.mail.words() for code in (told.code(added["id"]),)] == [True]
    assert len(told.mail.mails) == 1


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nobody_guesses_a_code_nor_floods_an_address(told: Set) -> None:
    added = told.add("armorer", **MAIL)
    path = f"contacts/{added['id']}"
    codes = {refused(told, f"{path}/confirm", {"code": f"{n:06d}"}) for n in range(5)}
    assert codes <= {"contact.code"}
    assert refused(told, f"{path}/confirm", {"code": told.code(added["id"])}) == "rate.limited"
    for _ in range(4):
        assert told.site.ask("POST", f"{path}/code", by="armorer").status_code == 200
    assert refused(told, f"{path}/code", {}) == "rate.limited"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_addresses_are_ones_own(told: Set) -> None:
    added = told.reach("armorer", **MAIL)
    for deed in ("code", "confirm", "remove"):
        assert refused(told, f"contacts/{added['id']}/{deed}", {"code": "1"}, by="producer") == "not_found"
    assert told.site.get("contacts", by="producer").json()["contacts"] == []
    (mine,) = told.site.get("contacts").json()["contacts"]
    assert mine["address"] == MAIL["address"]
    assert told.site.ask("POST", f"contacts/{added['id']}/remove", by="armorer").status_code == 200
    assert told.site.get("contacts").json()["contacts"] == []


WRONG = [
    ({"channel": "email", "address": "no-address"}, "contact.malformed"),
    ({"channel": "email", "address": "a@b.example\r\nBcc: x@y.example"}, "contact.malformed"),
    ({"channel": "email", "address": f"{'a' * 65}@b.example"}, "contact.malformed"),
    ({"channel": "sms", "address": "5550123"}, "contact.malformed"),
    ({"channel": "pigeon", "address": "loft"}, "contact.malformed"),
    ({"channel": "email", "address": 7}, "contact.malformed"),
    ({"channel": "email", "address": "a@b.example", "takes": "gossip"}, "contact.malformed"),
    ({"channel": "email", "address": "a@b.example", "keys": {}}, "contact.malformed"),
    ({"channel": "push", "address": "https://push.example/1"}, "contact.malformed"),
    ({"channel": "push", "address": "https://push.example/1", "keys": {"p256dh": "x"}}, "contact.malformed"),
    ({"channel": "webhook", "address": "ftp://files.example/"}, "contact.address.malformed"),
    ({"channel": "webhook", "address": "https://u:p@hook.example/"}, "contact.address.malformed"),
    ({"channel": "webhook", "address": "https://hook.example/a b"}, "contact.address.malformed"),
    ({"channel": "webhook", "address": "https://10.0.0.7/admin"}, "contact.address.private"),
    ({"channel": "webhook", "address": "https://[::1]/"}, "contact.address.private"),
    ({"channel": "webhook", "address": "https://169.254.169.254/latest"}, "contact.address.private"),
    ({"channel": "webhook"}, "request.malformed"),
    ({"channel": "email", "address": "a@b.example", "more": 1}, "request.malformed"),
    ([], "request.malformed"),
]


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_what_is_no_address_is_refused(told: Set) -> None:
    for sent, code in WRONG:
        assert refused(told, "contacts", sent) == code, sent
    assert told.site.get("contacts").json()["contacts"] == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_addresses_are_few(told: Set) -> None:
    for number in range(10):
        told.site.clock.move(hours=25)
        told.add("armorer", "email", f"a{number}@crew.example")
    told.site.clock.move(hours=25)
    assert refused(told, "contacts", MAIL) == "contact.too_many"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_choices_come_back_and_what_is_none_is_refused(told: Set) -> None:
    site = told.site
    assert site.get("contact-choices").json() == {"language": "en", "quiet": None}
    chosen = {"language": "es", "quiet": {"from": "22:00", "until": "06:30", "due_too": True}}
    assert site.ask("POST", "contact-choices", by="armorer", json=chosen).status_code == 200
    assert site.get("contact-choices").json() == chosen
    for wrong in (
        {"language": "de", "quiet": None},
        {"language": "en", "quiet": {"from": "22:00"}},
        {"language": "en", "quiet": {"from": "22:00", "until": "22:00"}},
        {"language": "en", "quiet": {"from": "24:00", "until": "06:00"}},
        {"language": "en", "quiet": {"from": "22:00", "until": "06:00", "due_too": "yes"}},
        {"language": "en", "quiet": "always"},
    ):
        assert refused(told, "contact-choices", wrong) == "contact.malformed", wrong


OUTSIDE = {"outside": "insurer", "channel": "email", "address": "claims@insurer.example"}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_outside_is_kept_by_the_safety_officer_and_the_producer(told: Set) -> None:
    for role in ("armorer", "first_ad", "performer", "admin"):
        assert refused(told, "outside", OUTSIDE, by=role) == "permission.denied"
    assert told.site.get("outside", by="performer").status_code == 403
    added = told.site.ask("POST", "outside", by="safety_officer", json=OUTSIDE)
    assert added.status_code == 201 and added.json()["outside"] == "insurer"
    assert (
        refused(told, "outside", OUTSIDE | {"outside": "grandmother"}, by="producer") == "contact.malformed"
    )
    told.deliver()
    assert told.mail.mails[0]["To"] == "claims@insurer.example"
    contact = added.json()["id"]
    path = f"contacts/{contact}/confirm"
    assert refused(told, path, {"code": told.code(contact)}, by="armorer") == "permission.denied"
    sent = {"code": told.code(contact)}
    assert told.site.ask("POST", path, by="producer", json=sent).status_code == 200
    (one,) = told.site.get("outside", by="producer").json()
    assert one["confirmed_at"] is not None


def test_addresses_go_when_the_name_is_sealed(told: Set) -> None:
    site, office = told.site, Office(told.site)
    told.reach("performer", **MAIL)
    key = told.tell("p-performer")
    told.deliver()
    chosen = {"language": "es", "quiet": None}
    assert site.ask("POST", "contact-choices", by="performer", json=chosen).status_code == 200
    assert places_of(told.database, b"marigold@crew")
    browser = office.joined("p-performer")
    done = browser.took("/productions/desert/people/p-performer/erasure", {"reason": "As asked."})
    assert done["state"] == "sealed"
    assert places_of(told.database, b"marigold@crew") == []
    assert told.state(key)["state"] == "sent", "what was told stays, by id"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_the_audit_knows_of_each_change_and_of_no_address(told: Set) -> None:
    added = told.reach("armorer", **MAIL)
    told.site.ask("POST", f"contacts/{added['id']}/remove", by="armorer")
    rows = told.site.services.accounts.audit.newest()
    deeds = sorted(row.deed for row in rows if row.deed.startswith("contact."))
    assert deeds == ["contact.add", "contact.confirm", "contact.remove"]
    assert not any("crew.example" in row.about for row in rows)
