"""What becomes of a message: by every way, again after a failure, given up with an alarm, and never to the wrong person."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from standardwebhooks import Webhook

import app.services
from app.notify.webhook import signed
from app.services.caller import READ, Caller
from app.services.delivery.rows import Choices
from app.services.delivery.timing import MOST_TRIES, next_try_at, not_before
from app.services.delivery.wording import LANGUAGES, link, words_of
from app.web.news import newest_place, news, place_of
from tests.delivery.receivers import GATEWAY_SECRET
from tests.delivery.set import Set

SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
MAIL = ("email", "ann@crew.example")


def test_by_mail_with_a_link_and_nothing_else(told: Set) -> None:
    told.reach("armorer", *MAIL)
    key = told.tell(fields={"hazard": "live.found", "subject": "firearm:colt-45"})
    assert told.state(key)["state"] == "queued"
    assert told.deliver() == 1
    assert told.state(key)["state"] == "sent"
    (mail,) = told.mail.mails
    words = told.mail.words()
    assert "http://localhost:8000/p/desert/today?m=" in words
    for detail in ("colt", "live", "armorer", "desert,", "escalation"):
        assert detail not in words.replace("/p/desert/today", "") and detail not in str(mail["Subject"])
    assert mail["Subject"] == "Showclear: Stop: a hold" and mail["Importance"] == "high"
    assert told.deliver() == 0, "once"


@SQLITE
def test_by_webhook_signed_as_receivers_read_it(told: Set) -> None:
    secret = told.reach("armorer", "webhook", told.http.at("/hook"))["secret"]
    key = told.tell(fields={"drill": "true"})
    told.deliver()
    (heard,) = told.http.on("/hook")
    at = datetime.fromtimestamp(int(heard.headers["webhook-timestamp"]), UTC)
    made = Webhook(secret).sign(heard.headers["webhook-id"], at, heard.body.decode())
    assert heard.headers["webhook-signature"] == made
    data = orjson.loads(heard.body)["data"]
    assert data["drill"] and data["title"] == "DRILL: Stop: a hold" and data["subject"] == "told.anything"
    assert told.state(key)["state"] == "delivered", "2xx is the receiver's word"


@SQLITE
def test_by_sms_and_voice_through_the_gateway_which_reports_later(told: Set) -> None:
    for channel, number in (("sms", "+15055550123"), ("voice", "+15055550124")):
        told.reach("armorer", channel, number)
    key = told.tell()
    assert told.deliver() == 2
    heard = {orjson.loads(one.body)["data"]["channel"]: one for one in told.http.on("/gateway")}
    assert orjson.loads(heard["sms"].body)["data"]["to"] == "+15055550123"
    assert told.state(key)["state"] == "sent"
    delivery = heard["voice"].headers["webhook-id"]
    assert report(told, {"delivery": delivery, "state": "delivered"}) == 200
    assert told.state(key)["state"] == "delivered"


def report(told: Set, sent: object, secret: str = GATEWAY_SECRET, minutes: int = 0) -> int:
    body = orjson.dumps(sent)
    headers = signed(secret, "r1", told.site.clock.now + timedelta(minutes=minutes), body)
    answer = told.site.ask("POST", "/api/v1/deliveries/reports", content=body, headers=headers)
    return answer.status_code


@SQLITE
def test_mail_that_comes_back_breaks_the_address_and_is_an_alarm(told: Set) -> None:
    told.reach("armorer", *MAIL)
    told.reach("safety_officer", "email", "safety@crew.example")
    key = told.tell(key="rung-1")
    told.deliver()
    delivery = str(told.mail.mails[0]["Message-ID"]).partition("@")[0].strip("<")
    bounced = {"delivery": delivery, "state": "failed", "problem": "no-such-mailbox", "gone": True}
    assert report(told, bounced) == 200
    assert told.state(key) | {"sent_at": 0} == {
        "state": "failed",
        "problem": "report.no-such-mailbox",
        "sent_at": 0,
        "delivered_at": None,
        "opened_at": None,
        "via": [{"channel": "email", "state": "failed"}],
    }
    (mine,) = told.site.get("contacts").json()["contacts"]
    assert mine["broken_at"] is not None
    told.mail.mails.clear()
    told.deliver()
    assert [mail["To"] for mail in told.mail.mails] == ["safety@crew.example"]
    assert told.mail.mails[0]["Subject"] == "Showclear: A message did not arrive"
    assert report(told, bounced | {"state": "delivered", "problem": None}) == 200
    assert told.state(key)["state"] == "failed", "what ended stays as it is"


@SQLITE
def test_reports_nobody_signed_are_refused(told: Set) -> None:
    sent = {"delivery": "0" * 32, "state": "delivered"}
    other = f"whsec_{base64.b64encode(b'x' * 32).decode()}"
    assert report(told, sent, other) == 401
    assert report(told, sent, minutes=6) == 401 and report(told, sent, minutes=-6) == 401
    assert report(told, sent) == 404
    for wrong in (
        sent | {"state": "opened"},
        sent | {"problem": "a b"},
        sent | {"gone": 1},
        sent | {"more": 1},
        {},
        [],
    ):
        assert report(told, wrong) == 422, wrong
    bare = told.site.ask("POST", "/api/v1/deliveries/reports", json=sent)
    assert (bare.status_code, bare.json()["code"]) == (401, "delivery.signature")


@SQLITE
def test_an_address_that_is_refused_for_good_is_given_up_at_once(told: Set) -> None:
    told.reach("armorer", *MAIL)
    told.mail.refused["ann@crew.example"] = "550 5.1.1 no such user"
    key = told.tell()
    assert told.deliver() >= 1
    assert told.state(key)["problem"] == "smtp.550" and told.state(key)["state"] == "failed"
    assert told.site.services.delivery.health()["dead"] == 1
    told.mail.refused.clear()
    assert told.state(told.tell())["state"] == "queued"
    told.deliver()
    assert told.mail.mails == [], "a broken address is used no more"


@SQLITE
def test_a_full_mailbox_is_tried_again(told: Set) -> None:
    told.reach("armorer", *MAIL)
    told.mail.refused["ann@crew.example"] = "452 4.2.2 mailbox full"
    key = told.tell()
    told.deliver()
    assert told.state(key)["state"] == "queued" and told.state(key)["problem"] == "smtp.452"
    assert told.deliver() == 0, "not at once"
    told.mail.refused.clear()
    told.site.clock.move(seconds=7)
    assert told.deliver() == 1 and told.state(key)["state"] == "sent"


@SQLITE
def test_500_is_tried_for_an_hour_then_dead_and_the_office_hears_of_it(told: Set) -> None:
    told.reach("armorer", "webhook", told.http.at("/broken"))
    told.reach("producer", *MAIL)
    told.http.answers["/broken"] = [500]
    key = told.tell()
    for _ in range(4):
        told.deliver()
        told.site.clock.move(minutes=2)
    assert told.mail.mails == []
    told.until_quiet()
    assert len({one.headers["webhook-id"] for one in told.http.on("/broken")}) == 1, "the same id each time"
    assert len(told.http.on("/broken")) == MOST_TRIES
    assert told.state(key)["state"] == "failed" and told.state(key)["problem"] == "status.500"
    assert [mail["To"] for mail in told.mail.mails] == ["ann@crew.example"], "told once a day, not twice"
    (row,) = [
        row
        for row in told.site.get("deliveries", by="safety_officer").json()["items"]
        if row["person"] == "p-armorer" and row["subject"] != "contact.code"
    ]
    assert row["via"][0]["attempts"] == MOST_TRIES and "broken" not in orjson.dumps(row).decode()


@SQLITE
def test_no_redirect_is_followed(told: Set) -> None:
    told.reach("armorer", "webhook", told.http.at("/moved"))
    told.http.answers["/moved"] = [307]
    told.http.beside["Location"] = told.http.at("/inside")
    key = told.tell()
    told.deliver()
    assert told.state(key)["problem"] == "line.redirected"
    assert told.http.on("/inside") == [] and told.http.on("GET /inside") == []


@SQLITE
def test_gone_is_gone(told: Set) -> None:
    told.reach("armorer", "webhook", told.http.at("/gone"))
    told.http.answers["/gone"] = [410]
    key = told.tell()
    told.deliver()
    assert told.state(key)["state"] == "failed"
    assert told.site.get("contacts").json()["contacts"][0]["broken_at"] is not None


@SQLITE
def test_nobody_without_an_address_is_passed_over_in_silence(told: Set) -> None:
    told.reach("safety_officer", *MAIL)
    key = told.tell("p-first_ad")
    told.tell("p-first_ad")
    told.deliver()
    told.deliver()
    assert told.state(key)["problem"] == "contact.none"
    assert [mail["To"] for mail in told.mail.mails] == ["ann@crew.example"]
    listed = told.site.get("messages", by="first_ad").json()["items"]
    assert len(listed) == 2, "on screen all the same"


@SQLITE
def test_seen_on_screen_and_opened_by_whom_it_is_for(told: Set) -> None:
    site, key = told.site, told.tell("p-first_ad")
    told.deliver()
    (one,) = site.get("messages", by="first_ad").json()["items"]
    path = f"messages/{one['id']}/seen"
    assert site.ask("POST", path, by="armorer", json={"state": "opened"}).status_code == 404
    assert site.ask("POST", path, by="first_ad", json={"state": "read"}).status_code == 422
    assert site.ask("POST", path, by="first_ad", json={"state": "delivered"}).status_code == 200
    assert told.state(key)["state"] == "delivered"
    site.clock.move(minutes=1)
    assert site.ask("POST", path, by="first_ad", json={"state": "opened"}).status_code == 200
    first = told.state(key)
    site.clock.move(minutes=1)
    site.ask("POST", path, by="first_ad", json={"state": "opened"})
    assert told.state(key) == first and first["state"] == "opened"


@SQLITE
def test_who_left_is_told_nothing(told: Set) -> None:
    told.reach("performer", *MAIL)
    soon = told.site.clock.now + timedelta(minutes=1)
    body = {"person": "p-performer", "role": "performer", "from_at": "2026-03-02T15:00:00Z"}
    body["until_at"] = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
    role = told.site.get("records?kind=role&person=p-performer").json()["items"][0]["record"]
    more = {"corrects": {"record": role["id"], "reason": "Wrapped."}}
    sent = told.site.record("p-admin", "role", body, **more)
    assert told.site.send(sent, by="p-admin").status_code == 201
    before = told.tell("p-performer", urgency="due")
    told.mail.refused["ann@crew.example"] = "451 later"
    told.deliver()
    told.mail.refused.clear()
    told.site.clock.move(minutes=2)
    after = told.tell("p-performer")
    told.deliver()
    assert told.mail.mails == []
    assert {told.state(key)["problem"] for key in (before, after)} == {"person.left"}


@SQLITE
def test_outside_is_told_before_it_is_confirmed(told: Set) -> None:
    sent = {"outside": "insurer", "channel": "email", "address": "claims@insurer.example"}
    assert told.site.ask("POST", "outside", by="producer", json=sent).status_code == 201
    told.deliver()
    key = told.tell(outside="insurer")
    told.deliver()
    assert told.state(key)["state"] == "sent"
    assert told.state(told.tell(outside="union_hotline"))["state"] == "queued"


@SQLITE
def test_quiet_hours_keep_back_news_and_never_a_hold(told: Set) -> None:
    told.reach("armorer", *MAIL)
    now = told.site.clock.now.astimezone(ZoneInfo("America/Denver"))
    quiet = {"from": f"{now:%H:00}", "until": f"{now + timedelta(hours=2):%H:00}", "due_too": True}
    chosen = {"language": "es", "quiet": quiet}
    assert told.site.ask("POST", "contact-choices", by="armorer", json=chosen).status_code == 200
    keys = {urgency: told.tell(urgency=urgency) for urgency in ("hold", "due", "news")}
    told.deliver()
    assert [told.state(key)["state"] for key in keys.values()] == ["sent", "queued", "queued"]
    subject = make_header(decode_header(str(told.mail.mails[0]["Subject"])))
    assert str(subject) == "Showclear: Alto: suspensión"
    told.site.clock.move(hours=2)
    told.deliver()
    assert {told.state(key)["state"] for key in keys.values()} == {"sent"}


@SQLITE
def test_takes_says_what_goes_there(told: Set) -> None:
    told.reach("armorer", *MAIL, takes="hold")
    keys = [told.tell(urgency=urgency) for urgency in ("hold", "due")]
    told.deliver()
    assert [told.state(key)["state"] for key in keys] == ["sent", "failed"]


DENVER = ZoneInfo("America/Denver")
NIGHT = Choices(quiet_from="22:00", quiet_until="06:30")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-02T23:00-07:00", "2026-03-03T06:30-07:00"),
        ("2026-03-03T05:00-07:00", "2026-03-03T06:30-07:00"),
        ("2026-03-03T06:30-07:00", "2026-03-03T06:30-07:00"),
        ("2026-03-03T12:00-07:00", "2026-03-03T12:00-07:00"),
        ("2026-03-07T23:00-07:00", "2026-03-08T06:30-06:00"),  # clocks go forward in that night
    ],
)
def test_quiet_hours_by_the_clock_of_the_place(now: str, until: str) -> None:
    moment = datetime.fromisoformat(now).astimezone(UTC)
    assert not_before(moment, "news", NIGHT, DENVER) == datetime.fromisoformat(until)
    assert (
        not_before(moment, "hold", Choices(quiet_from="00:00", quiet_until="23:59", quiet_due=True), DENVER)
        == moment
    )


def test_tries_come_later_each_time_and_end() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    waits = [next_try_at(now, attempts, "ff" * 16) for attempts in range(1, MOST_TRIES + 1)]
    assert waits[-1] is None and waits[:-1] == sorted(set(waits[:-1]), key=str)


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "https://evil.example/", "/\\evil.example", "today", ""]
)
def test_a_link_leads_nowhere_else(path: str) -> None:
    assert link("https://set.example", path, "1") == "https://set.example/app?m=1"


def test_a_link_keeps_its_question_and_its_end() -> None:
    assert link("https://set.example", "/p/x?a=1#b", "1") == "https://set.example/p/x?a=1&m=1#b"


@SQLITE
def test_it_is_heard_on_the_open_line(told: Set) -> None:
    services, caller = told.site.services, Caller("p-first_ad", "desert", frozenset({READ}))
    told.tell("p-first_ad")
    place = newest_place(services, caller, "desert")
    told.site.clock.move(seconds=1)
    told.tell("p-first_ad", subject_code="hold.placed")
    told.tell("p-armorer")
    (one,) = [one for one in news(services, caller, "desert", place) if one.name == "message"]
    assert one.data["subject"] == "hold.placed"
    again = place_of(one.place.text())
    assert again == one.place and again is not None
    assert [e for e in news(services, caller, "desert", again) if e.name == "message"] == []
    assert re.fullmatch(r"\d+/[^/]*/.+", one.place.text())


def test_every_kind_of_message_has_words_of_its_own_in_both_languages() -> None:
    """Every code that stands in a service, as it is queued."""
    services = Path(app.services.__file__).parent
    kind = re.compile(r'"((?:escalation|concern|contact|delivery)\.[a-z_]+)"')
    files = [services / name for name in ("telling.py", "concern_routing.py", "delivery/alarms.py")]
    found = {code for file in files for code in kind.findall(file.read_text(encoding="utf-8"))}
    assert len(found) == 10
    said = {words_of(code, "due", language) for code in found for language in LANGUAGES}
    assert len(said) == len(found) * len(LANGUAGES)
    assert said.isdisjoint(words_of("told.anything", "due", language) for language in LANGUAGES)
