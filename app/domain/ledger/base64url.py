"""Decides the one spelling of bytes in a proof: base64url without padding (RFC 4648, section 5); it knows no field."""

from __future__ import annotations

import base64
import binascii

from app.domain.ledger.sign_off_codes import SignOffCode, refused


def encode_base64url(data: bytes) -> str:
    """The text of bytes."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode_base64url(text: str) -> bytes:
    """The bytes of their one text; padding, other letters and left-over bits are `sign_off.malformed`."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise refused(SignOffCode.MALFORMED, "A part of the proof is not base64url.") from error
    if encode_base64url(data) != text:
        raise refused(SignOffCode.MALFORMED, "A part of the proof is not base64url in its one spelling.")
    return data
