"""Files of the pages: packed where browsers take it so, not sent twice; what the service worker takes along is there."""

from __future__ import annotations

import re

from tests.web.desert import Site

FILE = "/static/set/main.js"


def test_a_file_is_packed_for_those_who_take_it_so(site: Site) -> None:
    plain = site.ask("GET", FILE, headers={"Accept-Encoding": "identity"})
    packed = site.ask("GET", FILE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 2


def test_what_a_browser_has_is_not_sent_again(site: Site) -> None:
    for encoding in ("identity", "gzip"):
        tag = site.ask("GET", FILE, headers={"Accept-Encoding": encoding}).headers["etag"]
        again = site.ask("GET", FILE, headers={"Accept-Encoding": encoding, "If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")


def test_everything_the_worker_takes_along_is_there(site: Site) -> None:
    worker = site.ask("GET", "/sw.js")
    assert "connect-src 'self'" in worker.headers["content-security-policy"]
    files = re.findall(r'"(/static/[^"]+)"', worker.text)
    assert len(files) > 20
    assert all(site.ask("GET", name).status_code == 200 for name in files)
    assert all(f'"{screen}"' in worker.text for screen in ("today", "stop", "outbox"))


def test_what_is_loaded_first_is_light(site: Site) -> None:
    """The aim is 150 kB of our own files, as they are sent."""
    files = re.findall(r'"(/static/[^"]+)"', site.ask("GET", "/sw.js").text)
    one_language = [name for name in files if not name.endswith(".es.json")]
    packed = {"Accept-Encoding": "gzip"}
    answers = [site.ask("GET", name, headers=packed) for name in one_language]
    sizes = [int(one.headers["content-length"]) for one in answers]
    assert sum(sizes) < 150_000


def test_the_shell_is_the_same_for_everybody(site: Site) -> None:
    shells = {site.ask("GET", f"/p/{name}/today").text for name in ("desert", "-", "no-such")}
    assert len(shells) == 1
    assert site.ask("GET", "/p/desert/firearms/colt-1").text in shells
    assert site.ask("GET", "/p/desert/nothing").status_code == 404
    assert site.ask("GET", "/manifest.webmanifest").json()["start_url"] == "/app"


def test_it_speaks_the_language_of_who_reads(site: Site) -> None:
    assert '<html lang="es">' in site.ask("GET", "/app", headers={"Accept-Language": "es-MX,en;q=0.5"}).text
    assert '<html lang="en">' in site.ask("GET", "/app", headers={"Accept-Language": "fr"}).text
    chosen = {"Accept-Language": "es", "Cookie": "showclear-language=en"}
    assert '<html lang="en">' in site.ask("GET", "/app", headers=chosen).text
