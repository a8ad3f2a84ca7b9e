"""Photos taken without a signal: made small, without where they were taken, sent piece by piece, shown beside a twin."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path

from PIL import Image

from tests.onset.company import PRODUCTION, Company
from tests.onset.conftest import NewPhone

GPS = 0x8825


def photo(place: Path) -> Path:
    """As a phone's camera leaves it: large, and with where it was."""
    drawn = Image.effect_noise((3000, 2000), 80).convert("RGB")
    told = Image.Exif()
    told.get_ifd(GPS)[1] = "N"
    told.get_ifd(GPS)[2] = (35.0, 36.0, 4.0)
    file = place / "cylinder.jpg"
    drawn.save(file, exif=told, quality=95)
    assert b"Exif" in file.read_bytes()
    return file


def test_a_photo_of_the_rounds(ranch: Company, new_phone: NewPhone, tmp_path: Path) -> None:
    now = timedelta()
    body = {"call_time": "06:00", "scenes": [], "bulletins_attached": True}
    ranch.record("dario", "day_opened", body, now)
    phone = new_phone("ada")
    phone.open()
    phone.installed()
    phone.without_signal()
    phone.open("checklist?kind=round_inspection&firearm=colt-1")
    phone.pick("rounds-out", "Yes")
    phone.pick("each-round", "Empty")
    for place in range(6):
        phone.tap(f".chamber >> nth={place}")
    camera = '[data-item="each-round"] input[type=file]'
    brands = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    phone.page.set_input_files(camera, {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": brands})
    phone.page.locator('[role="alert"]', has_text="cannot read HEIC photos").wait_for()
    phone.page.set_input_files(camera, photo(tmp_path))
    phone.page.locator('[data-item="each-round"] img').wait_for()
    phone.pick("odd-round", "No")
    for item in ("bore", "counts-agree"):
        phone.pick(item, "Yes")
    phone.pick("witnesses", "Dario Penn")
    phone.ready_to_sign()
    phone.pin()
    phone.passed_on()
    phone.signs_later()
    phone.ready("today")
    phone.with_signal()
    phone.send()
    (inspection,) = ranch.records("round_inspection")
    (digest,) = inspection["attachments"]
    phone.page.wait_for_timeout(500)
    kept = phone.context.request.get(
        f"{ranch.origin}/api/v1/productions/{PRODUCTION}/attachments/{digest}?original=1"
    )
    assert kept.ok, kept.text()
    assert hashlib.sha256(kept.body()).hexdigest() == digest
    drawn = Image.open(io.BytesIO(kept.body()))
    assert max(drawn.size) == 1600
    assert not drawn.getexif()


def portrait(ranch: Company, colour: str) -> str:
    """A photo of a firearm as the office brought it; its digest."""
    drawn = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(drawn, "JPEG")
    data = drawn.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    ranch.services.attachments.append(ranch.caller("ada"), PRODUCTION, digest, 0, len(data), data)
    return digest


def test_a_look_alike_shows_both_and_asks_for_the_tag(ranch: Company, new_phone: NewPhone) -> None:
    """Without a signal too: the photos came with the day. A tag is scanned by the phone's camera, or typed."""
    shared = {"calibre": ".45 Colt", "owner": "rental", "supplier": "Canyon", "chambers": 6}
    real = {"firearm": "colt-1", "class": "real", "can_fire_live": True}
    rubber = {"firearm": "colt-1-rubber", "class": "rubber", "can_fire_live": False, "twins": ["colt-1"]}
    for body, colour in ((real, "grey"), (rubber | {"marks": "red grip"}, "red")):
        ranch.record(
            "ada", "firearm_intake", shared | body, timedelta(), attachments=[portrait(ranch, colour)]
        )
    phone = new_phone("ada")
    phone.open()
    phone.installed()
    with phone.page.expect_response("**/attachments/*"):
        phone.open()
    phone.until("caches.open('photos').then((it) => it.keys()).then((all) => all.length >= 2)")
    phone.without_signal()
    phone.open("checklist?kind=round_inspection&firearm=colt-1")
    assert "red grip" in phone.page.text_content("main")
    shown = "[...document.querySelectorAll('main .card img')].filter((one) => one.naturalWidth).length"
    phone.until(f"{shown} === 2")
    phone.tap("#ready")
    phone.told("Scan the tag of the one in your hand.")
    address = f"{ranch.origin}/p/{PRODUCTION}/firearms/"
    phone.page.locator('[data-item="tag"] input').fill(f"{address}colt-1-rubber")
    phone.tap("#ready")
    phone.told("That tag is of colt-1-rubber. Scan the tag of the one in your hand.")
    phone.page.locator('[data-item="tag"] input').fill(f"{address}colt-1")
    phone.tap("#ready")
    phone.told("Not answered yet: Take every round out")
    phone.open("firearms/colt-1")
    phone.tap("main a", "Inspect")
    phone.tap("#ready")
    phone.told("Not answered yet: Take every round out")
    phone.open("rack")
    phone.pick("direction", "Out")
    phone.tap("#rack label", "colt-1-rubber")
    phone.tap("#ready")
    phone.told("These look like others: scan each tag itself: colt-1-rubber")
    scan = phone.page.get_by_label("Scan or type a tag")
    scan.fill(f"{address}colt-1-rubber")
    scan.press("Enter")
    phone.tap("#ready")
    phone.page.locator(".pin").wait_for()
