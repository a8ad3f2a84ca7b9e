"""Decides how it is said that records come from another's phone: one header, beside the array it is about."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request

from app.domain.ledger.base64url import decode_base64url
from app.services.accounts.carrying import Carried
from app.web.bodies import malformed

HEADER: Final = "Showclear-Carried"
_SEAL: Final = r"[A-Za-z0-9_-]{43}"
_FORM: Final = re.compile(
    rf"([a-z0-9][a-z0-9._-]{{0,63}})=([A-Za-z0-9_-]{{1,64}}):({_SEAL}(?:\+{_SEAL}){{0,49}})", re.ASCII
)


def carried_of(request: Request) -> Carried | None:
    """`Showclear-Carried: <person>=<session>:<seal>+<seal>...`, up to 50; None where there is none.

    Refused: another form (`request.malformed`).
    """
    sent = request.headers.get(HEADER)
    if sent is None:
        return None
    found = _FORM.fullmatch(sent)
    if found is None:
        raise malformed(
            HEADER, "cannot be read", "<person>=<session>:<seal>, at most 50 seals with + between"
        )
    return Carried(found[1], found[2], tuple(decode_base64url(one) for one in found[3].split("+")))
