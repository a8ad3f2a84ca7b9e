"""Photos and papers come in by pieces, are checked, drawn anew, and go out so that nothing in them can act."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from tests.attachments.files import PDF, PICTURE, bring, digest_of, picture, piece, with_location
from tests.web.desert import Site


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_phone_goes_on_where_the_signal_went(site: Site) -> None:
    data = picture(kind="PNG")
    path = f"attachments/{digest_of(data)}"
    assert site.ask("HEAD", path, by="armorer").status_code == 404
    assert piece(site, data, 0, 100).headers["upload-offset"] == "100"
    told = site.ask("HEAD", path, by="armorer").headers
    assert (told["upload-offset"], told["upload-length"]) == ("100", str(len(data)))
    assert code(site.get(path)) == (404, "not_found")  # nothing is shown before it is whole
    answer = piece(site, data, 0, 100)  # the answer to the first piece was lost
    assert code(answer) == (409, "attachment.offset")
    assert answer.json()["errors"][0]["expected"] == "100"
    assert piece(site, data, 100, 150).status_code == 204
    assert piece(site, data, 150).headers["upload-offset"] == str(len(data))
    assert site.ask("HEAD", path, by="armorer").headers["upload-offset"] == str(len(data))
    assert piece(site, data, 0, 100).headers["upload-offset"] == str(
        len(data)
    )  # whole already: nothing is done
    assert site.get(f"{path}?original=1").content == data


def test_what_is_shown_is_drawn_anew_and_tells_no_place(site: Site) -> None:
    data = with_location()
    assert b"Some camera" in data
    assert bring(site, data).status_code == 204
    shown = site.get(f"attachments/{digest_of(data)}", by="crew")
    image = Image.open(BytesIO(shown.content))
    assert image.size == (48, 64)  # turned as it is to be seen
    assert not image.getexif() and b"Some camera" not in shown.content
    red, blue = image.getpixel((24, 4)), image.getpixel((24, 60))
    assert min(red[0], blue[2]) > 200 and max(red[2], blue[0]) < 60
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-disposition"].startswith("inline")
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert shown.headers["x-content-type-options"] == "nosniff"


def test_a_large_picture_is_shown_smaller(site: Site) -> None:
    data = picture(3000, 100, quality=20)
    bring(site, data)
    shown = Image.open(BytesIO(site.get(f"attachments/{digest_of(data)}").content))
    assert shown.size == (2048, 68)


def test_a_paper_is_only_saved(site: Site) -> None:
    assert bring(site, PDF).status_code == 204
    for asked in ("", "?original=1"):
        given = site.get(f"attachments/{digest_of(PDF)}{asked}")
        assert given.headers["content-disposition"].startswith("attachment")
        assert given.headers["content-type"] == "application/pdf"
        assert given.content == PDF


def chunk(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


HUGE = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    + chunk(b"IDAT")
)
BAD = {
    "script": (b"<!doctype html><script>alert(1)</script>", "attachment.type"),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "attachment.type"),
    "said to be a picture": (b"\xff\xd8\xff\xe0<?php phpinfo(); ?>", "attachment.unreadable"),
    "cut short": (picture(400, 400, "PNG")[:-60], "attachment.unreadable"),
    "a bomb": (HUGE, "attachment.unreadable"),
    "another kind": (picture(kind="GIF"), "attachment.type"),
}


@pytest.mark.parametrize(("data", "expected"), BAD.values(), ids=BAD)
def test_content_decides_and_what_is_refused_leaves_nothing(site: Site, data: bytes, expected: str) -> None:
    assert code(bring(site, data)) == (422, expected)
    assert site.ask("HEAD", f"attachments/{digest_of(data)}", by="armorer").status_code == 404


def test_other_bytes_than_the_digest_says_are_forgotten(site: Site) -> None:
    data, other = picture(), picture(48, 48)
    path = f"attachments/{digest_of(data)}"
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    headers["Upload-Length"] = str(len(other))
    answer = site.ask("PATCH", path, by="armorer", content=other, headers=headers)
    assert code(answer) == (422, "attachment.digest")
    assert bring(site, data).status_code == 204


def test_sizes_and_places_have_to_fit(site: Site) -> None:
    data = picture(kind="PNG")
    too_long = {"Upload_Length": "20000001"}
    assert code(piece(site, data, **too_long)) == (413, "too_large")
    for header in ({"Upload_Offset": "-1"}, {"Upload_Length": "many"}, {"Upload_Length": "9" * 13}):
        assert code(piece(site, data, **header)) == (422, "request.malformed")
    assert code(piece(site, data, 0, 0)) == (422, "request.malformed")
    assert code(piece(site, data, Upload_Length="10")) == (422, "request.malformed")
    assert code(piece(site, data, Content_Type="image/png")) == (415, "content_type.unsupported")
    assert piece(site, data, 0, 50).status_code == 204
    assert code(piece(site, data, 50, 90, Upload_Length=str(len(data) + 1))) == (409, "attachment.length")


def test_who_brings_and_who_sees(site: Site) -> None:
    for role in ("inspector", "admin"):
        assert code(bring(site, PICTURE, role)) == (403, "permission.denied")
    assert bring(site, PICTURE, "crew").status_code == 204
    path = f"attachments/{digest_of(PICTURE)}?original=1"
    allowed = {"crew", "safety_officer", "safety_advisor", "producer", "upm", "line_producer", "inspector"}
    for role in ("crew", "performer", "armorer", "first_ad", "admin", *sorted(allowed)):
        assert site.get(path, by=role).status_code == (200 if role in allowed else 403), role
    since = datetime(2026, 3, 1, tzinfo=UTC)
    until = datetime(2026, 3, 2, 15, 6, tzinfo=UTC)
    site.services.people.add_person(site.id, "gone", ["crew"], by="p-admin", from_at=since, until_at=until)
    token = site.issue("gone", 30)
    site.clock.move(days=1)
    site.tokens["gone"] = token
    late = picture(80, 80)
    assert bring(site, late, "gone").status_code == 204  # what was on the phone when they left
    assert site.ask("HEAD", f"attachments/{digest_of(late)}", by="gone").status_code == 200
    assert site.get(f"attachments/{digest_of(late)}", by="gone").status_code == 403
    site.clock.move(days=7)
    assert code(bring(site, picture(90, 90), "gone")) == (403, "permission.denied")


def test_another_production_does_not_hear_of_it(site: Site) -> None:
    bring(site, PICTURE)
    site.services.people.add_person("ocean", "mate", ["armorer"], by="captain")
    until = datetime(2026, 5, 2, tzinfo=UTC)
    token, _ = site.services.people.issue_token("ocean", "mate", ("read", "write"), until)
    path = f"/api/v1/productions/ocean/attachments/{digest_of(PICTURE)}"
    assert site.ask("HEAD", path, headers={"Authorization": f"Bearer {token}"}).status_code == 404


def test_what_nobody_brings_to_its_end_is_forgotten(site: Site) -> None:
    data = picture(kind="PNG")
    piece(site, data, 0, 10)
    bring(site, PICTURE)
    site.services.attachments.tidy()
    assert site.ask("HEAD", f"attachments/{digest_of(data)}", by="armorer").status_code == 200
    site.clock.move(days=8)
    site.services.attachments.tidy()
    assert site.ask("HEAD", f"attachments/{digest_of(data)}", by="armorer").status_code == 404
    assert site.ask("HEAD", f"attachments/{digest_of(PICTURE)}", by="armorer").status_code == 200
