"""A firearm is seen as it was photographed at its intake, its twin beside it."""

from __future__ import annotations

from tests.attachments.files import PICTURE, PICTURE_DIGEST, bring
from tests.web.desert import Site


def intake(site: Site, firearm: str, class_: str, twin: str, **more: object) -> None:
    body = {
        "firearm": firearm,
        "class": class_,
        "calibre": "none",
        "chambers": 6,
        "can_fire_live": False,
        "owner": "rental",
        "supplier": "house",
        "twins": [twin],
    }
    answer = site.send(site.record("armorer", "firearm_intake", body, **more))
    assert answer.status_code == 201, answer.text


def test_twins_are_told_with_their_photos(site: Site) -> None:
    bring(site, PICTURE)
    intake(site, "real-03", "blank_only", "rubber-07", attachments=[PICTURE_DIGEST])
    intake(site, "rubber-07", "rubber", "real-03", attachments=["sha256:" + "0" * 64])
    intake(site, "real-03", "blank_only", "rubber-07")  # told again, without a photo
    for path in ("firearms", "pack"):
        told = site.get(path).json()
        items = {one.get("id", one.get("firearm")): one for one in told.get("items", told.get("firearms"))}
        assert items["real-03"]["photos"] == [PICTURE_DIGEST], path
        assert items["real-03"]["intake"]["twins"] == ["rubber-07"]
        assert items["rubber-07"]["photos"] == ["0" * 64]
    assert site.get(f"attachments/{PICTURE_DIGEST}").status_code == 200
