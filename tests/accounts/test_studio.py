"""Signing in through a studio's provider: a real one for what should work, a lying one for what must not."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import RSAKey

from app.bootstrap import services_on
from app.db.database import Database
from app.domain.errors import ShowclearError
from app.opening import provider_of
from app.protocols.catalogue import Catalogue
from app.settings import Settings
from app.signing.checkpoint_key import CheckpointKey
from app.signing.openid import OpenId
from app.web.factory import create_app
from app.web.limits import Limits
from tests.accounts.browser import PASSWORD, Browser, Office
from tests.accounts.conftest import UNLIMITED
from tests.accounts.light import lightly
from tests.accounts.providers import (
    CLIENT,
    REDIRECT,
    Liar,
    asked_in,
    lying_provider,
    openid,
    real_provider,
    shared_key,
    signed_in_there,
)
from tests.web.desert import HandClock, Site

SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
Open = Callable[..., Office]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider() as issuer:
        yield issuer


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying_provider() as liar:
        yield liar


@pytest.fixture
def opened(database: Database, catalogue: Catalogue, portal: BlockingPortal) -> Open:
    """An office whose service has that provider."""

    def open_with(provider: OpenId | None, now: datetime | None = None) -> Office:
        clock = HandClock() if now is None else HandClock(now)
        key = CheckpointKey(Ed25519PrivateKey.from_private_bytes(b"k" * 32))
        services = services_on(database, catalogue, key, ("us-base",), clock, beside=lightly(provider))
        site = Site(create_app(services, Limits(asked=UNLIMITED, refused=UNLIMITED)), services, clock, portal)
        services.people.create_production("desert", "p-admin", {"timezone": "America/Denver"})
        for role in ("armorer", "performer", "producer"):
            services.people.add_person("desert", f"p-{role}", [role], by="p-admin")
        return Office(site)

    return open_with


@pytest.fixture
def office(opened: Open, liar: Liar) -> Office:
    """An office whose service trusts the liar."""
    return opened(openid(liar.issuer))


def finish(browser: Browser, said: dict[str, str]) -> Any:
    return browser.post("/sessions/studio/finish", said)


def joined(office: Office, liar: Liar, person: str = "p-armorer") -> Browser:
    """Somebody's browser, in with an invitation and the studio's account."""
    browser = office.browser()
    address = browser.took("/invites/studio/begin", {"invite": office.invite(person)})["address"]
    assert finish(browser, liar.signed_in(address)).is_success
    return browser


# --- A real provider ---------------------------------------------------------------------------------------------


def test_joining_and_signing_in_with_a_real_provider(opened: Open, issuer: str) -> None:
    office = opened(openid(issuer, allowed=("@studio.example",)), datetime.now(UTC))
    browser = office.browser()
    address = browser.took("/invites/studio/begin", {"invite": office.invite("p-armorer")})["address"]
    asked = asked_in(address)
    assert (asked["redirect_uri"], asked["client_id"]) == (REDIRECT, CLIENT)
    assert (asked["response_type"], asked["code_challenge_method"], asked["max_age"]) == (
        "code",
        "S256",
        "600",
    )
    told = finish(browser, signed_in_there(address)).json()
    assert told["person"] == "p-armorer" and len(told["recovery_codes"]) == 10

    again = office.browser()
    told = finish(again, signed_in_there(again.took("/sessions/studio/begin")["address"])).json()
    assert (told["production"], told["person"]) == ("desert", "p-armorer")
    assert again.get("/account").json()["method"] == "oidc"
    assert all("HttpOnly" in line and "SameSite=strict" in line for line in again.set_cookies)


@SQLITE
def test_a_real_provider_takes_a_code_once(opened: Open, issuer: str) -> None:
    office = opened(openid(issuer), datetime.now(UTC))
    browser, other = office.browser(), office.browser()
    said = signed_in_there(
        browser.took("/invites/studio/begin", {"invite": office.invite("p-armorer")})["address"]
    )
    state = asked_in(other.took("/sessions/studio/begin")["address"])["state"]
    assert finish(browser, said).is_success
    assert other.refused("/sessions/studio/finish", said | {"state": state}) == "studio.refused"


# --- Whose account it is -----------------------------------------------------------------------------------------


@SQLITE
def test_an_identity_nobody_linked_signs_nobody_in(office: Office, liar: Liar) -> None:
    liar.lie = {"email": "p-armorer@studio.example", "email_verified": True}
    office.joined("p-armorer")
    browser = office.browser()
    said = liar.signed_in(browser.took("/sessions/studio/begin")["address"])
    assert browser.refused("/sessions/studio/finish", said) == "studio.unlinked"
    assert office.refusals("sign_in.studio") == ["studio.unlinked"]


@SQLITE
def test_who_is_signed_in_links_and_takes_back(office: Office, liar: Liar) -> None:
    browser = office.joined("p-armorer")
    before = dict(browser.cookies)
    assert finish(browser, liar.signed_in(browser.took("/account/studio/begin")["address"])).is_success
    assert browser.cookies["showclear-session"] != before["showclear-session"]

    again = office.browser()
    assert finish(again, liar.signed_in(again.took("/sessions/studio/begin")["address"])).is_success
    (one,) = again.get("/account/devices").json()["identities"]
    assert one["issuer"] == liar.issuer
    again.took(f"/account/devices/{one['id']}/revoke")
    last = office.browser()
    said = liar.signed_in(last.took("/sessions/studio/begin")["address"])
    assert last.refused("/sessions/studio/finish", said) == "studio.unlinked"


@SQLITE
def test_linking_asks_for_a_fresh_sign_in(office: Office, liar: Liar) -> None:
    browser = office.joined("p-armorer")
    office.site.clock.move(minutes=11)
    assert browser.refused("/account/studio/begin") == "auth.fresh_needed"
    assert office.refusals("studio.link") == ["auth.fresh_needed"]


@SQLITE
def test_what_somebody_else_linked_cannot_be_linked(office: Office, liar: Liar) -> None:
    joined(office, liar)
    other = office.joined("p-performer")
    said = liar.signed_in(other.took("/account/studio/begin")["address"])
    assert other.refused("/sessions/studio/finish", said) == "studio.linked"
    assert other.get("/account/devices").json()["identities"] == []


@SQLITE
def test_a_link_begun_by_one_is_not_finished_by_another(office: Office, liar: Liar) -> None:
    """Somebody who signs in over a browser in which a link was begun does not get the first one's identity."""
    browser = office.joined("p-armorer")
    said = liar.signed_in(browser.took("/account/studio/begin")["address"])
    assert browser.post("/sessions/end").is_success
    browser.page_token = None
    office_invite = office.invite("p-performer")
    browser.took("/invites/accept", {"invite": office_invite, "password": PASSWORD})
    assert browser.refused("/sessions/studio/finish", said) == "studio.state"


@SQLITE
def test_an_invitation_into_the_account_the_identity_has(office: Office, liar: Liar) -> None:
    joined(office, liar)
    people = office.site.services.people
    people.create_production("ocean", "captain", {"timezone": "UTC"}, roles=("admin",))
    people.add_person("ocean", "gunner", ["armorer"], by="captain")
    until = office.site.clock.now + timedelta(days=1)
    captain = people.issue_token("ocean", "captain", ["write", "govern"], until)[0]
    made = office.site.ask(
        "POST",
        "/api/v1/productions/ocean/invites",
        json={"person": "gunner"},
        headers={"Authorization": f"Bearer {captain}"},
    )
    invite = made.json()["link"].partition("#invite=")[2]
    browser = office.browser()
    told = finish(
        browser, liar.signed_in(browser.took("/invites/studio/begin", {"invite": invite})["address"])
    ).json()
    assert told["person"] == "gunner" and "recovery_codes" not in told
    members = browser.get("/account").json()["memberships"]
    assert {(one["production"], one["person"]) for one in members} == {
        ("desert", "p-armorer"),
        ("ocean", "gunner"),
    }


@SQLITE
def test_an_invitation_taken_back_meanwhile_is_not_good(office: Office, liar: Liar) -> None:
    browser, invite = office.browser(), office.invite("p-armorer")
    said = liar.signed_in(browser.took("/invites/studio/begin", {"invite": invite})["address"])
    (row,) = office.site.get("invites", by="p-admin").json()["items"]
    assert office.site.ask("POST", f"invites/{row['id']}/revoke", by="p-admin").is_success
    assert browser.refused("/sessions/studio/finish", said) == "invite.invalid"


@SQLITE
def test_the_last_way_in_is_not_the_studios(office: Office, liar: Liar) -> None:
    browser = joined(office, liar)
    (one,) = browser.get("/account/devices").json()["identities"]
    assert browser.refused(f"/account/devices/{one['id']}/revoke") == "auth.last_way_in"


@SQLITE
@pytest.mark.parametrize(
    ("allowed", "claims", "code"),
    [
        (("@studio.example",), {"email": "Ada@Studio.Example", "email_verified": True}, None),
        (("ada@studio.example",), {"email": "ada@studio.example", "email_verified": True}, None),
        (("sub:ada",), {}, None),
        (("@studio.example",), {"email": "ada@studio.example"}, "studio.not_allowed"),
        (
            ("@studio.example",),
            {"email": "ada@studio.example", "email_verified": "true"},
            "studio.not_allowed",
        ),
        (
            ("@studio.example",),
            {"email": "ada@notstudio.example", "email_verified": True},
            "studio.not_allowed",
        ),
        (
            ("@studio.example",),
            {"email": "a@studio.example@x.example", "email_verified": True},
            "studio.not_allowed",
        ),
        (("sub:bob",), {"email": "sub:bob", "email_verified": True}, None),
        (("ada@studio.example",), {"sub": "ada@studio.example"}, "studio.not_allowed"),
    ],
    ids=repr,
)
def test_whom_the_service_takes(
    opened: Open, liar: Liar, allowed: tuple[str, ...], claims: dict[str, Any], code: str | None
) -> None:
    office, liar.lie = opened(openid(liar.issuer, allowed=allowed)), claims
    browser = office.browser()
    said = liar.signed_in(
        browser.took("/invites/studio/begin", {"invite": office.invite("p-armorer")})["address"]
    )
    answer = finish(browser, said)
    assert answer.json().get("code") == code, answer.text


# --- Freshness ---------------------------------------------------------------------------------------------------

FRESH = [(0, True), (9 * 60, True), (11 * 60, False), (None, False)]


@SQLITE
@pytest.mark.parametrize(("ago_s", "fresh"), FRESH)
def test_it_is_full_authentication_from_when_they_showed_who_they_are(
    office: Office, liar: Liar, ago_s: int | None, fresh: bool
) -> None:
    joined(office, liar)
    browser, now = office.browser(), int(liar.moment.timestamp())
    liar.lie = {"auth_time": None if ago_s is None else now - ago_s}
    assert finish(browser, liar.signed_in(browser.took("/sessions/studio/begin")["address"])).is_success
    answer = browser.post("/account/pin", {"pin": "280614"})
    assert answer.json().get("code") == (None if fresh else "auth.fresh_needed")


# --- Lies --------------------------------------------------------------------------------------------------------

NOW = int(datetime(2026, 3, 2, 15, tzinfo=UTC).timestamp())
LIES: list[tuple[str, dict[str, Any]]] = [
    ("studio.nonce", {"nonce": "another"}),
    ("studio.nonce", {"nonce": None}),
    ("studio.nonce", {"nonce": 1}),
    ("studio.audience", {"aud": "another"}),
    ("studio.audience", {"aud": None}),
    ("studio.audience", {"aud": ["another"]}),
    ("studio.audience", {"aud": [CLIENT, "another"]}),
    ("studio.audience", {"aud": [CLIENT, "another"], "azp": "another"}),
    ("studio.audience", {"azp": "another"}),
    ("studio.issuer", {"iss": "https://login.example"}),
    ("studio.issuer", {"iss": None}),
    ("studio.time", {"exp": NOW - 60}),
    ("studio.time", {"iat": NOW + 61}),
    ("studio.time", {"nbf": NOW + 61}),
    ("studio.time", {"auth_time": NOW + 61}),
    ("studio.malformed", {"exp": None}),
    ("studio.malformed", {"iat": None}),
    ("studio.malformed", {"exp": "soon"}),
    ("studio.malformed", {"exp": True}),
    ("studio.malformed", {"exp": 1e300}),
    ("studio.malformed", {"auth_time": [NOW]}),
    ("studio.malformed", {"sub": None}),
    ("studio.malformed", {"sub": ""}),
    ("studio.malformed", {"sub": 7}),
    ("studio.malformed", {"sub": "a\x00b"}),
    ("studio.malformed", {"sub": "a" * 256}),
]


def refused(office: Office, liar: Liar) -> str:
    """The code with which who comes back from the liar is refused; it is audited, and nobody is signed in."""
    browser = office.browser()
    said = liar.signed_in(browser.took("/sessions/studio/begin")["address"])
    code = browser.refused("/sessions/studio/finish", said)
    assert office.refusals("sign_in.studio") == [code]
    assert browser.get("/account").status_code == 401
    assert browser.refused("/sessions/studio/finish", said) == "studio.state"  # it was used up all the same
    return code


@SQLITE
@pytest.mark.parametrize(("code", "lie"), LIES, ids=repr)
def test_what_does_not_hold_is_refused(office: Office, liar: Liar, code: str, lie: dict[str, Any]) -> None:
    joined(office, liar)
    liar.lie = lie
    assert refused(office, liar) == code


def unsigned(claims: dict[str, Any]) -> str:
    parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
    return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."


@SQLITE
@pytest.mark.parametrize("how", ["another key", "none", "shared secret", "no token", "long", "another kid"])
def test_who_signs_is_the_provider(office: Office, liar: Liar, how: str) -> None:
    joined(office, liar)
    if how == "another key":
        liar.signed_with = RSAKey.generate_key(2048, {"kid": "one"})
    elif how == "another kid":
        liar.key = RSAKey.generate_key(2048, {"kid": "two"})
    elif how == "shared secret":
        liar.algorithm, liar.signed_with = "HS256", shared_key()
    else:
        claims = {"iss": liar.issuer, "sub": "ada", "aud": CLIENT, "exp": NOW + 9, "iat": NOW}
        liar.bare = {"none": unsigned(claims), "no token": "a.b", "long": "a" * 20_000}[how]
    assert refused(office, liar) == "studio.signature"


@SQLITE
def test_new_keys_of_the_provider_are_taken(office: Office, liar: Liar) -> None:
    joined(office, liar)
    liar.key = RSAKey.generate_key(2048, {"kid": "one"})
    browser = office.browser()
    assert finish(browser, liar.signed_in(browser.took("/sessions/studio/begin")["address"])).is_success


# --- Its answers in the browser ----------------------------------------------------------------------------------


@SQLITE
def test_a_state_is_good_once_for_a_while_and_in_one_browser(office: Office, liar: Liar) -> None:
    joined(office, liar)
    browser, other = office.browser(), office.browser()
    said = liar.signed_in(browser.took("/sessions/studio/begin")["address"])
    other.took("/sessions/studio/begin")
    assert other.refused("/sessions/studio/finish", said) == "studio.state"
    assert finish(browser, said).is_success
    assert browser.refused("/sessions/studio/finish", said) == "studio.state"
    late = office.browser()
    said = liar.signed_in(late.took("/sessions/studio/begin")["address"])
    office.site.clock.move(minutes=10)
    assert late.refused("/sessions/studio/finish", said) == "studio.state"


@SQLITE
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"error": "access_denied"}, "studio.refused"),
        ({"code": ""}, "studio.refused"),
        ({"code": "invented"}, "studio.refused"),
        ({"iss": "https://login.example"}, "studio.issuer"),
        ({"state": "invented"}, "studio.state"),
        ({"state": "a" * 5000}, "studio.state"),
        ({"state": "\x00"}, "studio.state"),
        ({"more": "1"}, "request.malformed"),
    ],
    ids=repr,
)
def test_a_bad_answer(office: Office, liar: Liar, more: dict[str, str], code: str) -> None:
    browser = office.browser()
    said = liar.signed_in(browser.took("/sessions/studio/begin")["address"])
    assert browser.refused("/sessions/studio/finish", said | more) == code


@SQLITE
def test_a_foreign_page_begins_and_finishes_nothing(office: Office) -> None:
    browser = office.browser()
    browser.origin = "https://evil.example"
    for path, body in (
        ("/sessions/studio/begin", None),
        ("/invites/studio/begin", {"invite": "x"}),
        ("/sessions/studio/finish", {"state": "x"}),
    ):
        assert browser.refused(path, body) == "auth.foreign_page"


# --- A provider that fails, or points elsewhere ------------------------------------------------------------------

DISCOVERY = "/.well-known/openid-configuration"
BAD_DISCOVERY = [
    ("studio.unavailable", (500, {}, b"{}")),
    ("studio.unavailable", (404, {}, b"{}")),
    ("studio.unavailable", (200, {}, b"<html>")),
    ("studio.unavailable", (200, {}, b"[]")),
    ("studio.unavailable", (200, {}, b"\xff")),
    ("studio.unavailable", (200, {}, b" " * 300_000 + b"{}")),
    ("studio.unavailable", (200, {"Content-Encoding": "gzip"}, b"{}")),
    ("studio.issuer", (200, {}, b"{}")),
    ("studio.elsewhere", (302, {"Location": "https://evil.example"}, b"")),
]


@SQLITE
@pytest.mark.parametrize(("code", "says"), BAD_DISCOVERY, ids=lambda one: repr(one)[:40])
def test_a_provider_that_says_nothing_of_use(
    office: Office, liar: Liar, code: str, says: tuple[int, dict[str, str], bytes]
) -> None:
    liar.says[DISCOVERY] = says
    assert office.browser().refused("/sessions/studio/begin") == code
    assert office.refusals("sign_in.studio") == [code]


ELSEWHERE = "http://127.0.0.1:9/x"


@SQLITE
@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "place", [ELSEWHERE, "https://evil.example/x", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_a_provider_that_points_elsewhere(office: Office, liar: Liar, name: str, place: str) -> None:
    browser, liar.metadata = office.browser(), {name: place}
    begun = browser.post("/sessions/studio/begin")
    if name == "authorization_endpoint":
        assert begun.json()["code"] == "studio.elsewhere"
        return
    said = liar.signed_in(begun.json()["address"])
    assert browser.refused("/sessions/studio/finish", said) == "studio.elsewhere"


@SQLITE
@pytest.mark.parametrize(
    ("path", "says", "code"),
    [
        ("/token", (307, {"Location": ELSEWHERE}, b""), "studio.elsewhere"),
        ("/jwks", (301, {"Location": ELSEWHERE}, b""), "studio.elsewhere"),
        ("/token", (503, {}, b"{}"), "studio.unavailable"),
        ("/token", (200, {}, b"not json"), "studio.unavailable"),
        ("/token", (200, {}, b'{"access_token": "x", "token_type": "Bearer"}'), "studio.malformed"),
        ("/token", (200, {}, b'{"id_token": 7}'), "studio.malformed"),
        ("/jwks", (200, {}, b'{"keys": 7}'), "studio.unavailable"),
        ("/jwks", (200, {}, b'{"keys": [{"kty": "?"}]}'), "studio.unavailable"),
    ],
    ids=repr,
)
def test_a_provider_that_fails_half_way(
    office: Office, liar: Liar, path: str, says: tuple[int, dict[str, str], bytes], code: str
) -> None:
    browser = office.browser()
    said = liar.signed_in(browser.took("/sessions/studio/begin")["address"])
    liar.says[path] = says
    assert browser.refused("/sessions/studio/finish", said) == code
    assert office.refusals("sign_in.studio") == [code]


@SQLITE
def test_a_provider_that_is_down(opened: Open) -> None:
    office = opened(openid("http://127.0.0.1:9"))
    assert office.browser().refused("/sessions/studio/begin") == "studio.unavailable"


@SQLITE
def test_a_slow_provider_keeps_nobody_long(opened: Open, liar: Liar) -> None:
    liar.silent = threading.Event()
    office = opened(openid(liar.issuer, within_s=0.1))
    assert office.browser().refused("/sessions/studio/begin") == "studio.unavailable"
    assert office.joined("p-armorer").get("/account").is_success


def test_few_wait_for_a_slow_provider(liar: Liar) -> None:
    """Who comes on top is told at once, while those before still wait."""
    liar.silent = threading.Event()
    provider = openid(liar.issuer, within_s=20)
    codes: list[str] = []

    def ask() -> None:
        try:
            provider.address("s", "n", "v" * 43, 600)
        except ShowclearError as refused:
            codes.append(refused.code)

    waiting = [threading.Thread(target=ask) for _ in range(4)]
    for one in waiting:
        one.start()
    while len(liar.asked) < 4:
        threading.Event().wait(0.01)
    ask()
    assert codes == ["studio.unavailable"]
    liar.silent.set()
    for one in waiting:
        one.join()
    assert codes == ["studio.unavailable"]


def test_what_it_said_is_kept_for_an_hour(liar: Liar) -> None:
    moment = [0.0]
    provider = openid(liar.issuer, tick=lambda: moment[0])
    for after, asked in ((0.0, 1), (3599.0, 1), (3600.0, 2)):
        moment[0] = after
        provider.address("s", "n", "v" * 43, 600)
        assert liar.asked.count(DISCOVERY) == asked


# --- Settings and the page ---------------------------------------------------------------------------------------


BUTTONS = ["with-studio", "join-studio", "link-studio"]


@SQLITE
def test_without_a_provider_there_is_nothing_of_it(opened: Open) -> None:
    office = opened(None)
    browser = office.browser()
    for path, body in (
        ("/sessions/studio/begin", None),
        ("/invites/studio/begin", {"invite": "x"}),
        ("/sessions/studio/finish", {"state": "x"}),
    ):
        assert browser.refused(path, body) == "not_found"
    page = browser.ask("GET", "/sign-in").text
    assert [button for button in BUTTONS if button in page] == []


@SQLITE
def test_the_page_has_its_buttons_and_takes_who_comes_back(opened: Open, liar: Liar) -> None:
    provider = openid(liar.issuer, name="Five & <Dime>")
    browser = opened(provider).browser()
    page = browser.ask("GET", "/sign-in").text
    assert [button for button in BUTTONS if f'id="{button}"' in page] == BUTTONS
    assert '<button type="button" id="with-studio">Sign in with Five &amp; &lt;Dime&gt;</button>' in page
    back = browser.ask("GET", "/sign-in/studio?code=c&state=s&session_state=x&whatever=1&whatever=2")
    assert back.text == page and back.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in back.headers["content-security-policy"]
    assert back.headers["referrer-policy"] == "no-referrer"


WHOLE = {"oidc_issuer": "https://login.example", "oidc_client_id": "c", "oidc_client_secret": "s"}


@pytest.mark.parametrize(
    "change",
    [
        {"oidc_issuer": "http://login.example"},
        {"oidc_issuer": "https://login.example/?a=b"},
        {"oidc_issuer": "https://a@login.example"},
        {"oidc_issuer": "login.example"},
        {"oidc_client_id": None},
        {"oidc_client_secret": None},
        {"oidc_client_secret": ""},
        {"oidc_client_secret_file": "/nowhere/at/all"},
    ],
    ids=repr,
)
def test_half_a_provider_does_not_start(change: dict[str, Any]) -> None:
    with pytest.raises(ShowclearError, match=r"settings\.oidc"):
        provider_of(Settings(**(WHOLE | change)))


def test_a_provider_from_settings(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    settings = Settings(
        **WHOLE | {"oidc_client_secret_file": tmp_path / "secret"},
        oidc_allowed="@Studio.Example, sub:Ada",
        origin="https://set.example",
    )
    assert settings.oidc_secret == "from a file"
    provider = provider_of(settings)
    assert provider is not None and provider.allowed == ("@studio.example", "sub:Ada")
    assert "from a file" not in repr(settings) and "'s'" not in repr(settings)
    assert provider_of(Settings()) is None and provider_of(Settings(oidc_issuer="")) is None
