"""Decides what is a picture, and draws it anew so that nothing of the file but what one sees is handed on."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.domain.errors import ShowclearError

FORMATS: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS: Final = 50_000_000
QUALITY: Final = 82
_AT_ONCE: Final = threading.BoundedSemaphore(2)
"""A large picture takes 150 MB while it is drawn."""

# The library's own limit warns where ours refuses; ours is asked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def drawn_anew(data: bytes, longest_px: int) -> tuple[str, bytes] | None:
    """The picture's media type, and itself as a JPEG of at most that length; None when it is no picture of a kind we take.

    What a file says of place, camera or owner is left behind; it is turned the way it is to be seen. Refused: one that is
    too large or broken (`attachment.unreadable`).
    """
    try:
        with Image.open(BytesIO(data), formats=tuple(FORMATS)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise ShowclearError("attachment.unreadable", f"At most {MOST_PIXELS} pixels are drawn.")
            with _AT_ONCE:
                return FORMATS[str(found.format)], _jpeg(found, longest_px)
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError, EOFError) as failure:
        raise ShowclearError("attachment.unreadable", "The picture is broken.") from failure


def _jpeg(found: Image.Image, longest_px: int) -> bytes:
    found.draft("RGB", (longest_px, longest_px))
    turned = ImageOps.exif_transpose(found)
    turned.thumbnail((longest_px, longest_px))
    seen = turned.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen)
    out = BytesIO()
    paper.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
