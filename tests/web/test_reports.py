"""Every report over HTTP: as JSON with its proof, as a table with stable columns, as a tagged PDF with its JSON attached."""

from __future__ import annotations

import base64
import csv
import io
import re
import zlib

import orjson
import pytest
from PIL import Image

from app.domain.reports.making import REPORTS
from app.domain.reports.proof import content_of
from app.services.reports.rows import PROOF, TABLES
from tests.attachments.files import PDF, PICTURE, PICTURE_DIGEST, bring, digest_of, picture
from tests.web.desert import Site

INTAKE = {
    "firearm": "colt",
    "class": "real",
    "calibre": ".45",
    "chambers": 6,
    "can_fire_live": True,
    "owner": "rental",
    "supplier": "house",
}
HURT = {"what": "fatality", "firearm": "colt", "injured": 1, "stop_work": True, "present": []}


@pytest.fixture
def worked(site: Site) -> Site:
    """A day with a handover that lacks much, a concern, and an incident with somebody hurt."""
    assert site.send(site.record("armorer", "firearm_intake", INTAKE)).status_code == 201
    site.send(site.handover())
    words = {"category": "firearms", "channel": "verbal", "detail": "SECRET WORDS", "about": "colt"}
    assert site.send(site.record("crew", "concern", words), by="crew").status_code == 201
    assert site.send(site.record("armorer", "incident", HURT)).status_code == 201
    return site


def attached(pdf: bytes) -> list[bytes]:
    """Streams of the file that are JSON."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            data = zlib.decompress(stream)
        except zlib.error:
            data = stream
        if data.lstrip().startswith(b"{"):
            found.append(data)
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_its_forms(name: str, worked: Site) -> None:
    report = worked.get(f"reports/{name}").json()
    assert report["report"] == name
    assert report["entries"] == worked.get("ledger/checkpoint").json()["size"]
    assert {"checkpoint", "vkey", "root", "pinned", "inputs_digest", "content_digest"} == set(report["proof"])
    table = worked.get(f"reports/{name}?format=csv")
    heads = next(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert heads == [*TABLES[name].columns, *PROOF]
    pdf = worked.get(f"reports/{name}", Accept="application/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert b"/MarkInfo" in pdf.content and b"pdfaid" in pdf.content
    (data,) = attached(pdf.content)
    assert orjson.loads(data)["proof"] == report["proof"] | {
        key: orjson.loads(data)["proof"][key] for key in ("inputs_digest", "content_digest")
    }


@pytest.mark.parametrize("name", REPORTS)
def test_no_report_tells_a_concerns_words_or_author(name: str, worked: Site) -> None:
    """The clock goes on, so that the concern that nobody answered is itself reported."""
    worked.clock.move(hours=5)
    worked.services.watch.look()
    for form in ("json", "csv"):
        told = worked.get(f"reports/{name}?format={form}", by="safety_officer").text
        assert "SECRET WORDS" not in told
        assert "p-crew" not in told


def test_what_is_proven_is_the_same_for_every_reader(worked: Site) -> None:
    found = [worked.get("reports/violations", by=who).json() for who in ("crew", "producer", "inspector")]
    assert all(content_of(one) == content_of(found[0]) for one in found)
    assert all(one["proof"] == found[0]["proof"] for one in found)


def test_who_was_told_stands_beside_with_its_end_for_the_office_only(worked: Site) -> None:
    """A message is opened after the report was made: what is proven is the same, what stands beside is not."""
    worked.clock.move(minutes=20)
    worked.services.watch.look()
    before = worked.get("reports/incident", by="upm").json()
    (record,) = before["told"]["records"]
    assert record == before["incident"]["record"]
    telling = next(one for one in before["told"]["records"][record] if one["recipient"] == "p-upm")
    assert telling["told_at"] is not None and telling["opened_at"] is None
    message = worked.get("messages", by="upm").json()["items"][0]["id"]
    assert (
        worked.ask("POST", f"messages/{message}/seen", by="upm", json={"state": "opened"}).status_code == 200
    )
    after = worked.get("reports/incident", by="upm").json()
    assert after["proof"] == before["proof"] and content_of(after) == content_of(before)
    opened = [one["opened_at"] for one in after["told"]["records"][record] if one["recipient"] == "p-upm"]
    assert any(opened)
    outside = worked.get("reports/incident", by="crew").json()["told"]["records"][record]
    assert all("told_at" in one and "opened_at" not in one for one in outside)
    assert before["names"]["p-upm"] == "The upm"


def test_photos_stand_small_in_the_pdf(worked: Site) -> None:
    """The one that is here is drawn small, the one that is not stands there by its digest; the JSON holds no picture."""
    assert bring(worked, PICTURE).status_code == 204
    missing = "ab" * 32
    seen = worked.record("armorer", "incident", HURT) | {"attachments": [f"sha256:{PICTURE_DIGEST}", missing]}
    assert worked.send(seen).status_code == 201
    for name in ("violations", "incident"):
        assert "pictures" not in worked.get(f"reports/{name}").json()
        one, other = (worked.get(f"reports/{name}?format=pdf").content for _ in range(2))
        assert one == other
        (data,) = attached(one)
        small = orjson.loads(data)["pictures"]
        assert set(small) == {PICTURE_DIGEST}
        assert base64.b64decode(small[PICTURE_DIGEST]).startswith(b"\xff\xd8")
        assert b"/DCTDecode" in one
    manifest = worked.get(f"reports/incident?incident={seen['id']}").json()["manifest"]
    assert [f"sha256:{PICTURE_DIGEST}", missing] in [one["attachments"] for one in manifest]


def test_a_photo_is_shown_small(worked: Site) -> None:
    big = picture(900, 600)
    assert bring(worked, big).status_code == 204
    small = worked.get(f"attachments/{digest_of(big)}?small=1")
    assert small.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(small.content)).size == (220, 147)
    assert bring(worked, PDF).status_code == 204
    assert worked.get(f"attachments/{digest_of(PDF)}?small=1").status_code == 404


def test_filters_narrow_the_violations(worked: Site) -> None:
    every = worked.get("reports/violations").json()["violations"]
    for field, value in (("status", "open"), ("gravity", "critical"), ("hazard", every[0]["hazard"])):
        found = worked.get(f"reports/violations?{field}={value}").json()["violations"]
        assert [one["id"] for one in found] == [one["id"] for one in every if one[field] == value]
    protocol = every[0]["protocol"].partition("@")[0]
    found = worked.get(f"reports/violations?protocol={protocol}").json()["violations"]
    assert found and all(one["protocol"].startswith(f"{protocol}@") for one in found)


def test_should_never_stands_under_law(worked: Site) -> None:
    for one in worked.get("reports/violations").json()["violations"]:
        assert all(c["strength"] == "must" for c in one["provisions"]["law"])


def test_the_forms_of_an_injury(worked: Site) -> None:
    forms = worked.get("reports/injuries").json()["forms"]
    assert [form["form"] for form in forms] == ["injury-301", "notice-of-fatality"]
    assert all("names" in form["missing"] or "employee" in form["missing"] for form in forms)


def test_an_incident_that_is_none(worked: Site) -> None:
    answer = worked.get("reports/incident?incident=01890a5d-ac96-774b-bcce-b302099a8057")
    assert (answer.status_code, answer.json()["code"]) == (404, "report.no_incident")
    assert worked.get("reports/no-such").status_code in (404, 422)
    assert worked.get("reports/daily?from=2026-03-02&until=2026-03-01").status_code == 422


def test_the_same_moment_gives_the_same_bytes(worked: Site) -> None:
    """The clock stands: JSON, table and PDF are the same, byte for byte."""
    for form in ("json", "csv", "pdf"):
        one, other = (worked.get(f"reports/violations?format={form}").content for _ in range(2))
        assert one == other
