"""A reader who names the tag gets 304 without a body; streams, errors and other methods are left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from app.web.edge.conditional import Conditional


def _answer(request: Request) -> Response:
    return JSONResponse({"n": request.query_params.get("n", "1")})


def _problem(request: Request) -> Response:
    return JSONResponse({}, 404)


def _news(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        yield b"data: 2\n\n"

    return StreamingResponse(parts(), media_type="text/event-stream")


ROUTES = [Route("/", _answer, methods=["GET", "POST"]), Route("/none", _problem), Route("/news", _news)]
APP = Conditional(Starlette(routes=ROUTES))


def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def go() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://test") as client:
            return await client.request(method, path, headers=headers)

    return anyio.run(go)


def test_the_same_bytes_have_the_same_tag_and_others_another() -> None:
    assert ask("/").headers["etag"] == ask("/").headers["etag"] != ask("/?n=2").headers["etag"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_reader_who_has_it_gets_304_and_no_body(form: str) -> None:
    first = ask("/")
    again = ask("/", **{"If-None-Match": form.format(first.headers["etag"])})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-type" not in again.headers


def test_a_reader_who_has_another_gets_it_whole() -> None:
    assert ask("/", **{"If-None-Match": '"other"'}).json() == {"n": "1"}


@pytest.mark.parametrize(("path", "method"), [("/none", "GET"), ("/", "POST"), ("/news", "GET")])
def test_errors_writes_and_streams_have_no_tag(path: str, method: str) -> None:
    answer = ask(path, method)
    assert "etag" not in answer.headers
    assert path != "/news" or answer.text == "data: 1\n\ndata: 2\n\n"
