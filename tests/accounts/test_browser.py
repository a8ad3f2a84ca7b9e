"""In a real browser: come in by invitation, sign out, sign in again; with nobody verified, not; through a studio."""

from __future__ import annotations

from typing import Any

from app.services.caller import Caller
from tests.accounts.real_browser import Serving, Tab


def test_come_in_sign_out_and_sign_in_again(serving: Serving, tab: Tab) -> None:
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    assert page.text_content("#invite-person") == "p-armorer"
    page.click("#join-passkey")
    page.wait_for_selector("#in:not([hidden])")
    assert (page.text_content("#who"), page.text_content("#where")) == ("p-armorer", "desert")
    assert page.locator("#code-list li").count() == 10
    assert "invite" not in page.url, "what was used up is not left in the address"
    assert page.evaluate("document.cookie") == "", "no script reads the session"

    page.fill("#pin", "294617")
    page.click("#set-pin button")
    tab.told("The PIN is set.")
    assert serving.services.accounts.pins.of("desert").check("p-armorer", "294617", "here")

    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    page.click("#with-passkey")
    page.wait_for_selector("#in:not([hidden])")
    (passkey,) = devices_of(serving)["passkeys"]
    assert passkey["used_at"] is not None
    assert not [line for line in tab.said if "Content Security Policy" in line or "TypeError" in line]


def devices_of(serving: Serving) -> dict[str, Any]:
    member = serving.services.accounts.own
    rows = serving.services.accounts.audit.newest()
    (account,) = {row.account for row in rows if row.deed == "session.begin"}
    return member.devices(Caller("p-armorer", "desert", account=account))


def test_without_the_user_verified_nobody_comes_in(serving: Serving, tab: Tab) -> None:
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    page.click("#join-passkey")
    page.wait_for_selector("#in:not([hidden])")
    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    tab.verifies(user=False)
    page.click("#with-passkey")
    tab.told("The passkey was not used.")
    assert page.is_hidden("#in")


def test_a_password_instead(serving: Serving, tab: Tab) -> None:
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    page.click("#joining summary")
    page.fill("#new-password", "colt peacemaker, six")
    page.click("#join-password button")
    page.wait_for_selector("#in:not([hidden])")
    page.click("#sign-out")
    page.click("#coming summary")
    page.fill("#production", "desert")
    page.fill("#person", "p-armorer")
    page.fill("#secret", "quite another one")
    page.click("button[value=password]")
    tab.told("do not fit together")
    page.fill("#secret", "colt peacemaker, six")
    page.click("button[value=password]")
    page.wait_for_selector("#in:not([hidden])")
    page.click("#add-passkey")
    tab.told("The passkey is registered.")


def test_come_in_through_the_studios_own_sign_in(serving: Serving, tab: Tab) -> None:
    """Over another site and back: every cookie of ours is strict, so none travels, and the page finishes from here."""
    page = tab.page
    tab.open(serving.invite("p-armorer"))
    page.click("#join-studio")
    at_the_studio(tab)
    assert (page.text_content("#who"), page.text_content("#where")) == ("p-armorer", "desert")
    assert page.locator("#code-list li").count() == 10
    assert page.url == f"{serving.origin}/sign-in", "neither code nor state is left in the address"
    assert {cookie["sameSite"] for cookie in page.context.cookies(serving.origin)} == {"Strict"}

    page.click("#sign-out")
    page.wait_for_selector("#coming:not([hidden])")
    page.click("#with-studio")
    at_the_studio(tab)
    assert [one["method"] for one in devices_of(serving)["sessions"]] == ["oidc"]

    page.goto(f"{serving.origin}/sign-in/studio?code=stolen&state=invented")
    tab.told("begin again")
    assert page.locator("#in").is_visible(), "what was made up elsewhere changes nothing here"
    assert not [line for line in tab.said if "Content Security Policy" in line or "TypeError" in line]


def at_the_studio(tab: Tab) -> None:
    """Its user signs in there."""
    tab.page.wait_for_url("http://127.0.0.1:*/**")
    tab.page.get_by_role("button", name="ada").click()
    tab.page.wait_for_selector("#in:not([hidden])")
