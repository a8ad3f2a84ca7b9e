"""Decides how PINs come beside records: in one header, read once; they are kept nowhere and told to nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from fastapi import Request

from app.web.bodies import malformed

HEADER: Final = "Showclear-Pins"
MOST: Final = 20
"""People who sign on one phone in one request."""

_SEALED: Final = r"sealed:[A-Za-z0-9_-]{100,200}(?:\+[A-Za-z0-9_-]{100,200}){0,49}"
_PIN: Final = re.compile(r"([a-z0-9][a-z0-9._-]{0,63})=([0-9]{1,12}|" + _SEALED + ")", re.ASCII)


def pins_of(request: Request) -> Mapping[str, str]:
    """Person to PIN, as typed (`Showclear-Pins: ana=123456, pat=654321`) or sealed, one for each record (`sealed:...+...`).

    Refused: another form (`request.malformed`).
    """
    sent = request.headers.getlist(HEADER)
    given = [one.strip() for line in sent for one in line.split(",")]
    found = [_PIN.fullmatch(one) for one in given]
    pins = {one[1]: one[2] for one in found if one}
    if len(pins) != len(given) or len(given) > MOST:
        raise malformed(
            HEADER,
            "cannot be read",
            f"at most {MOST} of <person>=<six digits>, or <person>=sealed:..., commas between",
        )
    return pins
