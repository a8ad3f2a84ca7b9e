"""Decides how an address is drawn for another phone's camera to find; whether it may be shown is decided elsewhere."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import segno

_QUIET: Final = 4  # modules around it, as ISO/IEC 18004 asks


def qr_code(address: str, *, fills: bool = False, level: str = "m") -> str:
    """A QR code as SVG, dark on light whatever is around it. `fills`: as large as the place that it is given.

    `level`: how much of it may be lost (ISO/IEC 18004); `l` for what is long.
    """
    drawing = BytesIO()
    made = segno.make_qr(address, error=level, encoding=None if address.isascii() else "utf-8")
    made.save(drawing, kind="svg", border=_QUIET, xmldecl=False, svgns=True, light="#fff", omitsize=fills)
    return drawing.getvalue().decode()
