"""The page to come in by: everything local, nothing inline, nothing it may not do."""

from __future__ import annotations

import re

import pytest

from app.opening import require_origin
from tests.accounts.browser import Office

SQLITE = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@SQLITE
def test_it_is_strict(office: Office) -> None:
    answer = office.browser().ask("GET", "/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy and "trusted-types showclear-worker" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|//", answer.text)


@SQLITE
def test_its_files_are_there_and_no_others(office: Office) -> None:
    browser = office.browser()
    page = browser.ask("GET", "/sign-in").text
    for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        answer = browser.ask("GET", name)
        assert answer.is_success
        assert answer.headers["content-type"].startswith(("text/javascript", "text/css", "image/svg+xml"))
    for name in ("none.js", "..%2fcookies.py", "%2e%2e/cookies.py", "sign-in.js%00"):
        assert browser.ask("GET", f"/static/{name}").status_code == 404


@SQLITE
def test_its_script_writes_no_markup(office: Office) -> None:
    script = office.browser().ask("GET", "/static/sign-in.js").text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|localStorage", script)


@pytest.mark.parametrize(
    "origin", ["https://set.example", "http://localhost:8000", "http://127.0.0.1", "https://a.example:8443"]
)
def test_origins_that_will_do(origin: str) -> None:
    require_origin(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "http://set.example",
        "http://192.168.1.4:8000",
        "https://set.example/path",
        "set.example",
        "ftp://localhost",
        "",
        "https://user@set.example",
        "http://localhost.evil.example",
    ],
)
def test_without_tls_only_this_machine_will_do(origin: str) -> None:
    with pytest.raises(Exception, match=r"settings\.origin"):
        require_origin(origin)
