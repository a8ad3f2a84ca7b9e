"""Every route for every role and for nobody: who is let in is a short list, written here by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from app.domain.records.words import ROLES
from app.web.asking import PUBLIC, bearer
from app.web.pages.coming import reader_of
from tests.attachments.files import PICTURE, PICTURE_DIGEST, bring, portray
from tests.web.desert import Site

P = "/api/v1/productions/{production}"
OPEN_TO_ALL = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", "/docs"),
    ("GET", "/openapi.json"),
    ("GET", "/api/v1/schemas"),
    ("GET", "/api/v1/schemas/{kind}"),
    ("POST", "/api/v1/sessions"),
    ("POST", "/api/v1/sessions/password"),
    ("POST", "/api/v1/sessions/recovery"),
    ("POST", "/api/v1/sessions/passkey/begin"),
    ("POST", "/api/v1/sessions/passkey/finish"),
    ("POST", "/api/v1/sessions/studio/begin"),
    ("POST", "/api/v1/sessions/studio/finish"),
    ("POST", "/api/v1/invites/studio/begin"),
    ("POST", "/api/v1/invites/look"),
    ("POST", "/api/v1/invites/accept"),
    ("POST", "/api/v1/invites/passkey/begin"),
    ("POST", "/api/v1/invites/passkey/finish"),
    ("POST", "/api/v1/deliveries/reports"),
    ("GET", "/sign-in"),
    ("GET", "/sign-in/studio"),
    ("GET", "/static/{name:path}"),
    ("GET", "/sign"),
    ("GET", "/verify"),
    ("GET", "/app"),
    ("GET", "/sw.js"),
    ("GET", "/manifest.webmanifest"),
    ("GET", "/p/{production}/check-in.svg"),
    ("GET", "/p/{production}/{screen}"),
    ("GET", "/p/{production}/firearms/{firearm}"),
    ("GET", "/sign/code.svg"),
    ("GET", "/concern/{production}"),
    ("GET", "/styleguide"),
    ("POST", P + "/concerns"),
    ("GET", "/api/v1/concerns/{code}"),
    ("POST", "/api/v1/concerns/{code}"),
}
COLT = {"firearm": "colt", "class": "real", "calibre": ".45", "chambers": 6, "can_fire_live": True}
COLT |= {"owner": "rental", "supplier": "a rental house"}
DESK = "/p/{production}"
AT_A_DESK = {
    ("GET", DESK + "/queue"),
    ("GET", DESK + "/escalations"),
    ("GET", DESK + "/drills"),
    ("GET", DESK + "/violations/{violation}"),
    ("GET", DESK + "/days/{day}"),
    ("GET", DESK + "/report"),
    ("GET", DESK + "/report/plots/{name}/{series}.svg"),
    ("GET", DESK + "/ledger"),
    ("GET", DESK + "/ledger/{record}"),
    ("GET", DESK + "/protocols"),
    ("GET", DESK + "/protocols/{ref}"),
    ("GET", DESK + "/concerns"),
    ("GET", DESK + "/regulator"),
    ("GET", DESK + "/contacts"),
    ("GET", DESK + "/my-day"),
    ("GET", DESK + "/people"),
    ("GET", DESK + "/import"),
    ("GET", DESK + "/print/checklists"),
    ("GET", DESK + "/print/tags"),
    ("GET", DESK + "/histories/{thing}"),
}
"""Pages for who signed in; tests/pages asks them."""
FOR_CALLERS = {
    ("GET", "/api/v1/me"): "",
    ("GET", "/api/v1/sealing-key"): "",
    ("GET", P + "/my-record"): "",
    ("GET", P + "/audit"): "",
    ("GET", "/api/v1/productions"): "",
    ("GET", P): "",
    ("GET", P + "/people"): "",
    ("GET", P + "/firearms"): "",
    ("GET", P + "/ammunition"): "",
    ("GET", P + "/days"): "",
    ("GET", P + "/days/{day}"): "",
    ("GET", P + "/protocols"): "",
    ("POST", P + "/records"): "",
    ("GET", P + "/records"): "",
    ("GET", P + "/records/{record}"): "",
    ("GET", P + "/records/{record}/receipt"): "",
    ("GET", P + "/records/{record}/receipt.svg"): "",
    ("GET", P + "/clearance"): "?firearm=colt&to=p-performer",
    ("GET", P + "/violations"): "",
    ("GET", P + "/pack"): "",
    ("GET", P + "/checklists"): "",
    ("POST", P + "/phones"): "",
    ("GET", P + "/reports/violations"): "",
    ("GET", P + "/reports/{name}"): "",
    ("GET", P + "/requests"): "",
    ("GET", P + "/drills"): "",
    ("POST", P + "/drills"): "",
    ("POST", P + "/drills/{drill}/enter"): "",
    ("POST", P + "/drills/{drill}/end"): "",
    ("GET", P + "/holds"): "",
    ("GET", P + "/preflight"): "",
    ("POST", P + "/preflight"): "",
    ("GET", P + "/escalations"): "",
    ("GET", P + "/concerns"): "",
    ("GET", P + "/concerns/published"): "",
    ("GET", P + "/concerns/watch"): "",
    ("GET", P + "/concerns/code.svg"): "",
    ("GET", P + "/concern-receivers"): "",
    ("POST", P + "/concern-receivers"): "",
    ("POST", P + "/concern-receivers/{person}/end"): "",
    ("GET", P + "/regulator/notices"): "",
    ("GET", P + "/regulator/periods"): "?received_on=2026-03-02",
    ("GET", P + "/ledger/checkpoint"): "",
    ("GET", P + "/ledger/entries"): "",
    ("GET", P + "/ledger/proof"): "?position=0",
    ("GET", P + "/ledger/witnesses"): "",
    ("GET", P + "/rejudged"): "?pack=us-base",
    ("GET", P + "/live"): "",
    ("POST", P + "/sheets/{what}/preview"): "",
    ("POST", P + "/sheets/{what}"): "",
    ("GET", P + "/counts"): "",
    ("GET", P + "/paper"): "",
    ("POST", P + "/paper"): "",
    ("HEAD", P + "/attachments/{sha256}"): "",
    ("PATCH", P + "/attachments/{sha256}"): "",
    ("GET", P + "/attachments/{sha256}"): "",
    ("GET", P + "/people/{person}/portrait"): "",
    ("PUT", P + "/people/{person}/portrait"): "",
    ("DELETE", P + "/people/{person}/portrait"): "",
    ("GET", P + "/invites"): "",
    ("GET", P + "/sign-offs"): "",
    ("POST", P + "/sign-offs"): "",
    ("POST", P + "/invites"): "",
    ("POST", P + "/invites/{invite}/revoke"): "",
    ("GET", "/api/v1/account"): "",
    ("GET", "/api/v1/account/devices"): "",
    ("POST", "/api/v1/account/devices/{device}/revoke"): "",
    ("POST", "/api/v1/account/passkeys/begin"): "",
    ("POST", "/api/v1/account/passkeys/finish"): "",
    ("POST", "/api/v1/account/password"): "",
    ("POST", "/api/v1/account/recovery-codes"): "",
    ("POST", "/api/v1/account/pin"): "",
    ("POST", "/api/v1/account/studio/begin"): "",
    ("GET", "/api/v1/account/tokens"): "",
    ("POST", "/api/v1/account/tokens"): "",
    ("POST", "/api/v1/account/tokens/{token}/revoke"): "",
    ("POST", P + "/exports"): "",
    ("GET", P + "/archives"): "",
    ("POST", P + "/archives"): "",
    ("POST", P + "/archives/{sha256}/receipt"): "",
    ("POST", P + "/closing"): "",
    ("GET", P + "/histories/{thing}"): "",
    ("GET", P + "/histories/{thing}/file"): "",
    ("GET", P + "/histories/{thing}/code.svg"): "",
    ("POST", P + "/histories/{thing}"): "",
    ("GET", P + "/retention"): "",
    ("POST", P + "/retention"): "",
    ("POST", P + "/people/{person}/erasure"): "",
    ("POST", P + "/people/{person}/name"): "",
    ("POST", P + "/legal-holds/{record}/lift"): "",
    ("GET", P + "/contacts"): "",
    ("POST", P + "/contacts"): "",
    ("POST", P + "/contacts/{contact}/code"): "",
    ("POST", P + "/contacts/{contact}/confirm"): "",
    ("POST", P + "/contacts/{contact}/remove"): "",
    ("GET", P + "/contact-choices"): "",
    ("POST", P + "/contact-choices"): "",
    ("GET", P + "/outside"): "",
    ("POST", P + "/outside"): "",
    ("GET", P + "/messages"): "",
    ("POST", P + "/messages/{message}/seen"): "",
    ("GET", P + "/deliveries"): "",
    ("POST", "/api/v1/sessions/end"): "",
}
FOR_PEOPLE = sorted(
    route for route in FOR_CALLERS if "/account" in route[1] or route[1].endswith("/sessions/end")
)
"""Of those, the ones for somebody who signed in: a token stands for no account."""
FOR_THE_OFFICE = sorted(
    route
    for route in FOR_CALLERS
    if "/invites" in route[1] or "/audit" in route[1] or "/rejudged" in route[1]
)
MAY_INVITE = {"admin", "producer", "safety_officer"}
READS = sorted(
    route
    for route in FOR_CALLERS
    if route[0] == "GET"
    and not route[1].endswith("/live")
    and route not in FOR_PEOPLE
    and route not in FOR_THE_OFFICE
    and not route[1].endswith(("/outside", "/deliveries", "/archives", "/file", "/{thing}/code.svg"))
    and not route[1].endswith("/watch")
)
UNDER_A_PRODUCTION = sorted(route for route in FOR_CALLERS if "{production}" in route[1])


def dependencies(dependant: object) -> Iterator[object]:
    for below in dependant.dependencies:  # type: ignore[attr-defined]
        yield below.call
        yield from dependencies(below)


def address(route: tuple[str, str], record: str, production: str = "desert") -> str:
    """The route with every part filled in."""
    filled = re.sub(r"\{production\}", production, route[1]).replace("{day}", "2026-03-02")
    for part in ("{invite}", "{device}", "{token}", "{contact}", "{message}", "{drill}"):
        filled = filled.replace(part, "0" * 32)
    filled = (
        filled.replace("{sha256}", PICTURE_DIGEST)
        .replace("{name}", "daily")
        .replace("{what}", "people")
        .replace("{thing}", "firearm:colt")
    )
    return filled.replace("{record}", record).replace("{person}", "p-performer") + FOR_CALLERS[route]


def refused(answer: httpx.Response, status: int, code: str) -> bool:
    """Whether it is that problem; an answer to HEAD says its status only."""
    told = not answer.content if answer.request.method == "HEAD" else answer.json()["code"] == code
    return answer.status_code == status and told


@pytest.fixture
def record(site: Site) -> str:
    """The id of a record of the production."""
    sent = site.incident()
    assert site.send(sent).status_code == 201
    assert site.send(site.record("armorer", "firearm_intake", COLT)).status_code == 201
    assert bring(site, PICTURE).status_code == 204
    assert portray(site, "p-performer", PICTURE).status_code == 204
    return str(sent["id"])


def test_every_route_stands_on_one_of_the_two_lists(site: Site) -> None:
    routes = {(method, one.path) for one in iter_route_contexts(site.app.routes) for method in one.methods}
    assert routes == OPEN_TO_ALL | AT_A_DESK | set(FOR_CALLERS)
    assert PUBLIC == OPEN_TO_ALL


def test_every_route_but_those_has_a_caller(site: Site) -> None:
    for one in iter_route_contexts(site.app.routes):
        asks = bearer in set(dependencies(one.dependant))
        for method in one.methods:
            assert asks is ((method, one.path) in FOR_CALLERS), (method, one.path)
            reads = reader_of in set(dependencies(one.dependant))
            assert reads is ((method, one.path) in AT_A_DESK), (method, one.path)


NOBODY: list[dict[str, str]] = [
    {},
    {"Authorization": "Basic eDp5"},
    {"Authorization": "Bearer sc_unknown"},
    {"Authorization": "Bearer"},
]


@pytest.mark.parametrize("headers", NOBODY, ids=repr)
def test_nobody_is_sent_away(site: Site, headers: dict[str, str], record: str) -> None:
    before = site.size()
    for route in sorted(FOR_CALLERS):
        answer = site.ask(route[0], address(route, record), headers=headers)
        assert refused(answer, 401, "auth.missing"), route
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert site.size() == before


def test_an_expired_token_says_so(site: Site, record: str) -> None:
    token = site.issue("p-armorer", days=1)
    site.clock.move(days=1)
    for route in sorted(FOR_CALLERS):
        answer = site.ask(route[0], address(route, record), headers={"Authorization": f"Bearer {token}"})
        assert refused(answer, 401, "auth.expired"), route


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_may_look_at_everything(site: Site, role: str, record: str) -> None:
    for route in READS:
        answer = site.ask(route[0], address(route, record), by=role)
        assert answer.status_code == 200, (route, answer.text)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_token_stands_for_no_account(site: Site, role: str, record: str) -> None:
    for route in FOR_PEOPLE:
        answer = site.ask(route[0], address(route, record), by=role, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.session_needed"), route


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_give_roles_may_invite_and_nobody_else(site: Site, role: str, record: str) -> None:
    expected = (
        {"GET": (200, 200), "POST": (201, 404)} if role in MAY_INVITE else {"GET": (403,), "POST": (403,)}
    )
    for route in FOR_THE_OFFICE:
        answer = site.ask(route[0], address(route, record), by=role, json={"person": "p-crew"})
        assert answer.status_code in expected[route[0]], (route, answer.text)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_but_those_that_only_look_may_tell_what_happened(site: Site, role: str) -> None:
    answer = site.send(site.incident(by=role), by=role)
    if role in {"inspector", "admin"}:
        assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")
    else:
        assert answer.status_code == 201


def test_who_holds_no_role_any_more_may_not_look(site: Site, record: str) -> None:
    body = {
        "person": "guest",
        "role": "crew",
        "from_at": "2026-03-02T15:00:00Z",
        "until_at": "2026-03-02T16:00:00Z",
    }
    assert site.send(site.record("admin", "role", body), by="admin").status_code == 201
    site.token("guest")
    site.clock.move(hours=2)
    for route in READS:
        expected = 200 if route[1] in ("/api/v1/me", "/api/v1/sealing-key", P + "/my-record") else 403
        assert site.ask(route[0], address(route, record), by="guest").status_code == expected, route


@pytest.mark.parametrize("production", ["ocean", "nowhere", "No%20such", "a%00b"])
def test_another_production_is_not_there(site: Site, record: str, production: str) -> None:
    """The same answer for one of somebody else, one that is not, and what could never be one."""
    for route in UNDER_A_PRODUCTION:
        body = site.incident() | {"production": "ocean"} if route[0] == "POST" else None
        answer = site.ask(route[0], address(route, record, production), by="armorer", json=body)
        assert refused(answer, 404, "not_found"), route


def test_a_token_that_only_reads_writes_nothing_and_the_other_way_round(site: Site) -> None:
    reads = site.issue("p-armorer", 1, "read")
    writes = site.issue("p-armorer", 1, "write")
    sent = site.incident()
    answer = site.ask("POST", "records", json=sent, headers={"Authorization": f"Bearer {reads}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission.denied")
    assert (
        site.ask("POST", "records", json=sent, headers={"Authorization": f"Bearer {writes}"}).status_code
        == 201
    )
    assert site.ask("GET", "records", headers={"Authorization": f"Bearer {writes}"}).status_code == 403


def test_an_unknown_address_and_an_unknown_method_are_problems(site: Site) -> None:
    answer = site.get("/api/v1/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    answer = site.ask("DELETE", "records", by="admin")
    assert (answer.status_code, answer.json()["code"]) == (405, "method.not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_who_am_i(site: Site) -> None:
    expected = {
        "person": "p-armorer",
        "production": "desert",
        "roles": ["armorer"],
        "scopes": ["govern", "read", "write"],
    }
    assert site.get("/api/v1/me").json().items() >= expected.items()
    answer = site.ask("POST", "/api/v1/sessions", json={"token": site.token("armorer")})
    assert answer.json().items() >= expected.items()
    assert answer.headers["cache-control"] == "no-store"
    refused = site.ask("POST", "/api/v1/sessions", json={"token": "sc_other"})
    assert (refused.status_code, refused.json()["code"]) == (401, "auth.missing")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_takes_a_whole_ledger_away_is_a_short_list(site: Site, role: str) -> None:
    answer = site.ask("POST", "exports", by=role, json={"reason": "to show", "names": True})
    assert answer.status_code == (200 if role in {"producer", "safety_officer"} else 403), answer.text
    may = {"producer", "safety_officer"}
    for route, body in (
        ("archives", {"reason": "to keep"}),
        ("closing", {"record": "01890000-0000-7000-8000-000000000001"}),
        ("retention", {"years": 6, "reason": "the insurer asks for it"}),
    ):
        answer = site.ask("POST", route, by=role, json=body)
        assert (answer.status_code == 403) is (role not in may), (route, answer.text)
    assert site.get("archives", by=role).status_code == (200 if role in may else 403)
