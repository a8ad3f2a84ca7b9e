"""The open line over a real server: what commits is heard, nothing is missed in between, and a lost right ends it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import uvicorn

from app.web.news import Place, place_of
from tests.web.desert import Site


@pytest.fixture
def url(site: Site) -> Iterator[str]:
    """The site on a loopback port."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        site.app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        ws="none",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1/productions/{site.id}"
    server.should_exit = True
    thread.join()
    listening.close()


def hear(
    site: Site, url: str, count: int, *, after: str | None = None, then: Any = None
) -> list[dict[str, Any]]:
    """The next events of a new line; `then` is done once it is open."""
    headers = {"Authorization": f"Bearer {site.token('crew')}"} | ({"Last-Event-ID": after} if after else {})
    events: list[dict[str, Any]] = []
    with httpx.stream("GET", f"{url}/live", headers=headers, timeout=10) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        for block in blocks(answer):
            if block.startswith(":") and then is not None:
                then()
                then = None
            elif not block.startswith(":"):
                fields = dict(line.split(": ", 1) for line in block.splitlines())
                events.append(fields | {"data": json.loads(fields["data"])})
            if len(events) >= count:
                break
    return events


def blocks(answer: httpx.Response) -> Iterator[str]:
    waiting = ""
    for text in answer.iter_text():
        waiting += text
        while "\n\n" in waiting:
            block, waiting = waiting.split("\n\n", 1)
            yield block


def test_what_commits_is_heard_as_it_commits(site: Site, url: str) -> None:
    record = site.handover()
    events = hear(site, url, 3, then=lambda: site.send(record))
    assert events[0]["event"] == "record"
    assert events[0]["data"].items() >= {"record": record["id"], "kind": "handover", "unit": "main"}.items()
    assert {event["event"] for event in events[1:]} == {"violation"}
    assert {event["data"]["id"] for event in events[1:]} <= set(events[0]["data"]["raised"])


def test_nothing_is_missed_in_between(site: Site, url: str) -> None:
    (first,) = hear(site, url, 1, then=lambda: site.send(site.incident()))
    sent = [site.incident() for _ in range(3)]
    site.send(sent)
    events = hear(site, url, 3, after=first["id"])
    assert [event["data"]["record"] for event in events] == [record["id"] for record in sent]


def test_deadlines_are_heard_though_nobody_sends_anything(site: Site, url: str) -> None:
    site.send(site.incident())

    def later() -> None:
        site.clock.move(minutes=16)
        site.services.watch.look()

    (event,) = hear(site, url, 1, then=later)
    assert (event["event"], event["data"]["hazard"]) == ("violation", "incident.unanswered")


def test_a_line_ends_with_the_token(site: Site, url: str) -> None:
    token = site.issue("p-crew", 1)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.stream("GET", f"{url}/live", headers=headers, timeout=10) as answer:
        lines = blocks(answer)
        assert next(lines).startswith(":")
        site.clock.move(days=2)
        assert list(lines) == []


@pytest.mark.parametrize("place", ["x", "1", "-1/", "1/2026\x7f"])
def test_another_last_event_is_refused(site: Site, place: str) -> None:
    answer = site.get("live", **{"Last-Event-ID": place})
    assert (answer.status_code, answer.json()["code"]) == (422, "request.malformed")


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(12, "2026-03-02T15:05:00.000000Z")
    assert place_of(place.text()) == place
    assert place_of(Place(0, "").text()) == Place(0, "")
