"""Passwords and recovery codes: who knows them comes in, and nobody learns anything else by trying."""

from __future__ import annotations

import statistics
import time

import pytest

from app.db.accounts import SqlAccounts
from app.db.database import Database
from app.db.schema import metadata
from app.services.accounts.audit import Audit
from app.services.accounts.sessions import Comer, Sessions
from app.services.accounts.signing_in import SigningIn
from app.signing.passwords import NOBODY, Argon2
from tests.accounts.browser import PASSWORD, Browser, Office

WRONG = "quite another password"


def test_signed_in_and_out(office: Office) -> None:
    office.joined("p-armorer")
    browser = office.browser()
    answer = browser.sign_in("p-armorer")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert browser.get("/account").json()["method"] == "password"
    kept = Browser(office.site, dict(browser.cookies), browser.page_token)
    browser.took("/sessions/end")
    assert browser.get("/me").status_code == 401
    assert kept.get("/me").json()["code"] == "auth.missing", "what was copied before is over too"


def test_the_cookie_is_for_no_script_and_no_other_site(office: Office) -> None:
    browser = office.joined("p-armorer")
    lines = {line.partition("=")[0]: line.lower() for line in browser.set_cookies}
    assert lines.keys() == {"showclear-session", "showclear-device"}
    for line in lines.values():
        assert {"httponly", "samesite=strict", "path=/"} <= set(line.split("; "))
        assert "domain" not in line


def test_whatever_does_not_fit_is_answered_alike(office: Office) -> None:
    office.joined("p-armorer")
    asked = [
        ("desert", "p-armorer", WRONG),
        ("desert", "nobody", PASSWORD),
        ("desert", "p-performer", PASSWORD),  # there, but without an account
        ("nowhere", "p-armorer", PASSWORD),
        ("desert", "p-armorer\x00", PASSWORD),
        ("desert", "p-armorer", "x" * 5000),
    ]
    answers = [office.browser().sign_in(person, secret, where) for where, person, secret in asked]
    assert {(one.status_code, one.json()["code"], one.json()["detail"]) for one in answers} == {
        (401, "auth.refused", "Production, person and secret do not fit together.")
    }
    assert not any("set-cookie" in one.headers for one in answers)
    assert office.refusals("sign_in.password") == ["auth.refused"] * len(asked)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nobody_takes_as_long_as_somebody(costly_office: Office) -> None:
    costly_office.joined("p-armorer")
    took: dict[str, list[float]] = {"p-armorer": [], "nobody": []}
    for attempt in range(4):
        for person, times in took.items():
            browser = costly_office.browser()
            browser.cookies["showclear-device"] = f"device {attempt}"
            began = time.perf_counter()
            assert browser.sign_in(person, WRONG).status_code == 401
            times.append(time.perf_counter() - began)
    there, not_there = (statistics.median(times) for times in took.values())
    assert 0.5 < there / not_there < 2


class Counting(Argon2):
    """The real hasher, with a count of what it was asked."""

    asked = 0

    def fits(self, secret: str, encoded: str | None) -> bool:
        self.asked += 1
        return super().fits(secret, encoded)


def test_the_hasher_works_once_whoever_is_named(office: Office, database: Database) -> None:
    office.joined("p-armorer")
    store, clock, hasher = SqlAccounts(database), office.site.clock, Counting()
    audit = Audit(store, clock, lambda size: b"a" * size)
    sessions = Sessions(store, office.site.services.judges, clock, lambda size: b"b" * size, audit)
    signing_in = SigningIn(
        store, sessions, hasher, office.site.services.accounts.audit, clock, lambda size: b"c" * size
    )
    for number, person in enumerate(("p-armorer", "nobody", "p-performer"), 1):
        with pytest.raises(Exception, match=r"auth\.refused"):
            signing_in.with_password("desert", person, WRONG, Comer("here"))
        assert hasher.asked == number


def test_the_stand_in_costs_as_much_as_a_new_hash() -> None:
    assert NOBODY.split("$")[1:4] == Argon2().hashed("anything").split("$")[1:4]
    assert NOBODY.split("$")[1] == "argon2id"
    assert not Argon2().fits("nobody", None), "even where somebody guesses what the stand-in was made of"


def test_too_many_at_once_are_sent_away() -> None:
    hasher = Argon2(wait_s=0.01)
    with hasher._turn(), hasher._turn(), pytest.raises(Exception, match="unavailable"):  # noqa: SLF001
        hasher.hashed("one more")
    assert hasher.hashed("afterwards")


def test_guessing_is_held_up_but_not_the_owner(office: Office) -> None:
    """Known by their own browser, the owner signs in while somebody elsewhere keeps guessing."""
    owner = office.joined("p-armorer")
    assert owner.sign_in("p-armorer").is_success
    for _ in range(5):
        assert office.browser().sign_in("p-armorer", WRONG).json()["code"] == "auth.refused"
    assert office.browser().sign_in("p-armorer").json()["code"] == "rate.limited"
    assert owner.sign_in("p-armorer").is_success
    office.site.clock.move(minutes=16)
    assert office.browser().sign_in("p-armorer").is_success


def test_inventing_browsers_gains_nothing(office: Office) -> None:
    owner = office.joined("p-armorer")
    assert owner.sign_in("p-armorer").is_success
    codes = []
    for number in range(24):
        browser = office.browser()
        browser.cookies["showclear-device"] = f"invented {number}"
        codes.append(browser.sign_in("p-armorer", WRONG).json()["code"])
    assert codes == ["auth.refused"] * 20 + ["rate.limited"] * 4
    assert owner.sign_in("p-armorer").is_success


def test_people_nobody_has_are_held_up_alike(office: Office) -> None:
    codes = [office.browser().sign_in("nobody", WRONG).json()["code"] for _ in range(6)]
    assert codes == ["auth.refused"] * 5 + ["rate.limited"]


def test_a_recovery_code_is_good_once_and_not_for_what_only_few_may_do(office: Office) -> None:
    browser = office.browser()
    told = browser.took("/invites/accept", {"invite": office.invite("p-producer"), "password": PASSWORD})
    code = told["recovery_codes"][3]
    again = office.browser()
    who = {"production": "desert", "person": "p-producer"}
    assert again.refused("/sessions/recovery", who | {"code": "0000-0000-0000-0000"}) == "auth.refused"
    again.took("/sessions/recovery", who | {"code": code.lower().replace("-", " ")})
    assert again.get("/account").json()["recovery_codes_left"] == 9
    assert again.refused("/productions/desert/invites", {"person": "p-armorer"}) == "auth.fresh_needed"
    assert again.refused("/account/pin", {"pin": "294617"}) == "auth.fresh_needed"
    again.took("/account/password", {"password": WRONG})
    assert office.browser().refused("/sessions/recovery", who | {"code": code}) == "auth.refused"
    assert office.browser().sign_in("p-producer", WRONG).is_success
    assert browser.get("/me").status_code == 401, "a new password ends every other session"


def test_new_codes_replace_the_old(office: Office) -> None:
    browser = office.browser()
    old = browser.took("/invites/accept", {"invite": office.invite("p-armorer"), "password": PASSWORD})
    new = browser.took("/account/recovery-codes")["recovery_codes"]
    who = {"production": "desert", "person": "p-armorer"}
    code = old["recovery_codes"][0]
    assert office.browser().refused("/sessions/recovery", who | {"code": code}) == "auth.refused"
    office.browser().took("/sessions/recovery", who | {"code": new[0]})


def test_no_secret_lies_in_the_database(office: Office, database: Database) -> None:
    browser = office.joined("p-armorer")
    codes = browser.took("/account/recovery-codes")["recovery_codes"]
    browser.took("/account/pin", {"pin": "294617"})
    invite = office.invite("p-performer")
    with database.reading() as connection:
        lying = repr(
            [
                connection.execute(table.select()).all()
                for table in metadata.sorted_tables
                if table.name not in {"entries", "nodes"}
            ]
        )
    secrets = [
        PASSWORD,
        "294617",
        invite,
        browser.cookies["showclear-session"],
        codes[0],
        codes[0].replace("-", ""),
    ]
    assert "argon2id" in lying
    assert [secret for secret in secrets if secret in lying] == []
