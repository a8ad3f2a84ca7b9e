"""Decides which six digits were typed for a signature: as they are, or sealed by a phone that had no signal; not if right.

Sealed digits are bound to one person, one record and one production: elsewhere they open to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from app.domain.errors import ShowclearError
from app.domain.ledger.base64url import decode_base64url
from app.domain.ledger.canonical import canonical

SEALED: Final = "sealed:"
JOINT: Final = "+"
NO_PINS: Mapping[str, str] = MappingProxyType({})
"""Nobody typed a PIN beside the records. Person to six digits, or to `sealed:` and what was sealed, several with `+`."""
OpenSealed = Callable[[bytes, bytes], bytes | None]
"""What was sealed, and under which info; None when nothing opens it."""
_CONTEXT: Final = b"showclear/sealed-pin/v1\n"


class Digits(NamedTuple):
    """What was typed, or None where nothing opens it; and whether the phone had to wait for a signal."""

    text: str | None
    waited: bool


def sealed_for(production: str, person: str, digest: bytes) -> bytes:
    """The info a PIN is sealed under: for this person under the record of that digest (`record_digest`)."""
    return _CONTEXT + canonical({"person": person, "production": production, "record": digest.hex()})


def digits(typed: str, info: bytes, opens: OpenSealed) -> Digits:
    """The digits of one person for one record."""
    if not typed.startswith(SEALED):
        return Digits(typed, waited=False)
    for one in typed.removeprefix(SEALED).split(JOINT):
        try:
            found = opens(decode_base64url(one), info)
        except ShowclearError:
            continue
        if found is not None:
            return Digits(found.decode("ascii", "replace"), waited=True)
    return Digits(None, waited=True)
