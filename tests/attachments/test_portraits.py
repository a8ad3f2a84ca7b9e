"""A face lies beside the ledger, is given by its owner or the office, and goes with the name."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.attachments.files import PDF, picture, portray, with_location
from tests.web.desert import Site

PATH = "people/p-performer/portrait"
PERSON = "p-performer"


def test_ones_own_or_by_the_office(site: Site) -> None:
    assert site.get(PATH).status_code == 404
    assert portray(site, PERSON, with_location()).status_code == 204
    shown = site.get(PATH, by="crew")
    assert shown.headers["cache-control"] == "no-store"
    assert not Image.open(BytesIO(shown.content)).getexif()
    assert portray(site, PERSON, picture(900, 900), "producer").status_code == 204
    assert Image.open(BytesIO(site.get(PATH, by="crew").content)).size == (512, 512)
    for role in ("armorer", "inspector"):
        assert portray(site, PERSON, picture(), role).json()["code"] == "permission.denied"
        assert site.ask("DELETE", PATH, by=role).status_code == 403
    assert portray(site, PERSON, PDF).json()["code"] == "attachment.type"
    assert portray(site, "nobody", picture(), "producer").json()["code"] == "not_found"
    assert site.ask("DELETE", PATH, by=PERSON).status_code == 204
    assert site.get(PATH).status_code == 404


def test_it_goes_with_the_name(site: Site, tmp_path: Path) -> None:
    portray(site, PERSON, picture())
    face = site.get(PATH).content
    assert face in _all_bytes(tmp_path)
    told = site.ask("POST", f"people/{PERSON}/erasure", by="producer", json={"reason": "asked to"})
    assert told.json()["state"] == "sealed"
    assert site.get(PATH).status_code == 404  # not shown from now on
    assert portray(site, PERSON, picture()).json()["code"] == "permission.denied"
    site.clock.now = datetime(2033, 1, 1, tzinfo=UTC)
    site.services.erasures.carry_out()
    assert face[-60:] not in _all_bytes(tmp_path)  # nor is it in the file, nor in the log beside it


def _all_bytes(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.glob("site.db*")))
