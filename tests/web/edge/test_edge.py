"""What every request meets: an id, the fixed headers, one log line without secrets, a limit, and a 500 that says nothing."""

from __future__ import annotations

import logging

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.web.edge.counters import Counters
from app.web.edge.fallback import Fallback
from app.web.edge.rate import Rate, RateLimit
from app.web.edge.trace import Trace

NAMELESS = (
    "/api/v1/concerns/ABCD",
    "/api/v1/productions/demo/concerns",
    "/api/v1/productions/demo/concerns/",
)


def _well(request: Request) -> Response:
    return JSONResponse({"ok": True})


def _fails(request: Request) -> Response:
    raise RuntimeError("secret words of the failure")


def _mine(request: Request) -> Response:
    request.state.caller = "ana"
    return JSONResponse({})


def _unknown_token(request: Request) -> Response:
    return JSONResponse({}, 401)


def edge(counters: Counters | None = None, asked: Rate | None = None) -> Starlette:
    routes = [
        Route("/well/{name}", _well),
        Route("/mine", _mine),
        Route("/fails", _fails),
        Route("/401", _unknown_token),
        Route("/healthz", _well),
    ]
    routes += [Route(path, _well, methods=["GET", "POST"]) for path in NAMELESS]
    full = Rate(1000, 1000)
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Trace, counters=counters or Counters(), templates={_well: "/well/{name}"}),
            Middleware(Fallback),
            Middleware(RateLimit, asked=asked or full, refused=Rate(3, 0.1), nameless=Rate(2, 0.1)),
        ],
    )


def ask(
    app: Starlette, *paths: str, method: str = "GET", headers: dict[str, str] | None = None
) -> list[httpx.Response]:
    async def go() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.request(method, path, headers=headers) for path in paths]

    return anyio.run(go)


def test_a_sane_request_id_is_kept_and_any_other_replaced() -> None:
    (kept,) = ask(edge(), "/well/a", headers={"X-Request-Id": "phone-7.0001"})
    (made,) = ask(edge(), "/well/a", headers={"X-Request-Id": "x\u0001 <script>"[:1]})
    assert kept.headers["x-request-id"] == "phone-7.0001"
    assert len(made.headers["x-request-id"]) == 18


def test_the_fixed_headers_are_on_every_answer() -> None:
    for answer in ask(edge(), "/well/a", "/fails", "/nowhere"):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"


def test_a_failure_is_a_500_that_says_only_the_request_id() -> None:
    (answer,) = ask(edge(), "/fails")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "internal")
    assert told["request_id"] == answer.headers["x-request-id"]
    assert "secret" not in answer.text


def test_a_phone_that_goes_away_while_it_sends_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[object] = []

    async def reads(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def said(message: Message) -> None:
        sent.append(message)

    async def go() -> None:
        await Fallback(reads)({"type": "http", "headers": []}, gone, said)

    anyio.run(go)
    assert (sent, caplog.records) == ([], [])


def test_the_log_has_one_line_without_query_or_token(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "access")
    ask(edge(), "/well/a?token=hush", headers={"Authorization": "Bearer hush"})
    (line,) = [vars(one) for one in caplog.records if one.name == "access"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/well/a", 200)
    assert "hush" not in repr(line)


@pytest.mark.parametrize("path", NAMELESS)
def test_who_speaks_without_a_name_is_neither_logged_nor_counted(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    counters = Counters()
    ask(edge(counters), path, f"{path}?x=1", method="POST")
    assert [
        one for one in caplog.records if path in repr(vars(one)) and not one.name.startswith("http")
    ] == []
    assert "http_requests_total{" not in counters.text()


def test_too_many_requests_get_429_and_when_to_come_back() -> None:
    app = edge(asked=Rate(burst=2, per_s=0.5))
    *first, last = ask(app, *["/well/a"] * 3, headers={"Authorization": "Bearer one"})
    assert [answer.status_code for answer in first] == [200, 200]
    assert (last.status_code, last.json()["code"], last.headers["retry-after"]) == (429, "rate.limited", "2")
    assert ask(app, "/well/a", headers={"Authorization": "Bearer two"})[0].status_code == 200
    assert ask(app, "/healthz", headers={"Authorization": "Bearer one"})[0].status_code == 200


def test_guessing_tokens_is_slowed_by_address() -> None:
    app = edge()
    statuses = [ask(app, "/401", headers={"Authorization": f"Bearer {n}"})[0].status_code for n in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_a_token_that_was_good_is_not_held_up_by_its_neighbours() -> None:
    app = edge()
    assert ask(app, "/mine", headers={"Authorization": "Bearer good"})[0].status_code == 200
    ask(app, *["/401"] * 4, headers={"Authorization": "Bearer other"})
    assert ask(app, "/mine", headers={"Authorization": "Bearer good"})[0].status_code == 200
    assert ask(app, "/mine", headers={"Authorization": "Bearer new"})[0].status_code == 429


def test_concerns_without_a_name_have_a_limit_of_their_own_whatever_token_is_sent() -> None:
    app = edge()
    path = NAMELESS[1]
    sent = [
        ask(app, path, method="POST", headers={"Authorization": f"Bearer {n}"})[0].status_code
        for n in range(3)
    ]
    assert sent == [200, 200, 429]


def test_counters_are_by_route_not_by_address() -> None:
    counters = Counters()
    ask(edge(counters), "/well/a", "/well/b", "/nowhere")
    counters.records("accepted", 3)
    text = counters.text()
    assert 'showclear_http_requests_total{method="GET",route="/well/{name}",status="200"} 2' in text
    assert 'route="other",status="404"} 1' in text
    assert 'showclear_records_total{outcome="accepted"} 3' in text
    assert "showclear_http_request_seconds_count 3" in text


def test_a_label_cannot_break_the_text() -> None:
    counters = Counters()
    counters.request("GET", 'a"b\nc\\', 200, 0.001)
    assert 'route="a\\"b\\nc\\\\"' in counters.text()
