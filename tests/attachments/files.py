"""Files to bring, and how a phone brings them."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from tests.web.desert import Site

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n"


def picture(width: int = 64, height: int = 48, kind: str = "JPEG", **saved: Any) -> bytes:
    """A picture that is red on its left half, and blue on its right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    out = BytesIO()
    image.save(out, kind, **saved)
    return out.getvalue()


def with_location() -> bytes:
    """A picture that says where and by what it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90 degrees
    exif[0x010F] = "Some camera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (35.0, 41.0, 13.0)
    return picture(exif=exif)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


PICTURE = picture()
PICTURE_DIGEST = digest_of(PICTURE)


def piece(
    site: Site, data: bytes, offset: int = 0, end: int | None = None, by: str = "armorer", **other: str
) -> httpx.Response:
    """One piece of a file."""
    headers = {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Upload-Length": str(len(data)),
    } | {name.replace("_", "-"): value for name, value in other.items()}
    path = f"attachments/{digest_of(data)}"
    return site.ask("PATCH", path, by=by, content=data[offset:end], headers=headers)


def bring(site: Site, data: bytes, by: str = "armorer") -> httpx.Response:
    """A whole file."""
    return piece(site, data, by=by)


def portray(site: Site, person: str, data: bytes, by: str | None = None) -> httpx.Response:
    """A portrait, by the person unless told otherwise."""
    headers = {"Content-Type": "application/octet-stream"}
    return site.ask("PUT", f"people/{person}/portrait", by=by or person, content=data, headers=headers)
