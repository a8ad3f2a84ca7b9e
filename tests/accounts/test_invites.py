"""An invitation lets one person in once, for a while, unless it is taken back."""

from __future__ import annotations

import pytest

from app.web.codes import qr_code
from tests.accounts.browser import PASSWORD, Office
from tests.accounts.phone import Phone


def accepted(invite: str) -> dict[str, str]:
    return {"invite": invite, "password": PASSWORD}


def test_it_says_what_it_is_for_and_lets_in_once(office: Office) -> None:
    invite, browser = office.invite("p-armorer"), office.browser()
    look = browser.took("/invites/look", {"invite": invite})
    assert (look["production"], look["person"], look["invited_by"]) == ("desert", "p-armorer", "p-admin")
    told = browser.took("/invites/accept", accepted(invite))
    assert len(set(told["recovery_codes"])) == 10
    assert browser.get("/me").json()["person"] == "p-armorer"
    assert browser.get("/me").json()["roles"] == ["armorer"]
    again = office.browser()
    assert again.refused("/invites/accept", accepted(invite)) == "invite.invalid"
    assert again.refused("/invites/look", {"invite": invite}) == "invite.invalid"
    assert again.get("/me").status_code == 401
    assert office.refusals("invite.accept") == ["invite.invalid"]


def test_it_expires(office: Office) -> None:
    invite = office.invite("p-armorer", hours=2)
    office.site.clock.move(hours=2)
    assert office.browser().refused("/invites/accept", accepted(invite)) == "invite.invalid"
    states = office.site.ask("GET", "invites", by="p-admin").json()["items"]
    assert [one["state"] for one in states] == ["expired"]


def test_it_is_taken_back(office: Office) -> None:
    invite = office.invite("p-armorer")
    (row,) = office.site.ask("GET", "invites", by="p-admin").json()["items"]
    assert "link" not in row and "code" not in row
    revoke = f"invites/{row['id']}/revoke"
    assert office.site.ask("POST", revoke, by="p-admin").status_code == 200
    assert office.site.ask("POST", revoke, by="p-admin").status_code == 404
    assert office.browser().refused("/invites/accept", accepted(invite)) == "invite.invalid"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("invite", ["", "x" * 43, "x" * 5000, "\x00"])
def test_all_others_are_answered_alike(office: Office, invite: str) -> None:
    assert office.browser().refused("/invites/look", {"invite": invite}) == "invite.invalid"


def test_nobody_gets_into_an_account_that_is_there(office: Office) -> None:
    """A second invitation for the same person, made before the first was accepted, is not a way in either."""
    first, second = office.invite("p-armorer"), office.invite("p-armorer")
    office.browser().took("/invites/accept", accepted(first))
    assert office.browser().refused("/invites/accept", accepted(second)) == "invite.linked"
    answer = office.site.ask("POST", "invites", by="p-admin", json={"person": "p-armorer"})
    assert (answer.status_code, answer.json()["code"]) == (409, "invite.linked")


def test_a_refused_acceptance_uses_nothing_up(office: Office) -> None:
    invite, browser = office.invite("p-armorer"), office.browser()
    assert browser.refused("/invites/accept", {"invite": invite, "password": "short"}) == "password.weak"
    assert browser.refused("/invites/accept", {"invite": invite, "password": "a" * 30}) == "password.weak"
    browser.took("/invites/accept", accepted(invite))


def test_only_people_of_the_production_are_invited(office: Office) -> None:
    for person, status in (("nobody", 422), ("gunner", 422), (7, 422)):
        answer = office.site.ask("POST", "invites", by="p-admin", json={"person": person})
        assert answer.status_code == status
    for hours in (0, 337, True, "3"):
        answer = office.site.ask(
            "POST", "invites", by="p-admin", json={"person": "p-armorer", "hours": hours}
        )
        assert answer.json()["code"] == "request.malformed"


def test_one_account_in_two_productions(office: Office) -> None:
    """Signed in once, asking as whom the address says; a token of one opens nothing of the other."""
    browser = office.joined("p-armorer")
    captain = office.site.services.people.issue_token(
        "ocean", "captain", ["read", "write", "govern"], office.site.clock.now.replace(year=2027)
    )[0]
    made = office.site.ask(
        "POST",
        "/api/v1/productions/ocean/invites",
        json={"person": "gunner"},
        headers={"Authorization": f"Bearer {captain}"},
    ).json()
    assert browser.get("/productions/ocean").status_code == 404
    browser.took("/invites/accept", {"invite": made["link"].partition("=")[2]})
    assert browser.get("/productions/ocean").status_code == 200
    told = browser.get("/account").json()["memberships"]
    assert {(one["production"], one["person"]) for one in told} == {
        ("desert", "p-armorer"),
        ("ocean", "gunner"),
    }
    answer = office.site.ask(
        "POST",
        "/api/v1/productions/desert/invites",
        json={"person": "p-producer"},
        headers={"Authorization": f"Bearer {captain}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "not_found" in office.refusals("POST /api/v1/productions/desert/invites")


def test_a_guest_needs_a_session_to_take_it_into_their_account(office: Office) -> None:
    invite = office.invite("p-armorer")
    assert office.browser().refused("/invites/accept", {"invite": invite}) == "auth.missing"
    phone = Phone()
    office.joined_with("p-performer", phone)
    browser = office.browser()
    assert browser.with_passkey(phone).is_success
    assert browser.refused("/invites/accept", {"invite": invite}) == "invite.linked"


def test_the_link_comes_as_a_code_to_show_too(office: Office) -> None:
    made = office.site.ask("POST", "invites", by="p-admin", json={"person": "p-armorer"}).json()
    assert made["code"].startswith("<svg") and "script" not in made["code"]
    assert made["code"] == qr_code(made["link"])
