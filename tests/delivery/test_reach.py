"""Where this service sends to on behalf of others: nowhere inside, whatever a name says the moment it is asked."""

from __future__ import annotations

import ipaddress
import socket
import time

import pytest

from app.notify.line import Line
from app.notify.reach import Reach, networks
from app.services.delivery.ports import NotCarried
from tests.delivery.receivers import Receiver

INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
    *("224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
    *("[::1]", "[fc00::1]", "[fe80::1]", "[ff02::1]", "[::]", "[2001:db8::1]"),
    *("[::ffff:10.0.0.1]", "[64:ff9b::10.0.0.1]", "[2002:0a00:0001::1]"),
    *("localhost", "2130706433", "0x7f.1"),  # names and numbers that the system reads as loopback
]


@pytest.mark.parametrize("host", INSIDE)
def test_inside_is_refused(host: str) -> None:
    with pytest.raises(NotCarried) as refused:
        Reach().place(f"https://{host}/hook")
    assert refused.value.problem in ("address.private", "address.unknown") and (
        refused.value.final or refused.value.problem == "address.unknown"
    )


@pytest.mark.parametrize("host", ["1.1.1.1", "[2606:4700:4700::1111]"])
def test_outside_is_not(host: str) -> None:
    place = Reach().place(f"https://{host}:8443/hook")
    assert (place.address, place.port) == (host.strip("[]"), 8443)


def test_a_setting_allows_a_network_and_no_other() -> None:
    reach = Reach(networks("10.20.0.0/16, fd00:20::/32"))
    assert reach.place("http://10.20.1.1/").address == "10.20.1.1"
    assert reach.place("https://[fd00:20::1]/").address == "fd00:20::1"
    for url, problem in (
        ("https://10.21.0.1/", "address.private"),
        ("http://1.1.1.1/", "address.plain"),
        ("ftp://10.20.0.1/", "address.malformed"),
        ("https://10.20.0.1:99999/", "address.malformed"),
        ("https:///x", "address.malformed"),
        ("https://user@10.20.0.1/", "address.malformed"),
        ("https://10.20.0.1/\r\nX: y", "address.malformed"),
    ):
        with pytest.raises(NotCarried) as refused:
            reach.place(url)
        assert refused.value.problem == problem, url


def test_what_was_asked_about_is_what_is_connected_to(
    http: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads somewhere else at each question (DNS rebinding): the first answer is the only one."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, *rest: object, **more: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "hook.example" and asked.count(host) == 1 else host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    line = Line(Reach(networks("127.0.0.1/32")))
    assert line.post(f"http://hook.example:{http.port}/hook", b"{}", {}) == 204
    assert asked.count("hook.example") == 1
    assert http.on("/hook")[0].headers["host"] == f"hook.example:{http.port}"


def test_a_name_with_one_foot_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(NotCarried, match=r"address\.private"):
        Reach().place("https://hook.example/")


@pytest.mark.parametrize("path", ["/hang", "/dribble"])
def test_whoever_hangs_or_dribbles_is_left(http: Receiver, path: str) -> None:
    line = Line(Reach(networks("127.0.0.1/32")), within_s=0.3)
    began = time.monotonic()
    with pytest.raises(NotCarried) as left:
        line.post(http.at(path), b"{}", {})
    http.hangs.set()
    assert left.value.problem == "line.timeout" and not left.value.final
    assert time.monotonic() - began < 3


def test_nobody_there_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with pytest.raises(NotCarried) as failed:
            Line(Reach(networks("127.0.0.1/32"))).post(url, b"{}", {})
    assert failed.value.problem == "line.failed" and not failed.value.final


def test_networks_are_networks() -> None:
    assert networks("") == () and networks("10.0.0.0/8") == (ipaddress.ip_network("10.0.0.0/8"),)
    with pytest.raises(ValueError, match="network"):
        networks("10.0.0.0/99")
